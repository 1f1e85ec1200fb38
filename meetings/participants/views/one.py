"""One person: all that is known, what was mailed and done, and what an organiser may do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.participants import actions
from meetings.participants.forms import PersonForm, with_questions
from meetings.participants.queries import certificates, listing
from meetings.participants.queries.listing import Head
from meetings.participants.queries.person import OnePerson
from meetings.participants.queries.person import person as person_of
from meetings.participants.views.blueprint import PERSON, blueprint
from meetings.participants.views.certificates import refusal_for
from meetings.participants.views.listing import TONES, state_word
from meetings.participants.views.words import ACTIONS, FIELDS, MAILS, OPT_INS
from meetings.questions import queries as questions
from meetings.questions import types
from meetings.questions import views as questions_sent
from meetings.questions.rules import Asked
from meetings.questions.rules.conditions import visible
from meetings.registration import actions as registration
from meetings.registration import queries as registrations
from meetings.registration.actions import Details
from meetings.registration.forms.attending import ATTENDING_WORDS
from meetings.registration.models import Registration
from meetings.registration.queries import Door, attending
from meetings.registration.rules import PlaceState, PoolKind, refusal_to_change, refusal_to_register
from meetings.registration.views.choosing import workshops_shown
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival


@blueprint.get(PERSON)
@access.requires("organiser")
def person(meeting_id: int, registration_id: int) -> Response:
    """Show one person."""
    of = listing.head(meeting_id)
    return _page(of, person_of(of, registration_id))


@blueprint.get(f"{PERSON}/filer/<int:question_id>")
@access.requires("organiser")
def person_file(meeting_id: int, registration_id: int, question_id: int) -> Response:
    """Send the file that somebody answered the question with."""
    found = person_of(listing.head(meeting_id), registration_id).registration
    return questions_sent.file_sent(found.submission_id, question_id)


@blueprint.route(f"{PERSON}/andra", methods=["GET", "POST"])
@access.requires("organiser")
def edit_person(meeting_id: int, registration_id: int) -> Response:
    """Change name, address and organisation; a new address gets a mail with the person's link."""
    of = listing.head(meeting_id)
    known = person_of(of, registration_id).registration
    given = questions.answers(known.submission_id, sensitive=False)
    asked = _changeable(questions.asked(of.form_id, lang(), answered=given) if of.form_id is not None else [])
    questions_sent.make_room(asked)
    form = with_questions(types.fields(asked), _standing(known) | types.data(asked, given))
    words = registrations.words(lang(), dates.local(arrival()).date())
    form.offer(words)
    shown: dict[str, Any] = {"meeting": of, "form": form, "name": known.name, "registration_id": registration_id}
    shown["takes_files"] = types.takes_files(asked) > 0
    if not form.is_submitted():
        shown["sections"] = types.sections(asked, {one.id for one in visible(asked, given)})
        return render("participants/edit.html", **shown)
    reading = questions_sent.read(form, asked, mine=given)
    shown |= {"sections": types.sections(asked, reading.shown_ids), "reading": reading}
    if not form.validate():
        return render("participants/edit.html", 422, **shown)
    if reading.unseen:
        return render("participants/edit.html", **shown)
    sector = next((word.parent_id for word in words if word.id == form.organisation_type.data), known.sector_id)
    details = Details(
        name=form.name.data or "",
        lang=form.speaks.data,
        organisation=form.organisation.data or "",
        organisation_type_id=form.organisation_type.data,
        sector_id=sector,
        municipality_id=form.municipality.data,
        asked=asked,
        given=types.given(reading.visible, form.data),
    )
    return _save(of, registration_id, form, details, shown)


def _save(of: Head, registration_id: int, form: PersonForm, details: Details, shown: dict[str, Any]) -> Response:
    email = form.email.data or ""
    try:
        actions.change_person(of.id, registration_id, details, email, form.base, arrival(), current_actor())
    except Refused as refused:
        return render("participants/edit.html", 409, refused=refused, **shown)
    except Stale as stale:
        now_stands = person_of(of, registration_id).registration
        form.base_revision.data = str(stale.current)
        return render("participants/edit.html", 409, stale=now_stands, **shown)
    tell(_("Ändringen är sparad."))
    return redirect_to("participants.person", meeting_id=of.id, registration_id=registration_id)


