"""The reminders of a meeting on the desk: what goes out when to how many, writing one, reading it as it is mailed."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.accounts.views import current_actor, signed_in_account
from meetings.directory.queries import site_shown
from meetings.errors import Refusal, Refused
from meetings.outbox.actions import Mail
from meetings.outbox.rendering import Letter, Rendered, rendered
from meetings.registration import queries as registrations
from meetings.registration.models import Invitation, Registration
from meetings.registration.rules import PlaceState
from meetings.reminders import actions, mail, queries, rules
from meetings.reminders.actions import Draft
from meetings.reminders.forms import AFTER, BEFORE, SAME, ReminderForm
from meetings.reminders.models import Reminder
from meetings.reminders.queries import Head
from meetings.reminders.rules import Anchor, ReminderReason, Stage
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

blueprint = Blueprint("reminders", __name__)
PATH = "/arbetsytan/moten/<int:meeting_id>/paminnelser"
ONE = f"{PATH}/<int:reminder_id>"
STAGES = {
    Stage.OFF: (_l("Avstängd"), "neutral"),
    Stage.NO_DATE: (_l("Ingen sista dag är satt"), "wait"),
    Stage.COMING: (_l("Väntar"), "info"),
    Stage.SENDING: (_l("Skickas nu"), "info"),
    Stage.SENT: (_l("Skickad"), "good"),
    Stage.MISSED: (_l("Gick inte ut"), "neutral"),
}
_SAMPLE = "ABCD-2345"


@blueprint.get(PATH)
@access.requires("organiser")
def overview(meeting_id: int) -> Response:
    """List the reminders: what goes out when, to whom and how many, and what has gone out."""
    of, groups = queries.head(meeting_id), queries.groups(meeting_id)
    rows = [_shown(one, of, groups.of(one)) for one in queries.reminders(meeting_id)]
    rows.sort(key=lambda row: (row["moment"] is None, row["moment"] or of.occasion.starts_at, row["one"].id))
    return render("reminders/overview.html", meeting=of, rows=rows, button=ButtonForm(), full=len(rows) >= rules.MOST)


@blueprint.route(f"{PATH}/ny", methods=["GET", "POST"])
@access.requires("organiser")
def add(meeting_id: int) -> Response:
    """Write a new reminder."""
    of, form = queries.head(meeting_id), ReminderForm()
    if not form.is_submitted():
        return _form_page(of, ReminderForm(formdata=None, data=_values(Draft(), of)))
    if not form.validate():
        return _form_page(of, form, 422)
    try:
        actions.add(meeting_id, _draft(form, of), arrival(), current_actor())
    except Refused as refused:
        return _form_page(of, form, 409, refused.refusal)
    tell(_("Påminnelsen är sparad."))
    return redirect_to("reminders.overview", meeting_id=meeting_id)


@blueprint.route(f"{ONE}/redigera", methods=["GET", "POST"])
@access.requires("organiser")
def edit(meeting_id: int, reminder_id: int) -> Response:
    """Change a reminder that has not gone out."""
    of, one, form = queries.head(meeting_id), queries.reminder(meeting_id, reminder_id), ReminderForm()
    if not form.is_submitted():
        closed = Refusal(ReminderReason.SENT) if one.started_at is not None else None
        data = _values(one, of) | {"base_revision": str(one.revision)}
        return _form_page(of, ReminderForm(formdata=None, data=data), refusal=closed, one=one)
    if not form.validate():
        return _form_page(of, form, 422, one=one)
    try:
        actions.save(meeting_id, reminder_id, _draft(form, of), form.base, arrival(), current_actor())
    except Refused as refused:
        return _form_page(of, form, 409, refused.refusal, one=one)
    tell(_("Påminnelsen är sparad."))
    return redirect_to("reminders.overview", meeting_id=meeting_id)


@blueprint.get(f"{ONE}/forhandsvisning")
@access.requires("organiser")
def preview(meeting_id: int, reminder_id: int) -> Response:
    """Show the mail as each group would get it, in the language of the page."""
    of, one = queries.head(meeting_id), queries.reminder(meeting_id, reminder_id)
    letters = mail.Reminders(registrations.door(meeting_id), one, of.occasion)
    shown = []
    if one.to_seat:
        shown.append((_("Till dem som har en plats"), _read(letters.to(_somebody(), PlaceState.CONFIRMED.value, ()))))
    if one.to_line:
        shown.append((_("Till dem som står i kö"), _read(letters.to(_somebody(), PlaceState.WAITING.value, ()))))
    if one.to_silent:
        shown.append((_("Till inbjudna som inte har svarat"), _read(letters.to_invited(_invited(), arrival()))))
    return render("reminders/preview.html", meeting=of, one=one, mails=shown, when=when(one))


@blueprint.post(f"{ONE}/pa")
@access.requires("organiser")
def switch_on(meeting_id: int, reminder_id: int) -> Response:
    """Let the reminder go out when its moment comes."""
    return _pressed(meeting_id, reminder_id, on=True)


@blueprint.post(f"{ONE}/av")
@access.requires("organiser")
def switch_off(meeting_id: int, reminder_id: int) -> Response:
    """Keep the reminder, but let it not go out."""
    return _pressed(meeting_id, reminder_id, on=False)


@blueprint.post(f"{ONE}/ta-bort")
@access.requires("organiser")
def remove(meeting_id: int, reminder_id: int) -> Response:
    """Remove a reminder that has not gone out."""
    return _pressed(meeting_id, reminder_id, on=None)


def when(one: Reminder | Draft) -> str:
    """Return when a reminder goes out, in words: "3 dagar före mötet kl. 9.00"."""
    at = time(one.at_minute // 60, one.at_minute % 60)
    clock = f"{at.hour}.{at.minute:02}" if lang() == "sv" else f"{at.hour}:{at.minute:02}"
    named = {
        Anchor.MEETING.value: _("mötet"),
        Anchor.SIGN_UP.value: _("sista anmälningsdag"),
        Anchor.IDEAS.value: _("sista dag för inspel"),
    }[one.anchor]
    if one.days == 0:
        return dates.in_one_line(_("Samma dag som %(what)s, kl. %(time)s", what=named, time=clock))
    number, values = abs(one.days), {"what": named, "time": clock}
    if one.days < 0:
        return dates.in_one_line(
            ngettext(
                "%(num)s dag före %(what)s, kl. %(time)s", "%(num)s dagar före %(what)s, kl. %(time)s", number, **values
            )
        )
    return dates.in_one_line(
        ngettext(
            "%(num)s dag efter %(what)s, kl. %(time)s", "%(num)s dagar efter %(what)s, kl. %(time)s", number, **values
        )
    )


def _pressed(meeting_id: int, reminder_id: int, *, on: bool | None) -> Response:
    if not pressed():
        return redirect_to("reminders.overview", meeting_id=meeting_id)
    try:
        if on is None:
            actions.remove(meeting_id, reminder_id, arrival(), current_actor())
            tell(_("Påminnelsen är borttagen."))
        else:
            actions.switch(meeting_id, reminder_id, arrival(), current_actor(), on=on)
            tell(_("Påminnelsen är på.") if on else _("Påminnelsen är avstängd."))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("reminders.overview", meeting_id=meeting_id)


def _shown(one: Reminder, of: Head, number: int) -> dict[str, Any]:
    words, tone = STAGES[rules.stage(one, of.occasion, arrival())]
    named = ((one.to_seat, _("har en plats")), (one.to_line, _("står i kö")), (one.to_silent, _("inte har svarat")))
    return {
        "one": one,
        "when": when(one),
        "moment": rules.moment(one, of.occasion),
        "groups": ", ".join(str(name) for wanted, name in named if wanted),
        "number": number,
        "stage": rules.stage(one, of.occasion, arrival()).value,
        "words": words,
        "tone": tone,
        "can_change": one.started_at is None,
    }


def _values(one: Reminder | Draft, of: Head) -> dict[str, Any]:
    """Return what the form shows of a reminder, with the standard text filled in."""
    return {
        "anchor": one.anchor,
        "side": BEFORE if one.days < 0 else AFTER if one.days else SAME,
        "number": str(abs(one.days)) if one.days else "",
        "at": time(one.at_minute // 60, one.at_minute % 60),
        "to_seat": one.to_seat,
        "to_line": one.to_line,
        "to_silent": one.to_silent,
        "text": one.text or mail.standard_text(one.anchor, one.days, of.occasion),
    }


def _draft(form: ReminderForm, of: Head) -> Draft:
    text = form.text.data or ""
    return Draft(
        anchor=form.anchor.data,
        days=form.days,
        at_minute=form.at_minute,
        to_seat=form.to_seat.data,
        to_line=form.to_line.data,
        to_silent=form.to_silent.data,
        text="" if mail.is_standard(text, of.occasion) else text,
    )


def _form_page(
    of: Head, form: ReminderForm, status: int = 200, refusal: Refusal | None = None, one: Reminder | None = None
) -> Response:
    return render("reminders/form.html", status, meeting=of, form=form, refused=refusal, one=one)


def _read(made: Mail) -> Rendered:
    letter = Letter(0, made.template, made.lang, made.to_name, made.to_address, "", made.values, None, "", "", 0)
    return rendered(letter, site_shown(made.lang))


def _somebody() -> Registration:
    """Return a registration that stands nowhere, to show a mail by."""
    account = signed_in_account()
    name = account.name if account is not None else ""
    return Registration(
        id=0, link_version=0, reference=_SAMPLE, name=name, email="namn@example.se", lang=lang(), revision=1, arrival=0
    )


def _invited() -> Invitation:
    account = signed_in_account()
    name = account.name if account is not None else ""
    return Invitation(
        id=0, link_version=0, name=name, email="namn@example.se", lang=lang(), message="", state="invited"
    )
