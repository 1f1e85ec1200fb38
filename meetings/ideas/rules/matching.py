"""Which organisations fit which ideas, and why: points for what both say, and the reasons in words that can be checked.

`queries.matches` counts the same points in SQL to choose whom to look at; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

FIRST_GROUP, EACH_MORE, MOST_MORE = 3, 1, 2  # one shared target group, and up to two more
SECTOR_SOUGHT = 3
SAME_MUNICIPALITY = 3
SAME_COUNTY = 1
# Words of the vocabulary that are no place of one's own: two who say these are not neighbours.
NO_PLACE = frozenset({"whole-region", "other"})


class Why(Enum):
    """What two have in common; the value is the code of the reason."""

    TARGET_GROUP = "target_group"
    SECTOR = "sector"
    MUNICIPALITY = "municipality"
    COUNTY = "county"


@dataclass(frozen=True)
class Seeking:
    """What an idea says of whom it seeks: codes of target groups, of its place, and of the sectors sought."""

    target_groups: Collection[str] = ()
    municipality: str = ""
    county: str = ""
    sectors: Collection[str] = ()


@dataclass(frozen=True)
class Offering:
    """What an organisation that wants to join says of itself, in the same codes."""

    target_groups: Collection[str] = ()
    municipality: str = ""
    county: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Reason:
    """One thing that they have in common: what kind, and the codes of the words."""

    why: Why
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """How well two fit: points, and the reasons in the order in which they are told."""

    points: int
    reasons: tuple[Reason, ...]


def match(idea: Seeking, organisation: Offering) -> Match | None:
    """Return how well the organisation fits the idea; None when nothing but the county, or nothing at all, is shared.

    A sector counts where the idea seeks it. The same county counts where the municipality is another, and is no
    reason by itself: nearly everybody here shares one.
    """
    reasons: list[Reason] = []
    points = 0
    if shared := tuple(code for code in idea.target_groups if code in set(organisation.target_groups)):
        points += FIRST_GROUP + EACH_MORE * min(len(shared) - 1, MOST_MORE)
        reasons.append(Reason(Why.TARGET_GROUP, shared))
    neighbours = _same_place(idea.municipality, organisation.municipality)
    if neighbours:
        points += SAME_MUNICIPALITY
        reasons.append(Reason(Why.MUNICIPALITY, (idea.municipality,)))
    if organisation.sector and organisation.sector in idea.sectors:
        points += SECTOR_SOUGHT
        reasons.append(Reason(Why.SECTOR, (organisation.sector,)))
    if not reasons:
        return None
    if not neighbours and idea.county and idea.county == organisation.county:
        points += SAME_COUNTY
        reasons.append(Reason(Why.COUNTY, (idea.county,)))
    return Match(points, tuple(reasons))


def _same_place(one: str, other: str) -> bool:
    return bool(one) and one == other and one not in NO_PLACE
