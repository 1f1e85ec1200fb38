"""Where the desk's pages about meetings lie, and the words that their forms offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, Response
from flask_babel import gettext as _

from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.schedule import queries
from meetings.schedule.actions.following import following
from meetings.text import holds_personal_number
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, tell
from meetings.web.requests import arrival

blueprint = Blueprint("schedule", __name__)
MEETING = "/arbetsytan/moten/<int:meeting_id>"

Choices = list[tuple[str, str]]


def after_saving(endpoint: str, meeting_id: int) -> Response:
    """Lead on to the page, or to the question whether people are told, when what was saved just now raised it."""
    asked = following().asks(meeting_id, arrival())
    return redirect_to("participants.tell_of_change" if asked else endpoint, meeting_id=meeting_id)


def words_in_use(also: Mapping[Vocabulary, Sequence[str]], now: datetime) -> dict[Vocabulary, Choices]:
    """Return code and name of the words in use at `now` for each vocabulary of `also`, and of the words it lists."""
    day = dates.local(now).date()
    return {
        vocabulary: [
            (term.code, term.name(lang()))
            for term in terms
            if term.code in also[vocabulary]
            or (
                (term.valid_from is None or term.valid_from <= day)
                and (term.valid_until is None or term.valid_until >= day)
            )
        ]
        for vocabulary, terms in directory.terms_of(also).items()
    }


def meetings_to_follow(meeting_id: int) -> Choices:
    """Return id and name of the meetings that this one may follow up."""
    return [
        (str(row.id), f"{row.title} ({dates.date_short(row.starts_at)})")
        for row in queries.possible_predecessors(meeting_id)
    ]


def organisation_names() -> list[str]:
    """Return the names of the directory, for suggestions while typing."""
    return [one.name for one in directory.organisations()]


def warn_of_personal_numbers(texts: Sequence[str]) -> None:
    """Say on the next page that a text seems to hold a personal identity number, if one does."""
    if any(holds_personal_number(text) for text in texts):
        tell(_("En text ser ut att innehålla ett personnummer. Ta bort det om det inte ska stå där."), "warning")
