"""The desk's pages about speakers: who is asked and who has given, asking and reminding them, and each one's link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.materials import queries
from meetings.materials.actions import speaking
from meetings.materials.actions.speaking import Wanted
from meetings.materials.forms.speaking import AskForm, SpeakerForm, addresses_form
from meetings.materials.models import SpeakerLink
from meetings.materials.queries import Head
from meetings.materials.queries import speaking as read
from meetings.materials.queries.speaking import Suggestion
from meetings.materials.rules import speaking as rules
from meetings.materials.views.blueprint import DESK, blueprint
from meetings.materials.views.given import figures, speaker_shown, thing_shown
from meetings.schedule.models import Meeting
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm, DeskForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

_SPEAKERS = f"{DESK}/talare"
_ONE = f"{_SPEAKERS}/<int:speaker_id>"


@blueprint.get(_SPEAKERS)
@access.requires("organiser")
def speakers(meeting_id: int) -> Response:
    """Show who on the programme has been asked for material, who has given it, and who is missing."""
    return _list(queries.head(meeting_id))


@blueprint.post(f"{_SPEAKERS}/adresser")
@access.requires("organiser")
def add_addresses(meeting_id: int) -> Response:
    """Note the addresses of people on the programme, and ask them at once when that button is pressed."""
    of, found = queries.head(meeting_id), read.suggestions(meeting_id)
    form = _addresses(found)
    if not form.validate():
        return _list(of, 422, addresses=form)
    typed = {one: form[f"email_{one.appearance_id}"].data for one in found}
    people = [Wanted(one.name, email, one.item_id, of.lang) for one, email in typed.items() if email]
    try:
        made = speaking.add(of.id, people, arrival(), current_actor())
        if made and request.form.get("ask"):
            speaking.ask_all(of.id, _due(read.meeting(of.id)), arrival(), current_actor())
    except Refused as refused:
        return _list(of, 409, addresses=form, refused=refused)
    if not made:
        tell(_("Skriv minst en adress."), "warning")
    elif request.form.get("ask"):
        tell(ngettext("%(num)s talare är tillfrågad.", "%(num)s talare är tillfrågade.", len(made)))
    else:
        tell(ngettext("%(num)s adress är sparad.", "%(num)s adresser är sparade.", len(made)))
    return redirect_to("materials.speakers", meeting_id=of.id)


@blueprint.route(f"{_SPEAKERS}/ny", methods=["GET", "POST"])
@access.requires("organiser")
def add_speaker(meeting_id: int) -> Response:
    """Note somebody who does not stand on the programme."""
    of = queries.head(meeting_id)
    form = _speaker_form(of, {"lang": of.lang})
    if not form.is_submitted():
        return _form_page(of, form)
    if not form.validate():
        return _form_page(of, form, 422)
    try:
        (made,) = speaking.add(of.id, [_wanted(form)], arrival(), current_actor())
    except Refused as refused:
        return _form_page(of, form, 409, refused=refused)
    tell(_("%(name)s är tillagd, men inte tillfrågad än.", name=made.name))
    return redirect_to("materials.speakers", meeting_id=of.id)


@blueprint.route(_ONE, methods=["GET", "POST"])
@access.requires("organiser")
def speaker(meeting_id: int, speaker_id: int) -> Response:
    """Show one speaker and what they gave, and change what is noted of them; another address is mailed anew."""
    of, link = queries.head(meeting_id), read.speaker(meeting_id, speaker_id)
    form = _speaker_form(of, _values(link))
    if not form.is_submitted():
        return _form_page(of, form, link=link)
    if not form.validate():
        return _form_page(of, form, 422, link=link)
    due = _until(form.due.data)
    try:
        again = speaking.change(of.id, link.id, _wanted(form), due, arrival(), current_actor())
    except Refused as refused:
        return _form_page(of, form, 409, link=read.speaker(meeting_id, speaker_id), refused=refused)
    tell(_("Sparat. Frågan skickas till den nya adressen, med en ny länk.") if again else _("Sparat."))
    return redirect_to("materials.speakers", meeting_id=of.id)


@blueprint.post(f"{_SPEAKERS}/fraga")
@access.requires("organiser")
def ask_speakers(meeting_id: int) -> Response:
    """Mail everybody who has not been asked, with the day until which one is asked to send."""
    of, form = queries.head(meeting_id), AskForm()
    if not form.validate():
        return _list(of, 422, ask=form)
    due = _until(form.due.data)

    def act() -> str:
        number = speaking.ask_all(of.id, due, arrival(), current_actor())
        return str(ngettext("%(num)s talare är tillfrågad.", "%(num)s talare är tillfrågade.", number))

    return _done(of.id, act)


@blueprint.post(f"{_SPEAKERS}/paminn")
@access.requires("organiser")
def remind_speakers(meeting_id: int) -> Response:
    """Mail everybody who was asked and has not given anything once more."""

    def act() -> str:
        number = speaking.remind_all(meeting_id, arrival(), current_actor())
        return str(ngettext("%(num)s talare är påmind.", "%(num)s talare är påminda.", number))

    return _pressed(meeting_id, act)


@blueprint.post(f"{_ONE}/mejla")
@access.requires("organiser")
def mail_speaker(meeting_id: int, speaker_id: int) -> Response:
    """Ask one speaker, or remind them."""

    def act() -> str:
        link = speaking.mail_one(
            meeting_id, speaker_id, arrival(), current_actor(), due_at=_due(read.meeting(meeting_id))
        )
        return str(_("Ett mejl går till %(name)s.", name=link.name))

    return _pressed(meeting_id, act)


@blueprint.post(f"{_ONE}/ny-lank")
@access.requires("organiser")
def renew_speaker_link(meeting_id: int, speaker_id: int) -> Response:
    """Give one speaker a new link; the old one opens nothing any more."""

    def act() -> str:
        link = speaking.renew(meeting_id, speaker_id, arrival(), current_actor())
        return str(_("%(name)s får en ny länk. Den gamla fungerar inte längre.", name=link.name))

    return _pressed(meeting_id, act)


@blueprint.post(f"{_ONE}/ta-bort")
@access.requires("organiser")
def remove_speaker(meeting_id: int, speaker_id: int) -> Response:
    """Forget one speaker; what they gave stays."""

    def act() -> str:
        speaking.remove(meeting_id, speaker_id, arrival(), current_actor())
        return str(_("Talaren är borttagen, med adress och mejl. Materialet är kvar."))

    return _pressed(meeting_id, act)


def _pressed(meeting_id: int, act: Callable[[], str]) -> Response:
    """Do what a button says, unless its page has been open for too long."""
    if not pressed():
        return redirect_to("materials.speakers", meeting_id=meeting_id)
    return _done(meeting_id, act)


def _done(meeting_id: int, act: Callable[[], str]) -> Response:
    try:
        tell(act())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return redirect_to("materials.speakers", meeting_id=meeting_id)


def _list(
    of: Head,
    status: int = 200,
    *,
    addresses: DeskForm | None = None,
    ask: AskForm | None = None,
    refused: Refused | None = None,
) -> Response:
    found, meeting, now = read.speakers(of.id), read.meeting(of.id), arrival()
    proposed = read.suggestions(of.id)
    due = _due(meeting)
    return render(
        "materials/speakers.html",
        status,
        meeting=of,
        rows=[speaker_shown(one, now) for one in found],
        to_ask=sum(1 for one in found if rules.is_to_be_asked(one.link, one.state)),
        to_remind=sum(1 for one in found if rules.is_to_be_reminded(one.link, one.state, now)),
        resting=sum(1 for one in found if one.state in rules.OWES and rules.is_resting(one.link, now)),
        figures=figures(found),
        proposed=proposed,
        addresses=addresses or _addresses(proposed, fresh=True),
        ask=ask or AskForm(formdata=None, data={"due": _last_day(due)}),
        refused=refused,
        button=ButtonForm(formdata=None),
        closed=rules.refusal_to_send(meeting, now),
    )


def _addresses(found: list[Suggestion], *, fresh: bool = False) -> DeskForm:
    return addresses_form({one.appearance_id: one.name for one in found}, fresh=fresh)


def _speaker_form(of: Head, values: dict[str, Any]) -> SpeakerForm:
    form = SpeakerForm(data=values)
    items = read.items(of.id)
    form.offer([(str(key), f"{dates.clock_time(at)} {title or '–'}") for key, title, at in items])
    return form


def _values(link: SpeakerLink) -> dict[str, Any]:
    return {
        "name": link.name,
        "email": link.email,
        "item": str(link.item_id or ""),
        "lang": link.lang,
        "due": _last_day(link.due_at),
    }


def _wanted(form: SpeakerForm) -> Wanted:
    return Wanted(form.name.data or "", form.email.data or "", form.item_id, form.lang.data)


def _form_page(
    of: Head, form: SpeakerForm, status: int = 200, *, link: SpeakerLink | None = None, refused: Refused | None = None
) -> Response:
    things = [thing_shown(one) for one in read.things_of(link.id)] if link is not None else []
    return render(
        "materials/speaker.html",
        status,
        meeting=of,
        form=form,
        link=link,
        things=things,
        refused=refused,
        button=ButtonForm(formdata=None),
        closed=rules.refusal_to_send(read.meeting(of.id), arrival()),
    )


def _due(meeting: Meeting) -> datetime:
    """Return until when one is asked: as the others of the meeting were, if that has not passed."""
    said, now = read.due_of(meeting.id), arrival()
    return said if said is not None and said > now else rules.default_due(meeting, now)


def _until(day: date | None) -> datetime | None:
    """Return the end of the day: what is asked for "senast" that day."""
    return dates.end_of(day) if day is not None else None


def _last_day(due: datetime | None) -> date | None:
    """Return the last day that is meant by the exclusive instant."""
    return (dates.local(due) - timedelta(seconds=1)).date() if due is not None else None
