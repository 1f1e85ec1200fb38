"""Sign up to one meeting of a series on its page, and go to another of them instead: each one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.actions import ATTENDEE, record
from meetings.errors import Refused
from meetings.outbox.actions import Mail, enqueue_all
from meetings.projects import mail
from meetings.projects.queries import series as queries
from meetings.projects.rules.series import SeriesReason, refusal_to_move_to
from meetings.questions import actions as questions
from meetings.registration import actions as registration
from meetings.registration import queries as registrations
from meetings.registration.actions import Applicant, Outcome, SignedUp, Yes
from meetings.registration.actions.taking import unconfirmed_until
from meetings.registration.models import Registration
from meetings.registration.queries import Door
from meetings.registration.rules import OptInKind, SignUpReason, refusal_to_change
from meetings.schedule.models import Meeting


def sign_up(
    series_id: int, meeting_id: int, applicant: Applicant, form_token: str, arrived: datetime, lang: str
) -> SignedUp:
    """Sign somebody up to this meeting of the series, as its own page does; the rules are those of the sign-up.

    Who has signed up to another meeting of the series is mailed so, with the way to that page: nobody else is told.
    Raises `Refused`, also for a meeting that asks more than the page of the series does.
    """
    with transaction.write():
        signed_up = registration.register(meeting_id, applicant, form_token, arrived, lang)
        _require_choosable(series_id, meeting_id, signed_up)
        if signed_up.outcome is Outcome.NEW:
            found = signed_up.registration
            others = queries.at_others(series_id, found.email_key, meeting_id)
            if others:
                enqueue_all([mail.also_signed_up(registrations.door(meeting_id), found, others)], arrived)
        return signed_up


def _require_choosable(series_id: int, meeting_id: int, signed_up: SignedUp) -> None:
    """Refuse a meeting that is not in the series, and, of those who are new, one that asks more than the page."""
    one = queries.occasion(series_id, meeting_id)
    if one is None:
        raise Refused(SeriesReason.NOT_HERE)
    if signed_up.outcome is Outcome.NEW and one.asks_more:
        raise Refused(SeriesReason.OWN_PAGE)


def move(registration_id: int, to_meeting_id: int, form_token: str, now: datetime) -> Registration:
    """Let somebody go to another meeting of the same series, and return their registration there.

    They get a seat or a place in line there as anybody who arrives now, with their answers and that they may be told
    of future meetings; only then what they had is left, to the first in line. Both meetings are locked, the one with
    the lower number first. The same `form_token` again gives the same registration. Raises `Refused`, `NotFound`.
    """
    from_meeting_id = registrations.meeting_of(registration_id)
    with transaction.write() as session:
        chosen = Meeting.id.in_({from_meeting_id, to_meeting_id})
        session.scalars(select(Meeting.id).where(chosen).order_by(Meeting.id).with_for_update(key_share=True)).all()
        old = registrations.registration(registration_id)
        known = registrations.registration_of_address(to_meeting_id, old.email_key)
        if known is not None and known.form_token == form_token and known.cancelled_at is None:
            return known
        _refuse_to_move(old, known, to_meeting_id, now)
        signed_up = registration.register(to_meeting_id, _applicant(session, old), form_token, now, old.lang)
        new = signed_up.registration
        registration.withdraw_for(old.id, _left_for(new, now), now)
        changes: dict[str, tuple[object, object]] = {"registration": (old.id, new.id)}
        for meeting_id, subject in ((from_meeting_id, old.id), (to_meeting_id, new.id)):
            named = f"registration:{subject}"
            record(ATTENDEE, "series.move", now, meeting_id=meeting_id, subject=named, changes=changes)
        return new


def _refuse_to_move(old: Registration, known: Registration | None, to_meeting_id: int, now: datetime) -> None:
    if refusal := refusal_to_change(registrations.door(old.meeting_id), now):
        raise Refused(refusal)
    if old.cancelled_at is not None:
        raise Refused(SignUpReason.ALREADY_CANCELLED)
    if unconfirmed_until(old) is not None:
        raise Refused(SignUpReason.CONFIRM_FIRST)
    series_id = queries.series_of(old.meeting_id)
    to = queries.occasion(series_id, to_meeting_id) if series_id is not None else None
    if to is None:
        raise Refused(SeriesReason.NOT_HERE)
    is_there = known is not None and known.cancelled_at is None
    if refusal := refusal_to_move_to(to, now, is_there=is_there):
        raise Refused(refusal)


def _applicant(session: Session, old: Registration) -> Applicant:
    """Return who goes elsewhere as somebody who arrives, with what they said; the public list names another day."""
    future = OptInKind.FUTURE_MEETINGS
    held = [one for one in old.opt_ins if one.withdrawn_at is None and one.kind == future.value]
    return Applicant(
        name=old.name,
        email=old.email,
        organisation=old.organisation_typed,
        organisation_type_id=old.organisation_type_id,
        sector_id=old.sector_id,
        municipality_id=old.municipality_id,
        given=tuple(questions.take_along(session, old.submission_id)),
        opt_ins=[Yes(future, one.wording, one.wording_version) for one in held],
        confirmed_at=old.address_confirmed_at,
    )


def _left_for(new: Registration, now: datetime) -> Callable[[Door, Registration, bool], Mail]:
    def letter(door: Door, old: Registration, had_seat: bool) -> Mail:
        return mail.moved(door, old, new, now, had_seat=had_seat)

    return letter
