"""How is an organisation named on a meeting's page: with a link to its own page, when it is sure to have one."""

from __future__ import annotations

from typing import Any

from meetings.organisations.views.blueprint import organisation_url
from meetings.schedule.models import Appearance, Meeting
from meetings.schedule.rules import State


def arrangers(meeting: Meeting) -> list[str | dict[str, str]]:
    """Return who arranges the meeting, by name, each with the address of its page when everybody finds the meeting."""
    names = [one.organisation for one in meeting.organisers]
    return [{"text": one.name, "url": organisation_url(one)} if _leads(meeting) else one.name for one in names]


def appearing(one: Appearance) -> str | dict[str, Any]:
    """Return who is seen, as written; the organisation at its end as a link, when everybody finds the meeting."""
    if one.organisation is None or not _leads(one.item.meeting):
        return one.shown
    named = one.organisation_name or one.organisation.name
    return {"before": one.shown.removesuffix(named), "text": named, "url": organisation_url(one.organisation)}


def _leads(meeting: Meeting) -> bool:
    return meeting.listed and meeting.state != State.DRAFT.value
