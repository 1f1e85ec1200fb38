"""What waits for the secretariat among a meeting's ideas, in words: each line with where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.ideas.queries.waiting import Waiting
from meetings.ideas.rules.desk import Wanted, parameters


@dataclass(frozen=True)
class Line:
    """How many, what, and where it is done."""

    count: int
    text: str
    url: str
    label: str


def lines(meeting_id: int, waits: Waiting) -> list[Line]:
    """Return what waits, the most pressing first."""
    late, answers, completed, unanswered, untold = (
        waits.late, waits.answers, waits.completed, waits.unanswered, waits.untold,
    )  # fmt: skip
    found = [
        Line(
            late,
            ngettext(
                "sent inkommen idé väntar på att du tar ställning.",
                "sent inkomna idéer väntar på att du tar ställning.",
                late,
            ),
            _table(meeting_id, Wanted(late=True)),
            _("Ta ställning"),
        ),
        Line(
            answers,
            ngettext("idé har fått svar som ingen har läst.", "idéer har fått svar som ingen har läst.", answers),
            _table(meeting_id, Wanted(asked=True)),
            _("Läs svaren"),
        ),
        Line(
            completed,
            ngettext("idé är kompletterad av sin aktör.", "idéer är kompletterade av sina aktörer.", completed),
            _table(meeting_id, Wanted(completed=True)),
            _("Läs"),
        ),
        Line(
            unanswered,
            ngettext("idé har en fråga utan svar.", "idéer har frågor utan svar.", unanswered),
            _table(meeting_id, Wanted(asked=True)),
            _("Visa"),
        ),
        Line(
            untold,
            ngettext("idé har ett besked som inte är publicerat.", "idéer har besked som inte är publicerade.", untold),
            url_for("ideas.tell_states", meeting_id=meeting_id),
            _("Publicera besked"),
        ),
    ]
    return [one for one in found if one.count]


def _table(meeting_id: int, asked: Wanted) -> str:
    values: dict[str, Any] = dict(parameters(asked))
    return url_for("ideas.desk", meeting_id=meeting_id, **values)
