"""Wrap a meeting up: how many came, what came of it, what its page still lacks, and a draft of its summary."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.pages.attention import Attention
from meetings.pages.blueprint import blueprint
from meetings.pages.concluding_form import ConcludeForm
from meetings.pages.concluding_queries import Lacking, lacking
from meetings.pages.meeting_page import public_follow_ups, where
from meetings.schedule import actions
from meetings.schedule import queries as schedule
from meetings.schedule.models import Meeting
from meetings.schedule.rules import Attendance, State
from meetings.schedule.rules.concluding import Happened, drafted_summary, refusal_to_conclude
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.lang import speaking
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_HERE = "/arbetsytan/moten/<int:meeting_id>/avsluta"


@blueprint.route(_HERE, methods=["GET", "POST"])
@access.requires("organiser")
def conclude(meeting_id: int) -> Response:
    """Show what is known and what is lacking; write a draft of the summary, or save."""
    meeting, now = schedule.meeting(meeting_id), arrival()
    if request.method == "GET":
        return _page(meeting, _filled_in(meeting), now)
    form = ConcludeForm()
    if not form.validate():
        return _page(meeting, form, now, 422)
    if "draft" in request.form:
        form.afterwards.data = _draft(meeting, form)
        return _page(meeting, form, now, drafted=True)
    try:
        actions.conclude(meeting_id, form.base, form.conclusion(), now, current_actor())
    except Refused as refused:
        return _page(meeting, form, now, 409, refusal=refused.refusal)
    except Stale as stale:
        form.base_revision.data = str(stale.current)
        return _page(schedule.meeting(meeting_id), form, now, 409, stale=True)
    tell(_("Mötet är avslutat. Sidan visar vad det ledde till."))
    return redirect_to("pages.conclude", meeting_id=meeting_id)


@blueprint.post(f"{_HERE}/oppna-igen")
@access.requires("organiser")
def reopen(meeting_id: int) -> Response:
    """Let the meeting wait to be wrapped up again."""
    form = ButtonForm()
    if form.validate():
        actions.reopen(meeting_id, arrival(), current_actor())
        tell(_("Mötet är öppnat igen. Det du har skrivit finns kvar."))
    return redirect_to("pages.conclude", meeting_id=meeting_id)


def _filled_in(meeting: Meeting) -> ConcludeForm:
    form = ConcludeForm(
        data={
            "base_revision": str(meeting.revision),
            "reported_qualifier": meeting.reported_qualifier,
            "reported_number": meeting.reported_number,
            "conclusions": meeting.conclusions,
            "afterwards": meeting.afterwards,
        }
    )
    if not meeting.afterwards and meeting.concluded_at is None:
        form.afterwards.data = _draft(meeting, form)
    return form


def _page(meeting: Meeting, form: ConcludeForm, now: datetime, status: int = 200, **more: Any) -> Response:
    values = {"refusal": None, "stale": False, "drafted": False, **more}
    found = lacking(meeting.id)
    return render(
        "pages/desk/conclude.html",
        status,
        meeting=meeting,
        form=form,
        button=ButtonForm(),
        closed=refusal_to_conclude(meeting, now),
        missing=missing(meeting, found),
        counted=found,
        **values,
    )


def _draft(meeting: Meeting, form: ConcludeForm) -> str:
    """Return the summary that the rules make of what is known and of what stands in the form."""
    followed = [one for one in public_follow_ups(meeting) if one.state == State.PUBLISHED]
    people = {one.name for item in meeting.items for one in item.appearances if one.name}
    with speaking(meeting.lang):
        happened = Happened(
            lang=meeting.lang,
            day=dates.date_text(meeting.starts_at),
            place=where(Attendance.PLACE.value, meeting.venue, meeting.town),
            online=meeting.attendance != Attendance.PLACE,
            organisers=[one.organisation.name for one in meeting.organisers],
            number=form.reported_number.data,
            qualifier=form.reported_qualifier.data,
            items=Counter(item.kind for item in meeting.items),
            people=len(people),
            has_conclusions=bool(form.conclusions.data),
            follow_up_day=dates.date_text(followed[0].starts_at) if followed else "",
        )
        return drafted_summary(happened)


def missing(meeting: Meeting, found: Lacking) -> list[Attention]:
    """Return what the page of the meeting still lacks, each with where it is mended; the desk's words."""
    at: dict[str, Any] = {"meeting_id": meeting.id}
    items = []
    if found.confirmed and not found.attended:
        text = _("Närvaron är inte noterad.")
        items.append(Attention(text, url=url_for("participants.people", **at), label=_("Notera vilka som kom")))
    if number := found.talks_without_material:
        text = ngettext("föredrag har inget material.", "föredrag har inget material.", number)
        items.append(Attention(text, number, url_for("materials.speakers", **at), _("Fråga talarna")))
    if number := found.unpublished_material:
        text = ngettext("material är inte publicerat.", "material är inte publicerade.", number)
        items.append(Attention(text, number, url_for("materials.overview", **at), _("Visa")))
    if number := found.flawed_material:
        text = ngettext(
            "material är publicerat med tillgänglighetsbrister.",
            "material är publicerade med tillgänglighetsbrister.",
            number,
        )
        items.append(Attention(text, number, url_for("materials.overview", **at), _("Rätta")))
    if number := found.unpublished_notes:
        text = ngettext("anteckning är inte publicerad.", "anteckningar är inte publicerade.", number)
        items.append(Attention(text, number, url_for("notes.publishing", **at), _("Granska och publicera")))
    if number := found.undecided_sparks:
        text = ngettext("gnista väntar på godkännande.", "gnistor väntar på godkännande.", number)
        items.append(Attention(text, number, url_for("sparks.overview", **at), _("Läs och godkänn")))
    if not public_follow_ups(meeting):
        text = _("Ingen uppföljning är publicerad.")
        items.append(Attention(text, url=url_for("participants.copy", **at), label=_("Skapa uppföljningen")))
    return items
