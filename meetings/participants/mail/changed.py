"""What the mail says that tells people of another time or place, to each what concerns them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from meetings.outbox.actions import Mail
from meetings.participants.models import ChangeNotice
from meetings.participants.rules.changes import Change, ChangeKind, Facts, changes, kinds_of
from meetings.registration import mail as registration_mail
from meetings.registration.mail.base import letter
from meetings.registration.models import Registration
from meetings.registration.queries import Door, WorkshopPlace
from meetings.registration.rules import PlaceState, PoolKind
from meetings.web import dates
from meetings.web.lang import speaking

TEMPLATE = "meeting_changed"


def standard_text(kinds: Collection[ChangeKind]) -> str:
    """Return what people are told unless the organiser writes something else, in the language that is spoken."""
    both = ChangeKind.TIME in kinds and ChangeKind.PLACE in kinds
    said = [_("Mötet har fått en ny tid och en ny plats.")] if both else []
    if ChangeKind.TIME in kinds and not both:
        said.append(_("Mötet har fått en ny tid."))
    if ChangeKind.PLACE in kinds and not both:
        said.append(_("Mötet hålls på en annan plats än vi har sagt."))
    if ChangeKind.ONLINE in kinds:
        said.append(_("Onlinemötet har fått en ny adress."))
    if ChangeKind.WORKSHOP in kinds:
        said.append(_("En workshop som du har en plats i har fått en annan tid eller sal."))
    return " ".join(str(one) for one in said)


def wording(change: Change, *, secret: bool) -> dict[str, str]:
    """Return what has changed in words: its name, before and after; with `secret` without the address on the net."""
    if change.kind is ChangeKind.TIME:
        return _said(_("Tid"), _period(change.before), _period(change.after))
    if change.kind is ChangeKind.PLACE:
        return _said(_("Plats"), _place(change.before), _place(change.after))
    if change.kind is ChangeKind.ONLINE and secret:
        return _said(_("På nätet"), "", _("Den nya adressen står på din egen sida."))
    if change.kind is ChangeKind.ONLINE:
        return _said(_("Adress till onlinemötet"), change.before["online_url"], change.after["online_url"])
    return _said(change.after["title"], _session(change.before), _session(change.after))


def _said(label: str, before: str, after: str) -> dict[str, str]:
    return {"label": str(label), "before": str(before), "after": str(after)}


class Changes:
    """Writes one mail after the other about one change."""

    def __init__(self, door: Door, row: ChangeNotice, now: datetime) -> None:
        self._door = door
        self._row = row
        self._now = now
        self._found = changes(row.before, row.after)

    @property
    def items(self) -> list[int]:
        """The workshops that have changed."""
        return [one.item_id for one in self._found if one.item_id]

    def to(self, person: Registration, workshops: Sequence[WorkshopPlace], changed_items: Collection[int]) -> Mail:
        """Return the mail to this person, with their entry if they have a seat; `changed_items`: of their workshops."""
        has_seat = any(
            one.pool_id == self._door.pool.id and one.state == PlaceState.CONFIRMED.value for one in person.places
        )
        theirs = [one for one in self._found if self._concerns(one, person, has_seat, changed_items)]
        method = registration_mail.REQUEST
        entry = registration_mail.entry(self._door, person, method, self._now, workshops) if has_seat else None
        with speaking(person.lang):
            text = self._row.text or standard_text(kinds_of(theirs))
            said = [wording(one, secret=True) for one in theirs]
        made = letter(
            TEMPLATE, self._door, person, entry, key=str(self._row.id), text=text, changes=said, has_seat=has_seat
        )
        return replace(made, bulk=True)

    def _concerns(self, one: Change, person: Registration, has_seat: bool, changed_items: Collection[int]) -> bool:
        """Tell whether somebody who is mailed is told of this change; see `queries.changes.concerned`."""
        if one.kind is ChangeKind.WORKSHOP:
            return one.item_id in changed_items
        comes = registration_mail.attends(self._door, person)
        if one.kind is ChangeKind.PLACE:
            return comes != PoolKind.ONLINE.value
        return one.kind is ChangeKind.TIME or (has_seat and comes != PoolKind.ROOM.value)


def _period(facts: Facts) -> str:
    return dates.period(datetime.fromisoformat(facts["starts_at"]), datetime.fromisoformat(facts["ends_at"]))


def _place(facts: Facts) -> str:
    town = f"{facts['postcode']} {facts['town']}".strip()
    venue = ", ".join(part for part in (facts["venue"], facts["street"], town) if part)
    if facts["attendance"] == "online":
        return str(_("På nätet"))
    return str(_("%(place)s, och på nätet", place=venue)) if facts["attendance"] == "both" else venue


def _session(facts: Facts) -> str:
    starts_at = datetime.fromisoformat(facts["starts_at"])
    ends_at = datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else None
    when = dates.period(starts_at, ends_at) if ends_at else dates.moment(starts_at)
    return ", ".join(part for part in (when, facts["room"]) if part)
