"""What is taken out of the house: which ideas, in which form, and how much of who is behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from meetings.ideas.rules.anonymity import Behind, anonymised, anonymised_answers
from meetings.ideas.rules.content import Attached, Content
from meetings.ideas.rules.receiving import Person
from meetings.text import N_


class Form(Enum):
    """The form of an export; the value is its code in the form."""

    XLSX = "xlsx"
    PDF = "pdf"
    DOCX = "docx"
    BOOKLET = "hafte"
    ZIP = "zip"


class Telling(Enum):
    """How much is told of who is behind the ideas."""

    NO_CONTACT = "utan-kontakt"
    ALL = "allt"
    ANONYMOUS = "avidentifierat"


class Which(Enum):
    """Which ideas: those that the table shows, those of the follow-up in its order, or those that are published."""

    SHOWN = "tabellen"
    FOLLOW_UP = "uppfoljning"
    PUBLISHED = "publicerade"


class ExportReason(Enum):
    """Why nothing is exported."""

    NOTHING = N_("Det finns inga idéer att exportera i urvalet. Välj ett annat.")


@dataclass(frozen=True)
class Told:
    """What is told of an idea besides what it says; without value where that would say who is behind it."""

    state: str
    received_at: datetime | None
    version: int
    late: bool
    late_decision: str
    reference: str = ""
    diarienummer: str = ""
    entered_by: str = ""
    contact: Person | None = None
    publish_consent: bool = False
    published_at: datetime | None = None
    merged_into: int | None = None


@dataclass(frozen=True)
class Exported:
    """An idea as it leaves the house. `withheld` is how many attachments it has that do not come with it."""

    id: int
    number: int
    title: str
    lang: str
    content: Content
    answers: tuple[tuple[str, str], ...]
    attached: tuple[Attached, ...]
    told: Told
    withheld: int = 0


def told_as(idea: Exported, telling: Telling, behind: Mapping[int, Behind]) -> Exported:
    """Return the idea with no more of who is behind it than is to be told; `behind` is asked when nothing is."""
    told = idea.told
    if telling is Telling.ALL:
        return idea
    if telling is Telling.NO_CONTACT:
        return _with(idea, idea.content, idea.answers, idea.attached, _but(told, contact=None))
    who = behind[idea.id]
    content = anonymised(idea.content, who)
    bare = Told(told.state, told.received_at, told.version, told.late, told.late_decision)
    return _with(idea, content, anonymised_answers(idea.answers, who), (), bare)


def _with(
    idea: Exported, content: Content, answers: tuple[tuple[str, str], ...], attached: Sequence[Attached], told: Told
) -> Exported:
    return Exported(
        idea.id,
        idea.number,
        content.title,
        idea.lang,
        content,
        answers,
        tuple(attached),
        told,
        withheld=len(idea.attached) - len(attached),
    )


def _but(told: Told, *, contact: Person | None) -> Told:
    return Told(**{**told.__dict__, "contact": contact})
