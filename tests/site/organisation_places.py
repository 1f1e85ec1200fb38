"""Organisations for the pages that are looked at: with members, one to merge, one merged, one without any use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from meetings.audit.actions import TERMINAL
from meetings.organisations.actions import editing, merging
from meetings.organisations.rules.saving import OrganisationText
from meetings.registration import actions as registration
from meetings.schedule.models import Meeting


def organisation_places(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return the numbers of the organisations, and the slug of the one that everybody reads of."""
    members = ("Ale kommun", "Härryda kommun", "Kungälvs kommun", "Lerums kommun", "Mölndals stad")
    about = OrganisationText(
        "Göteborgsregionens förbund",
        "municipal-association",
        "goteborg",
        "https://gr.example.se",
        "**Tretton** kommuner.",
        members,
    )
    association = editing.add(about, now, TERMINAL)
    again = editing.add(OrganisationText("Göteborgsregionens forbund GR"), now, TERMINAL)
    twin = editing.add(OrganisationText("Göteborgs regionens förbund AB"), now, TERMINAL)
    merging.merge(association.id, twin.id, now, TERMINAL)
    unused = editing.add(OrganisationText("Ett namn utan användning"), now, TERMINAL)
    for number, typed in enumerate(("Mölndal stad", "mölndals STAD", "Coompanion Göteborg"), 1):
        person = registration.Applicant(f"Namn {number}", f"namn.{number}@example.se", organisation=typed)
        registration.register(ahead.id, person, f"tidy-{number}", now, "sv")
    return {"association": association.id, "again": again.id, "unused": unused.id, "twin": twin.id}
