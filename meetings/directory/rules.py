"""Which vocabularies there are, and which sector an organisation of a type belongs to."""

from __future__ import annotations

from enum import Enum


class Vocabulary(str, Enum):
    """The vocabularies; the value is what the table holds."""

    MEETING_KIND = "meeting_kind"
    PROGRAMME_AREA = "programme_area"
    TARGET_GROUP = "target_group"
    SECTOR = "sector"
    ORGANISATION_TYPE = "organisation_type"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    FUNDER = "funder"
    PROGRAMME_PERIOD = "programme_period"
    ACTIVITY_KIND = "activity_kind"


# Types of which there is no organisation to ask for (look.md).
WITHOUT_ORGANISATION = frozenset({"private-person", "self-employed"})

# The pages that organisers edit, in the order in which the desk lists them.
PAGES = ("accessibility", "privacy", "cookies", "how-it-works")
