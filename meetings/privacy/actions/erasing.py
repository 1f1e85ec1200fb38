"""Erase what a selection finds, a batch at a time, one transaction each: the rows, their files and delivered mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from meetings import transaction
from meetings.audit.models import AuditValue
from meetings.counting import actions as counting
from meetings.files import actions as files
from meetings.ideas.actions import erasing as ideas
from meetings.materials.actions import speaking as speakers
from meetings.notes.models import NoteTaker
from meetings.outbox import actions as outbox
from meetings.privacy.actions.freezing import freeze_people
from meetings.privacy.models import ErasureCase
from meetings.privacy.queries.selecting import PARTS, Scope, shown_on_the_web, wants_mail
from meetings.questions.models import Answer, SensitiveAnswer
from meetings.questions.rules import Retention
from meetings.registration.models import Invitation, OptIn, Registration, SignUpGroup
from meetings.sparks.models import Spark

AT_ONCE = 500  # rows in one transaction: nobody waits long for the lock, and memory stays flat
_Eraser = Callable[[Session, Sequence[int], Scope, datetime], None]
_OfIdeas = Callable[[Session, Sequence[int], datetime], None]


def erase(scope: Scope, retention: Retention, now: datetime) -> Counter[str]:
    """Erase what the scope holds of the class, and return how many rows of each kind.

    A run that is killed has erased whole batches; the next one goes on.
    """
    found: Counter[str] = Counter()
    for name in PARTS[retention]:
        after = 0
        while True:
            with transaction.write() as session:
                ids = _next(session, name, retention, scope, after, now)
                if not ids:
                    break
                _ERASERS[name](session, ids, scope, now)
            found[name] += len(ids)
            after = ids[-1]
    return found


def _next(session: Session, name: str, retention: Retention, scope: Scope, after: int, now: datetime) -> Sequence[int]:
    selection = PARTS[retention][name](scope, now)
    number = selection.selected_columns[0]
    return session.scalars(selection.where(number > after).order_by(number).limit(AT_ONCE)).all()


def _erase_answers(table: type[Answer] | type[SensitiveAnswer]) -> _Eraser:
    def erase_answers(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
        keys = session.scalars(select(table.file_key).where(table.id.in_(ids), table.file_key != "")).all()
        files.discard(session, keys)
        _delete(session, table, ids)

    return erase_answers


def _erase_mails(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    outbox.erase(session, ids)


def _erase_audit_values(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    _delete(session, AuditValue, ids)


def _erase_opt_ins(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    _delete(session, OptIn, ids)


def _erase_cases(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    _update(session, ErasureCase, ids, reason="", asked_by="", decision="")


def _erase_groups(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    _update(session, SignUpGroup, ids, form_token="")


def _erase_sparks(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    """Leave the idea, and nothing of who had it."""
    _update(session, Spark, ids, name="", email="", email_key="")


def _erase_speakers(session: Session, ids: Sequence[int], _scope: Scope, now: datetime) -> None:
    speakers.erase(session, ids, now)


def _erase_note_takers(session: Session, ids: Sequence[int], _scope: Scope, now: datetime) -> None:
    """Leave what they wrote, by nobody, and close their links."""
    _update(session, NoteTaker, ids, name="", name_sort="", email="", version=NoteTaker.version + 1, revoked_at=now)


def _erase_ideas(erase_rows: _OfIdeas) -> _Eraser:
    def erase_rows_of_ideas(session: Session, ids: Sequence[int], _scope: Scope, now: datetime) -> None:
        erase_rows(session, ids, now)

    return erase_rows_of_ideas


def _erase_hidden_words(session: Session, ids: Sequence[int], scope: Scope, _now: datetime) -> None:
    ideas.erase_hidden_words(session, ids, scope.words)


def _erase_invitations(session: Session, ids: Sequence[int], _scope: Scope, _now: datetime) -> None:
    """Leave of an invitation that there was one, and what came of it."""
    texts = dict.fromkeys(("name", "name_sort", "email", "organisation", "message", "reason"), "")
    _update(
        session,
        Invitation,
        ids,
        email_key=literal("-") + cast(Invitation.id, String),
        link_version=Invitation.link_version + 1,
        **texts,
    )


def _erase_people(session: Session, ids: Sequence[int], scope: Scope, now: datetime) -> None:
    """Count the people, then leave of each a row without a name; of who said yes to more, what that needs."""
    standing: dict[int, bool] = {}  # whose yes still stands: whether it needs their address
    if not scope.forced:
        mailed, of_them = wants_mail(), Registration.id.in_(ids)
        rows = session.execute(select(Registration.id, mailed).where(of_them, mailed | shown_on_the_web(now)))
        standing = {row[0]: bool(row[1]) for row in rows}
    going = [number for number in ids if not standing.get(number)]
    freeze_people(session, going, now)
    counting.freeze(session, going, now)
    for number, needs_address in standing.items():
        _thin(session.get_one(Registration, number, populate_existing=True), mailed=needs_address)
    _make_nameless(session, [number for number in ids if number not in standing], now)


def _make_nameless(session: Session, ids: Sequence[int], now: datetime) -> None:
    """Leave what the figures need: type, sector, municipality, places and attendance, under a made-up reference."""
    counting.let_go(session, ids)
    texts = (
        *("name", "name_sort", "email", "organisation_typed", "organisation_sort", "search_text"),
        *("form_token", "decision", "added_by"),
    )
    _update(
        session,
        Registration,
        ids,
        email_key=literal("-") + cast(Registration.id, String),
        reference=literal("-") + cast(Registration.id, String),
        organisation_id=None,
        group_id=None,
        link_version=Registration.link_version + 1,
        revision=Registration.revision + 1,
        erased_at=now,
        **dict.fromkeys(texts, ""),
    )


def _thin(one: Registration, *, mailed: bool) -> None:
    """Keep the name, and beside it the address for mail that was asked for, or the organisation for the public list."""
    if mailed:
        one.organisation_typed = one.organisation_typed if _is_shown(one) else ""
    else:
        one.email, one.email_key = "", f"-{one.id}"
    if not one.organisation_typed:
        one.organisation_id = None
    one.decision = one.added_by = one.form_token = ""


def _is_shown(one: Registration) -> bool:
    return any(yes.kind == "public-list" and yes.withdrawn_at is None for yes in one.opt_ins)


def _delete(session: Session, table: type[Any], ids: Sequence[int]) -> None:
    session.execute(delete(table).where(table.id.in_(ids)).execution_options(synchronize_session=False))


def _update(session: Session, table: type[Any], ids: Sequence[int], **values: object) -> None:
    session.execute(update(table).where(table.id.in_(ids)).values(values).execution_options(synchronize_session=False))


_ERASERS: dict[str, _Eraser] = {
    "sensitive_answers": _erase_answers(SensitiveAnswer),
    "answers_meant_sensitive": _erase_answers(Answer),
    "answers": _erase_answers(Answer),
    "mails": _erase_mails,
    "audit_values": _erase_audit_values,
    "cases": _erase_cases,
    "invitations": _erase_invitations,
    "opt_ins": _erase_opt_ins,
    "groups": _erase_groups,
    "sparks": _erase_sparks,
    "speakers": _erase_speakers,
    "note_takers": _erase_note_takers,
    "idea_requests": _erase_ideas(ideas.erase_requests),
    "idea_interests": _erase_ideas(ideas.erase_interests),
    "idea_coauthors": _erase_ideas(ideas.erase_coauthors),
    "idea_assessors": _erase_ideas(ideas.erase_assessors),
    "idea_extensions": _erase_ideas(ideas.erase_extensions),
    "idea_hidden_words": _erase_hidden_words,
    "ideas": _erase_ideas(ideas.erase_contacts),
    "people": _erase_people,
}
