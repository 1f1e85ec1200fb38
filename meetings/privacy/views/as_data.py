"""What is held about somebody as data, for machines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.privacy.queries import Held
from meetings.privacy.views import ideas
from meetings.privacy.views.telling import kept, pool_words, values, who


def data(of: Held, now: datetime) -> dict[str, Any]:
    """Return all that is held as JSON can hold it; instants are ISO 8601 in UTC."""
    one = of.registration
    meeting = {"id": one.meeting.id, "title": one.meeting.title}
    return {
        "fetched_at": now.isoformat(),
        "meeting": meeting | _instants(one.meeting, "starts_at", "ends_at"),
        "registration": {
            **_texts(one, "reference", "name", "email", "lang", "organisation_typed", "decision", "arrival"),
            "organisation": one.organisation.name if one.organisation else None,
            "organisation_type": one.organisation_type.name_sv if one.organisation_type else None,
            "sector": one.sector.name_sv if one.sector else None,
            "municipality": one.municipality.name_sv if one.municipality else None,
            "added_by_an_organiser": bool(one.added_by),
            **_instants(one, "registered_at", "changed_at", "cancelled_at", "attended_at", "address_confirmed_at"),
        },
        "answers": [
            {"asked": answer.asked, "text": answer.text, "class": answer.retention.value, "file_size": answer.file_size}
            for answer in of.answers
        ],
        "subscription": _subscription(of),
        "sparks": [
            _texts(spark, "text", "name", "email", "lang", "state") | _instants(spark, "made_at") for spark in of.sparks
        ],
        **ideas.data(of.ideas),
        "places": [
            {"of": pool_words(place), "state": place.state, **_instants(place, "changed_at", "attended_at")}
            for place in of.places
        ],
        "opt_ins": [
            _texts(yes, "kind", "wording", "wording_version") | _instants(yes, "given_at", "withdrawn_at")
            for yes in sorted(one.opt_ins, key=lambda yes: yes.id)
        ],
        "invitations": [
            _texts(found, "name", "email", "organisation", "message", "state", "reason")
            | _instants(found, "invited_at", "reminded_at", "answered_at")
            for found in of.invitations
        ],
        "mails": [
            _texts(mail, "template", "subject", "to_address", "state") | _instants(mail, "queued_at", "sent_at")
            for mail in of.mails
        ],
        "changes": [
            {"at": entry.at.isoformat(), "by": who(entry), "action": entry.action, "fields": values(entry)}
            for entry in of.changes
        ],
        "erasure_requests": [
            _texts(case, "state", "asked_by", "channel", "reason", "decision")
            | _instants(case, "asked_at", "decided_at")
            for case in of.cases
        ],
        "kept": [
            {
                "class": row.retention.value,
                "until": row.until.isoformat() if row.until else None,
                "basis": row.basis,
                "decision": row.decision,
            }
            for row in kept(of)
        ],
    }


def _texts(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _instants(row: Any, *names: str) -> dict[str, str | None]:
    return {name: value.isoformat() if (value := getattr(row, name)) is not None else None for name in names}


def _subscription(of: Held) -> dict[str, Any] | None:
    if of.subscriber is None:
        return None
    found = _texts(of.subscriber, "email", "lang", "topics", "counties", "wording", "wording_version")
    return found | _instants(of.subscriber, "asked_at", "confirmed_at", "changed_at")
