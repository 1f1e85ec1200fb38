"""Read received ideas to be taken out, some at a time, so that memory stays flat. A draft is never among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from meetings.extensions import db
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, IdeaVersion
from meetings.ideas.queries.behind import behind
from meetings.ideas.queries.desk import ids
from meetings.ideas.rules.anonymity import Behind
from meetings.ideas.rules.content import answers_in, attached_in, from_json
from meetings.ideas.rules.desk import Wanted
from meetings.ideas.rules.exporting import Exported, Telling, Told, Which, told_as
from meetings.ideas.rules.receiving import Person
from meetings.ideas.rules.states import State

BATCH = 100


@dataclass(frozen=True)
class Chosen:
    """Which ideas of a call, by id in their order, and how much is told of who is behind them.

    `published` takes the version that is published, else the latest.
    """

    call_id: int
    hidden_words: str
    ids: Sequence[int]
    telling: Telling
    published: bool = False


def chosen(call: IdeaCall, which: Which, wanted: Wanted, telling: Telling, only: int | None = None) -> Chosen:
    """Return which ideas are taken out: of those that the table shows for `wanted`, or one alone (its id)."""
    if only is not None:
        statement = _received(call.id).where(Idea.id == only)
    elif which is Which.FOLLOW_UP:
        statement = _follow_up(call.id)
    elif which is Which.PUBLISHED:
        statement = _published(call.id)
    else:
        statement = _received(call.id).where(Idea.id.in_(ids(call.id, wanted)))
    found = list(db.session.scalars(statement.with_only_columns(Idea.id)))
    return Chosen(call.id, call.hidden_words, found, telling, published=only is None and which is Which.PUBLISHED)


def numbers(call: IdeaCall, wanted: Wanted) -> Mapping[Which, int]:
    """Return how many ideas each choice holds. Three queries."""
    shown = _received(call.id).where(Idea.id.in_(ids(call.id, wanted)))
    statements = {Which.SHOWN: shown, Which.FOLLOW_UP: _follow_up(call.id), Which.PUBLISHED: _published(call.id)}
    return {
        which: db.session.scalar(statement.order_by(None).with_only_columns(func.count(Idea.id))) or 0
        for which, statement in statements.items()
    }


def ideas(what: Chosen) -> Iterator[Exported]:
    """Return the ideas in their order, a batch in memory at a time."""
    for start in range(0, len(what.ids), BATCH):
        batch = what.ids[start : start + BATCH]
        rows = {row.id: row for row in db.session.execute(_rows(batch, published=what.published))}
        hides = what.telling is Telling.ANONYMOUS
        who: Mapping[int, Behind] = behind(batch, what.hidden_words) if hides else {}
        for idea_id in batch:
            if idea_id in rows:
                yield told_as(_exported(rows[idea_id]), what.telling, who)


def questions(what: Chosen) -> list[str]:
    """Return the questions of the call's own as the ideas' versions have them, in the order in which they come."""
    asked: dict[str, None] = {}
    for start in range(0, len(what.ids), BATCH):
        of = IdeaVersion.idea_id.in_(what.ids[start : start + BATCH])
        version = IdeaVersion.number == (Idea.published_version if what.published else Idea.current)
        for (answers,) in db.session.execute(
            select(IdeaVersion.content["answers"]).join(Idea, Idea.id == IdeaVersion.idea_id).where(of, version)
        ):
            asked.update(dict.fromkeys(one["asked"] for one in answers or () if isinstance(one, dict)))
    return list(asked)


def _received(call_id: int) -> Select[Any]:
    return (
        select(Idea)
        .where(Idea.call_id == call_id, Idea.state != State.DRAFT.value, Idea.number.is_not(None), Idea.current > 0)
        .order_by(Idea.number)
    )


def _follow_up(call_id: int) -> Select[Any]:
    return (
        _received(call_id)
        .join(FollowUpSlot, FollowUpSlot.idea_id == Idea.id)
        .order_by(None)
        .order_by(FollowUpSlot.position, FollowUpSlot.id)
    )


def _published(call_id: int) -> Select[Any]:
    return _received(call_id).where(Idea.published_at.is_not(None), Idea.published_version.is_not(None))


def _rows(batch: Sequence[int], *, published: bool) -> Any:
    into = aliased(Idea)
    version = IdeaVersion.number == (Idea.published_version if published else Idea.current)
    return (
        select(
            Idea.id,
            Idea.number,
            Idea.state,
            Idea.lang,
            Idea.contact_name,
            Idea.contact_email,
            Idea.contact_phone,
            Idea.late,
            Idea.late_decision,
            Idea.entered_by,
            Idea.diarienummer,
            Idea.publish_consent,
            Idea.published_at,
            into.number.label("into"),
            IdeaVersion.number.label("version"),
            IdeaVersion.reference,
            IdeaVersion.received_at,
            IdeaVersion.content,
        )
        .join(IdeaVersion, and_(IdeaVersion.idea_id == Idea.id, version))
        .outerjoin(into, into.id == Idea.merged_into_id)
        .where(Idea.id.in_(batch))
    )


def _exported(row: Any) -> Exported:
    content = from_json(row.content)
    return Exported(
        id=row.id,
        number=row.number,
        title=content.title,
        lang=str(row.content.get("lang", row.lang)),
        content=content,
        answers=answers_in(row.content),
        attached=attached_in(row.content),
        told=Told(
            state=row.state,
            received_at=row.received_at,
            version=row.version,
            late=row.late,
            late_decision=row.late_decision,
            reference=row.reference,
            diarienummer=row.diarienummer,
            entered_by=row.entered_by,
            contact=Person(row.contact_name, row.contact_email, row.contact_phone),
            publish_consent=row.publish_consent,
            published_at=row.published_at,
            merged_into=row.into,
        ),
    )