@blueprint.route(f"{PERSON}/avanmal", methods=["GET", "POST"])
@access.requires("organiser")
def cancel_person(meeting_id: int, registration_id: int) -> Response:
    """Withdraw somebody for them: a page that says what follows, with a button."""
    of = listing.head(meeting_id)
    found, form = person_of(of, registration_id), ButtonForm()
    shown: dict[str, Any] = {"meeting": of, "one": found, "form": form, "waiting": registrations.counts(of.id).waiting}
    if not form.is_submitted():
        return render("participants/cancel_person.html", **shown)
    if not form.validate():
        return render("participants/cancel_person.html", 422, **shown)
    try:
        moved = registration.cancel_by_organiser(registration_id, arrival(), current_actor())
    except Refused as refused:
        return render("participants/cancel_person.html", 409, refused=refused, **shown)
    tell(_("%(name)s är avanmäld och får ett mejl om det.", name=found.registration.name))
    if moved:
        names = ", ".join(other.name for other in moved)
        tell(ngettext("%(names)s har fått platsen.", "%(names)s har fått platser.", len(moved), names=names))
    return redirect_to("participants.person", meeting_id=of.id, registration_id=registration_id)


@blueprint.post(f"{PERSON}/anmal-igen")
@access.requires("organiser")
def sign_up_person_again(meeting_id: int, registration_id: int) -> Response:
    """Sign somebody up again who was withdrawn, at the end of the line."""
    of = listing.head(meeting_id)
    found = person_of(of, registration_id)
    if not ButtonForm().validate():
        return _page(of, found, 422, refused=_("Sidan hade legat öppen för länge. Tryck en gång till."))
    try:
        registration.sign_up_again(registration_id, arrival(), current_actor())
    except Refused as refused:
        return _page(of, found, 409, refused=refused)
    again = person_of(of, registration_id)
    tell(
        _("%(name)s är anmäld igen och får ett mejl om det.", name=again.registration.name)
        if again.state is PlaceState.CONFIRMED
        else _("%(name)s står på reservlistan igen och får ett mejl om det.", name=again.registration.name)
    )
    return redirect_to("participants.person", meeting_id=of.id, registration_id=registration_id)


def _changeable(asked: Sequence[Asked]) -> list[Asked]:
    """Return the questions whose answers an organiser may change: no sensitive ones, nor what depends on one.

    None of them is required: who was added by hand has answered nothing.
    """
    found: list[Asked] = []
    for question in asked:
        ids = {one.id for one in found}
        if not question.sensitive and (question.shown_if is None or question.shown_if.question_id in ids):
            found.append(replace(question, required=False))
    return found


def _standing(known: Registration) -> dict[str, Any]:
    return {
        "name": known.name,
        "email": known.email,
        "organisation": known.organisation_typed,
        "organisation_type": known.organisation_type_id,
        "municipality": known.municipality_id,
        "speaks": known.lang,
        "base_revision": known.revision,
    }


def _workshop_url(one: Registration, block_id: int) -> str:
    values: dict[str, Any] = {"meeting_id": one.meeting_id, "registration_id": one.id, "block_id": block_id}
    return url_for("participants.person_workshops", **values)


def _attends(door: Door, one: Registration) -> str:
    """Return whether somebody takes part in the room or on the net, and which line they stand in; "" elsewhere."""
    kinds = {pool.id: pool.kind for pool in door.others}
    has, wished = attending.attending(door, one), attending.wished(door, one)
    if has is None:
        return ""
    here = str(ATTENDING_WORDS[kinds[has.pool_id]])
    if wished is None:
        return here
    number = registrations.place_in_line(wished.pool_id, wished.arrival, switching=True)
    return str(
        _("%(here)s, nummer %(number)s i kön till nätet", here=here, number=number)
        if kinds[wished.pool_id] == PoolKind.ONLINE.value
        else _("%(here)s, nummer %(number)s i kön till lokalen", here=here, number=number)
    )


def _certificate(of: Head, registration_id: int) -> dict[str, Any]:
    """Return whether the meeting gives certificates, and why this person gets none, if so."""
    offer = certificates.offer(of.id)
    if not offer.offered:
        return {"offered": False}
    return {"offered": True, "refusal": refusal_for(offer, certificates.attendee(registration_id), arrival())}


def _page(of: Head, one: OnePerson, status: int = 200, **values: Any) -> Response:
    door, gone = registrations.door(of.id), one.state is PlaceState.CANCELLED
    return render(
        "participants/person.html",
        status,
        meeting=of,
        one=one,
        is_gone=gone,
        state_word=state_word(one.state, one.in_line),
        tone=TONES[one.state],
        why_not_change=refusal_to_change(door, arrival()),
        why_not_again=refusal_to_register(door, arrival()) if gone else None,
        button=ButtonForm(),
        certificate=_certificate(of, one.registration.id),
        door=door,
        attends=_attends(door, one.registration),
        workshops=workshops_shown(door, one.registration, lambda block_id: _workshop_url(one.registration, block_id)),
        words={"actions": ACTIONS, "fields": FIELDS, "mails": MAILS, "opt_ins": OPT_INS},
        **values,
    )
