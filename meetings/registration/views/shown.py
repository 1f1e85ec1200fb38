"""What the pages of a sign-up show, from the door and the form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from meetings.questions import types
from meetings.questions.rules import Asked
from meetings.registration import mail, rules
from meetings.registration.actions import Yes
from meetings.registration.forms import OptInForm, SignUpForm, wording
from meetings.registration.queries import Door, Word
from meetings.registration.rules import WORDINGS, OptInKind
from meetings.web import dates
from meetings.web.requests import arrival


def card(door: Door, where: str = "") -> dict[str, Any]:
    """Return what every page of the sign-up says of its meeting; `where` is where this reader takes part, if known."""
    where = where or mail.where(door)
    return {
        "door": door,
        "meeting_url": url_for("pages.meeting", meeting_id=door.meeting_id, slug=door.slug),
        "where": where,
        "facts": facts(door, where),
    }


def facts(door: Door, where: str) -> list[dict[str, Any]]:
    """Return when and where the meeting is held."""
    if dates.local(door.starts_at).date() == dates.local(door.ends_at).date():
        day = dates.weekday_date(door.starts_at)
        lines = [day[:1].upper() + day[1:], dates.time_range(door.starts_at, door.ends_at)]
    else:
        lines = [dates.period(door.starts_at, door.ends_at)]
    return [
        {"label": _("När"), "lines": lines, "datetime": dates.iso_local(door.starts_at)},
        {"label": _("Var"), "value": where},
    ]


def list_day(door: Door) -> datetime | None:
    """Return when the public list goes, for those who may still say yes to it; None when there is none."""
    until = rules.list_until(door.list_until, door.ends_at)
    refusal = rules.refusal_to_list(public_list=door.public_list, until=until, state=door.state, now=arrival())
    return None if refusal else rules.last_minute(until)


def yeses(form: SignUpForm | OptInForm, day: datetime | None) -> list[Yes]:
    """Return the opt-ins that were ticked, in the words that stood there."""
    ticked = []
    if "public_list" in form and form.public_list.data and day is not None:
        ticked.append(OptInKind.PUBLIC_LIST)
    if form.future_meetings.data:
        ticked.append(OptInKind.FUTURE_MEETINGS)
    return [a_yes(kind, day) for kind in ticked]


def a_yes(kind: OptInKind, day: datetime | None) -> Yes:
    """Return the opt-in in the page's words."""
    return Yes(kind, wording(kind, day), WORDINGS[kind].version)


def details(form: Any, words: Sequence[Word], asked: Sequence[Asked]) -> dict[str, Any]:
    """Return what was typed by the names that `Applicant` and `Details` share; the sector follows the type."""
    chosen = next((word for word in words if word.id == form.organisation_type.data), None)
    return {
        "name": form.name.data if "name" in form else "",
        "organisation": form.organisation.data or "",
        "organisation_type_id": form.organisation_type.data,
        "sector_id": chosen.parent_id if chosen else None,
        "municipality_id": form.municipality.data,
        "given": types.given(asked, form.data),
    }
