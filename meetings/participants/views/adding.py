"""Add people by hand: one with a form, or many by pasted lines that are shown before anybody is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused
from meetings.participants import actions
from meetings.participants.forms import AddForm, PasteForm, ReadLine, read_lines
from meetings.participants.queries import listing
from meetings.participants.queries.listing import Head
from meetings.participants.views.blueprint import PEOPLE, blueprint
from meetings.registration import queries as registrations
from meetings.registration.actions import Applicant
from meetings.registration.models import Registration
from meetings.registration.rules import PoolCounts, refusal_to_add
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@dataclass(frozen=True)
class Preview:
    """What the pasted lines would do: who is new, who is registered already, which lines have to be mended."""

    new: Sequence[ReadLine]
    known: Sequence[ReadLine]
    faulty: Sequence[ReadLine]
    in_line: int

    @property
    def can_be_added(self) -> bool:
        """Whether there is somebody to add and nothing to mend."""
        return bool(self.new) and not self.faulty


@blueprint.route(f"{PEOPLE}/lagg-till", methods=["GET", "POST"])
@access.requires("organiser")
def add(meeting_id: int) -> Response:
    """Add one person."""
    of, form = listing.head(meeting_id), AddForm()
    words = registrations.words(lang(), dates.local(arrival()).date())
    form.offer(words)
    if not form.is_submitted():
        return _add_page(of, form)
    if not form.validate():
        return _add_page(of, form, 422)
    person = Applicant(
        name=form.name.data or "",
        email=form.email.data or "",
        organisation=form.organisation.data or "",
        organisation_type_id=form.organisation_type.data,
        sector_id=next((word.parent_id for word in words if word.id == form.organisation_type.data), None),
        municipality_id=form.municipality.data,
    )
    try:
        (added,) = actions.add_many(
            of.id, [person], arrival(), current_actor(), form.speaks.data, notify=form.notify.data
        )
    except Refused as refused:
        return _add_page(of, form, 409, refused=refused)
    _say_added([added])
    return redirect_to("participants.person", meeting_id=of.id, registration_id=added.id)


@blueprint.route(f"{PEOPLE}/klistra-in", methods=["GET", "POST"])
@access.requires("organiser")
def paste(meeting_id: int) -> Response:
    """Read pasted lines, show what they say, and add the people when the button for that is pressed."""
    of, form = listing.head(meeting_id), PasteForm()
    if not form.is_submitted():
        return _paste_page(of, form)
    if not form.validate():
        return _paste_page(of, form, 422)
    preview = _preview(of, read_lines(form.lines.data or ""))
    seen = request.form.get("seen") == _checksum(form.lines.data)
    if "add" not in request.form or not seen or not preview.can_be_added:
        return _paste_page(of, form, 422 if preview.faulty else 200, preview=preview)
    people = [Applicant(name=line.name, email=line.email, organisation=line.organisation) for line in preview.new]
    try:
        added = actions.add_many(of.id, people, arrival(), current_actor(), "sv", notify=form.notify.data)
    except Refused as refused:
        return _paste_page(of, form, 409, preview=preview, refused=refused)
    _say_added(added)
    return redirect_to("participants.people", meeting_id=of.id, ordning="-ankomst")


def _preview(of: Head, lines: Sequence[ReadLine]) -> Preview:
    keys = [line.email_key for line in lines if not line.errors]
    taken = listing.registered_addresses(of.id, keys)
    right = [line for line in lines if not line.errors]
    new = [line for line in right if line.email_key not in taken]
    known = [line for line in right if line.email_key in taken]
    return Preview(new, known, [line for line in lines if line.errors], _without_seat(_pool(of), len(new)))


def _pool(of: Head) -> PoolCounts:
    return registrations.door(of.id).pool


def _without_seat(pool: PoolCounts, number: int) -> int:
    """Return how many of so many newcomers find no seat: free seats belong to those in line first."""
    return 0 if pool.free is None else max(0, number - max(0, pool.free - pool.waiting))


def _add_page(of: Head, form: AddForm, status: int = 200, **values: Any) -> Response:
    refusal = refusal_to_add(registrations.door(of.id), arrival())
    return render("participants/add.html", status, meeting=of, form=form, closed=refusal, **values)


def _paste_page(of: Head, form: PasteForm, status: int = 200, **values: Any) -> Response:
    refusal = refusal_to_add(registrations.door(of.id), arrival())
    seen = _checksum(form.lines.data)
    return render("participants/paste.html", status, meeting=of, form=form, closed=refusal, seen=seen, **values)


def _checksum(pasted: str | None) -> str:
    """Return what tells whether the lines are those that were shown: nobody is added unseen."""
    return sha256((pasted or "").encode("utf-8", "replace")).hexdigest()


def _say_added(people: Sequence[Registration]) -> None:
    if len(people) == 1:
        tell(_("%(name)s är tillagd.", name=people[0].name))
    else:
        tell(ngettext("%(num)s person är tillagd.", "%(num)s personer är tillagda.", len(people)))
