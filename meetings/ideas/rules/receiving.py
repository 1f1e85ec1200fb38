"""What comes with an idea that is sent: who is behind it, and by which way it came."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.ideas.rules.content import Content


@dataclass(frozen=True)
class Person:
    """Whom to reach about an idea; kept apart from what it says, and erased before it. A phone as typed, or ""."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Way:
    """By which way an idea came: what it grew from, and who entered it for somebody else ("": its actor did).

    `extension_id` is a personal extension whose link was used; `coauthor_id` the co-author who acts (None: the
    contact).
    """

    lang: str = "sv"
    spark_id: int | None = None
    registration_id: int | None = None
    extension_id: int | None = None
    coauthor_id: int | None = None
    entered_by: str = ""


@dataclass(frozen=True)
class Sent:
    """An idea on its way in. `idea_id` None: written and sent in one sitting. `base` is the revision it grew from.

    `late` says that the actor chose to leave it as late; `publish` that it may be published, in the words `wording`.
    `form_token` is the random part of the form: the same one twice is one submission.
    """

    call_id: int
    content: Content
    person: Person
    form_token: str
    way: Way = Way()
    idea_id: int | None = None
    base: int = 0
    late: bool = False
    publish: bool = False
    wording: str = ""
