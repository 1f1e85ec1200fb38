"""How what is held of somebody's in project ideas is told: as rows for people, and as data for machines."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from meetings.ideas.models import Idea, PartnerInterest, PartnerRequest
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.fields import TEXTS
from meetings.privacy.queries.held_ideas import HeldIdeas
from meetings.web import dates


def rows(of: HeldIdeas) -> list[tuple[str, str]]:
    """Return a label and words for each idea and part in one, in the reader's language."""
    found = [(_("Projektidé"), _idea(one)) for one in of.ideas]
    found += [
        (_("Medförfattare"), _joined(one.idea.title or _written(one.idea).title, one.name, one.email))
        for one in of.coauthors
    ]
    found += [(_("Vill delta i projekt"), _interest(one)) for one in of.interests]
    found += [(_("Fråga om samverkan"), _request(one)) for one in of.requests]
    found += [
        (_("Bedömare"), _joined(one.name, one.email, _("tillagd %(moment)s", moment=dates.moment(one.added_at))))
        for one in of.assessors
    ]
    found += [
        (_("Egen tid"), _joined(one.name, one.email, _("till %(moment)s", moment=dates.moment(one.until)), one.reason))
        for one in of.extensions
    ]
    return found


def data(of: HeldIdeas) -> dict[str, Any]:
    """Return the same as JSON can hold it; instants are ISO 8601 in UTC."""
    return {
        "ideas": [_idea_as_data(one) for one in of.ideas],
        "coauthored": [
            _texts(one, "name", "email", "lang") | {"idea": one.idea.title, **_instants(one, "added_at", "seen_at")}
            for one in of.coauthors
        ],
        "interests": [
            _texts(one, "organisation_name", "offers", "contact_name", "contact_email", "lang")
            | _instants(one, "created_at", "confirmed_at", "withdrawn_at")
            for one in of.interests
        ],
        "requests": [
            _texts(one, "direction", "organisation_name", "contact_name", "contact_email", "message", "answer", "state")
            | {"idea": one.idea.title, **_instants(one, "asked_at", "confirmed_at", "answered_at")}
            for one in of.requests
        ],
        "assessor": [_texts(one, "name", "email", "lang") | _instants(one, "added_at") for one in of.assessors],
        "extensions": [
            _texts(one, "name", "email", "reason") | _instants(one, "until", "made_at") for one in of.extensions
        ],
    }


def _idea(one: Idea) -> str:
    content = _written(one)
    sent = [
        _(
            "version %(number)s mottagen %(moment)s, kvittens %(reference)s",
            number=version.number,
            moment=dates.moment(version.received_at),
            reference=version.reference,
        )
        for version in one.versions
    ]
    said = sent or [_("utkast, sparat %(moment)s", moment=dates.moment(one.saved_at))]
    contact = _joined(one.contact_name, one.contact_email, one.contact_phone)
    texts = [getattr(content, name) for name in TEXTS]
    return _joined(one.title or content.title, *said, contact, *texts)


def _interest(one: PartnerInterest) -> str:
    return _joined(one.organisation_name, one.offers, one.contact_name, one.contact_email)


def _request(one: PartnerRequest) -> str:
    contact = _joined(one.contact_name, one.contact_email)
    return _joined(one.idea.title, one.organisation_name, one.message, one.answer, contact)


def _idea_as_data(one: Idea) -> dict[str, Any]:
    versions = [
        _texts(version, "number", "reference", "checksum", "content") | _instants(version, "received_at")
        for version in one.versions
    ]
    names = ("title", "lang", "contact_name", "contact_email", "contact_phone", "draft")
    return _texts(one, *names) | _instants(one, "created_at", "saved_at", "received_at") | {"versions": versions}


def _written(one: Idea) -> Content:
    return from_json(one.draft)


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _texts(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _instants(row: Any, *names: str) -> dict[str, str | None]:
    return {name: value.isoformat() if (value := getattr(row, name)) is not None else None for name in names}
