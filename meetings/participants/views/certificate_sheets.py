"""Certificates as they are printed: the words of each language, what was taken part in, and one sheet a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.directory.queries import site_shown
from meetings.documents.certificates import Certificates, Event, Sheet, Words
from meetings.links.queries import make
from meetings.outbox.mail_links import absolute
from meetings.participants.queries.certificates import Attendee, Offer
from meetings.participants.rules.certificates import hours_text
from meetings.schedule.rules import Attendance
from meetings.web import dates
from meetings.web.lang import lang, speaking

PURPOSE = "certificate"  # of the address on the paper: names the registration, opens nothing but the page that checks
VERSION = 1  # of every such address: paper cannot be revoked, but the page says when it does not hold


def check_path(registration_id: int) -> str:
    """Return the path at which somebody's certificate is checked, without language."""
    return f"/intyg/{make(PURPOSE, registration_id, VERSION)}"


def of_people(offer: Offer, people: Sequence[Attendee], now: datetime) -> Certificates:
    """Return the certificates of these people, each in their own language."""
    sheets = [
        Sheet(one.lang, one.name, one.reference, absolute(check_path(one.id), one.lang)) for one in people
    ]  # fmt: skip
    if len(people) == 1:
        with speaking(people[0].lang):
            return _certificates(offer, f"{_('Intyg')}: {people[0].name}", people[0].lang, sheets, now)
    return _certificates(offer, f"{_('Intyg')}: {offer.title}", lang(), sheets, now)


def sample(offer: Offer, now: datetime) -> Certificates:
    """Return what a certificate of the meeting looks like, in the reader's language, of nobody."""
    sheet = Sheet(lang(), str(_("Förnamn Efternamn")), str(_("EXEMPEL")), absolute("/", lang()))
    return _certificates(offer, str(_("Så ser intyget ut")), lang(), [sheet], now)


def file_name(offer: Offer, *, name: str = "") -> str:
    """Return what the file is called, without its ending."""
    return " ".join(filter(None, (str(_("Intyg")), name or offer.title)))


def hours_words(minutes: int | None) -> str:
    """Return the hours in words, in the reader's language: "6,5 timmar"; "" for none."""
    if not minutes:
        return ""
    number = hours_text(minutes, "." if lang() == "en" else ",")
    return str(ngettext("%(hours)s timme", "%(hours)s timmar", 1 if minutes == 60 else 2, hours=number))


def organiser_of(offer: Offer) -> str:
    """Return who arranged the meeting; else whose site it is."""
    site = site_shown(lang())
    return offer.organiser or site.organisation_name or site.name


def when_of(offer: Offer) -> str:
    """Return when the meeting was, in the reader's language."""
    return dates.period(offer.starts_at, offer.ends_at)


def _certificates(offer: Offer, title: str, language: str, sheets: Sequence[Sheet], now: datetime) -> Certificates:
    """Return the sheets; those made on the same day are the same, so that they are made once."""
    of_day = dates.end_of(dates.local(now).date()) - timedelta(hours=12)
    words, events = {}, {}
    for one in sorted({sheet.lang for sheet in sheets}):
        with speaking(one):
            words[one], events[one] = _words(of_day), _event(offer)
    return Certificates(title, language, organiser_of(offer), of_day, sheets, words, events)


def _words(now: datetime) -> Words:
    return Words(
        lang=lang(),
        heading=str(_("Intyg")),
        certifies=str(_("Härmed intygas att")),
        took_part=str(_("har deltagit i")),
        issued=str(_("Utfärdat %(day)s", day=dates.date_text(now))),
        number=str(_("Intygets nummer:")),
        where_to_check=str(_("Kontrollera att intyget är äkta: skanna koden eller gå till adressen.")),
        code=str(_("QR-kod med adressen där intyget kontrolleras")),
    )


def _event(offer: Offer) -> Event:
    town = offer.town if offer.town not in offer.venue else ""
    place = ", ".join(filter(None, (offer.venue, town)))
    if offer.attendance == Attendance.ONLINE:
        place = str(_("Online"))
    elif offer.attendance == Attendance.BOTH:
        place = str(_("%(place)s och online", place=place))
    facts = ((_("När"), when_of(offer)), (_("Var"), place), (_("Omfattning"), hours_words(offer.minutes)))
    return Event(
        title=offer.title,
        lang=offer.lang,
        facts=[(str(label), value) for label, value in facts],
        text=offer.text,
        signer=offer.signer,
        signer_title=offer.signer_title,
        organiser=organiser_of(offer),
    )
