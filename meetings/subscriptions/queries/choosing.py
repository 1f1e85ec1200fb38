"""What can be chosen, and what does each meeting say of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from meetings.directory.models import Term
from meetings.directory.queries import terms_of
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.schedule.models import Meeting
from meetings.schedule.rules import State
from meetings.subscriptions import rules
from meetings.subscriptions.rules import About
from meetings.text import fold, slug, sort_key

_THEMES_AT_MOST = 30
_THEMES_OF = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Offered:
    """Something that can be chosen, in one language."""

    code: str
    name: str


@dataclass(frozen=True)
class Offer:
    """All that can be chosen; `themes` are the organisers' own words, so they are the same in both languages."""

    themes: tuple[Offered, ...]
    groups: tuple[Offered, ...]
    counties: tuple[Offered, ...]

    @property
    def topics(self) -> tuple[Offered, ...]:
        """Themes and target groups: what a meeting is about."""
        return (*self.themes, *self.groups)


def offer(lang: str, now: datetime) -> Offer:
    """Return what can be chosen: themes of the public meetings of the last three years, target groups, counties."""
    named = db.session.scalars(
        select(Meeting.theme)
        .where(
            Meeting.theme != "",
            Meeting.listed.is_(True),
            Meeting.state != State.DRAFT.value,
            Meeting.starts_at > now - _THEMES_OF,
        )
        .group_by(Meeting.theme)
        .order_by(func.max(Meeting.starts_at).desc())
        .limit(_THEMES_AT_MOST)
    )
    themes = {slug(theme): theme for theme in reversed(named.all())}
    words = terms_of((Vocabulary.TARGET_GROUP, Vocabulary.COUNTY))
    return Offer(
        tuple(Offered(code, name) for code, name in sorted(themes.items(), key=lambda one: sort_key(one[1]))),
        _offered(words[Vocabulary.TARGET_GROUP], lang),
        _offered(words[Vocabulary.COUNTY], lang),
    )


def _offered(words: Iterable[Term], lang: str) -> tuple[Offered, ...]:
    return tuple(Offered(word.code, word.name(lang)) for word in words)


def counties_of_towns() -> dict[str, str]:
    """Return the code of the county of each municipality, by the municipality's folded name."""
    rows = db.session.scalars(
        select(Term).where(Term.vocabulary == Vocabulary.MUNICIPALITY.value).options(joinedload(Term.parent))
    )
    return {fold(row.name_sv): row.parent.code for row in rows if row.parent is not None}


def about(meeting: Meeting, counties: dict[str, str]) -> About:
    """Return what the meeting says of itself; its target groups should be loaded."""
    groups = [one.code for one in meeting.target_groups]
    return rules.about(meeting.theme, groups, meeting.attendance, meeting.town, counties)


def public_about() -> list[tuple[int, datetime, About]]:
    """Return id, end and what it says of itself of every public meeting, the one published last first."""
    counties = counties_of_towns()
    found = db.session.scalars(
        select(Meeting)
        .where(Meeting.listed.is_(True), Meeting.state != State.DRAFT.value)
        .options(selectinload(Meeting.target_groups))
        .order_by(Meeting.published_at.desc(), Meeting.id.desc())
    )
    return [(one.id, one.ends_at, about(one, counties)) for one in found]
