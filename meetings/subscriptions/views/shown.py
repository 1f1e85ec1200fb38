"""What the pages of subscriptions show: what is offered, what was chosen, and the addresses that others follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from flask_babel import gettext as _

from meetings.outbox.mail_links import absolute
from meetings.subscriptions import queries
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.queries import Offer, Offered
from meetings.subscriptions.rules import Choice
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.unchanged import unchanged

TOPIC, COUNTY = "tema", "lan"  # how the addresses of feeds name what is wanted


@dataclass(frozen=True)
class Addresses:
    """Where calendars and feed readers fetch the meetings, as many as were chosen."""

    calendar: str
    webcal: str
    feed: str


def offered(now: datetime) -> Offer:
    """Return what can be chosen; the same until somebody writes, or a day goes by."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return unchanged(("subscriptions", lang(), day), lambda: queries.offer(lang(), day))


def offered_beside(choice: Choice, now: datetime) -> Offer:
    """Return what can be chosen, with themes that somebody has chosen and no meeting has any more."""
    offer = offered(now)
    codes = {one.code for one in offer.topics}
    gone = (Offered(code, code.replace("-", " ").capitalize()) for code in sorted(choice.topics - codes))
    return replace(offer, themes=(*offer.themes, *gone))


def names(choice: Choice, now: datetime) -> tuple[list[str], list[str]]:
    """Return the names of the topics and of the counties that were chosen, in the order in which they are offered."""
    offer = offered_beside(choice, now)
    return _named(offer.topics, choice.topics), _named(offer.counties, choice.counties)


def _named(words: Iterable[Offered], codes: frozenset[str]) -> list[str]:
    return [one.name for one in words if one.code in codes]


def query(choice: Choice) -> str:
    """Return the part of a feed's address that says what is wanted, always in the same order; "" for all."""
    pairs = [(TOPIC, code) for code in sorted(choice.topics)] + [(COUNTY, code) for code in sorted(choice.counties)]
    return f"?{urlencode(pairs)}" if pairs else ""


def addresses(choice: Choice) -> Addresses:
    """Return the whole addresses of the calendar and the feed of what was chosen, in the page's language."""
    calendar = absolute("/kalender.ics", lang()) + query(choice)
    return Addresses(calendar, "webcal:" + calendar.partition(":")[2], absolute("/flode.xml", lang()) + query(choice))


def held_rows(of: Subscriber | None, now: datetime) -> list[tuple[str, str]]:
    """Return all that is held of a subscriber as labels and texts; [] of nobody."""
    if of is None:
        return []
    topics, counties = names(queries.choice_of(of), now)
    given = _("”%(wording)s” Ja %(moment)s", wording=of.wording, moment=dates.moment(of.asked_at))
    confirmed = dates.moment(of.confirmed_at) if of.confirmed_at else _("Nej")
    return [
        (str(_("Nya möten")), str(given)),
        (str(_("Bekräftad")), str(confirmed)),
        (str(_("Teman och målgrupper")), ", ".join(topics) or str(_("Alla"))),
        (str(_("Län")), ", ".join(counties) or str(_("Alla"))),
    ]
