"""Find what is like an idea that is being written: published ideas, and whatever else is handed over as a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea, published_target_group
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import Known, Like, Similar, most_similar, stems_in, telling_words
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State

PUBLISHED = "idea"  # the kind of what `published` finds
_MOST = 100  # compared, the latest
_TEXT = 6_000  # characters of each that are looked in

# Finds what may be like the content, without the idea of that number. Two statements at most.
Source = Callable[[Content, int | None], Sequence[Known]]


def published(content: Content, but: int | None) -> Sequence[Known]:
    """Return the public ideas that share a target group or a word with the content; two statements."""
    words = telling_words(content)
    alike = _alike(content, list(words))
    if not alike:
        return []
    rows = db.session.execute(
        select(
            PublishedIdea.idea_id,
            PublishedIdea.slug,
            PublishedIdea.title,
            PublishedIdea.organisation_name,
            PublishedIdea.lang,
            PublishedIdea.published_at,
            func.substr(PublishedIdea.search_text, 1, _TEXT),
            Term.code,
        )
        .join(Idea, Idea.id == PublishedIdea.idea_id)
        .join(IdeaCall, IdeaCall.id == Idea.call_id)
        .join(Meeting, Meeting.id == IdeaCall.meeting_id)
        .outerjoin(Term, Term.id == PublishedIdea.municipality_id)
        .where(Meeting.state != State.DRAFT.value, Meeting.listed, PublishedIdea.idea_id != (but or 0), or_(*alike))
        .order_by(PublishedIdea.published_at.desc(), PublishedIdea.idea_id.desc())
        .limit(_MOST)
    ).all()
    groups = _groups([row[0] for row in rows])
    return [
        Known(PUBLISHED, key, slug, title, by, lang, at, Like(stems_in(text, words), groups[key], place or ""))
        for key, slug, title, by, lang, at, text, place in rows
    ]


SOURCES: tuple[Source, ...] = (published,)


def similar(content: Content, *, but: int | None = None, sources: Sequence[Source] = SOURCES) -> list[Similar]:
    """Return what is most like the content, from all sources together; `but` is the idea itself."""
    return most_similar(content, [one for source in sources for one in source(content, but)])


def _alike(content: Content, stems: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the conditions of which one holds for anything that can be similar enough."""
    found = [PublishedIdea.search_text.contains(stem, autoescape=True) for stem in stems]
    if content.target_groups:
        has = (
            select(published_target_group.c.idea_id)
            .join(Term, Term.id == published_target_group.c.term_id)
            .where(Term.vocabulary == "target_group", Term.code.in_(content.target_groups))
        )
        found.append(PublishedIdea.idea_id.in_(has))
    return found


def _groups(idea_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {number: set() for number in idea_ids}
    if idea_ids:
        for idea_id, code in db.session.execute(
            select(published_target_group.c.idea_id, Term.code)
            .join(Term, Term.id == published_target_group.c.term_id)
            .where(published_target_group.c.idea_id.in_(idea_ids))
        ):
            found[idea_id].add(code)
    return {number: frozenset(codes) for number, codes in found.items()}
