"""Read material: what the pages of a meeting or project show of it, one of it with its versions, its files."""

from meetings.materials.queries.desk import (
    Choices,
    Row,
    choices,
    groups,
    keys_of,
    material,
    materials,
    number_of,
    number_of_groups,
    row,
    rows,
    versions,
)
from meetings.materials.queries.fetching import Fetched, asker_of, fetched, stored_of_version, zipped
from meetings.materials.queries.flawed import Flawed, flawed, told_of
from meetings.materials.queries.public import (
    MATERIAL_MOMENTS,
    Group,
    Shown,
    by_item,
    material_moments,
    moments_in,
    public_material,
    shown_to,
)
from meetings.materials.queries.shelves import Head, head

__all__ = [
    "MATERIAL_MOMENTS",
    "Choices",
    "Fetched",
    "Flawed",
    "Group",
    "Head",
    "Row",
    "Shown",
    "asker_of",
    "by_item",
    "choices",
    "fetched",
    "flawed",
    "groups",
    "head",
    "keys_of",
    "material",
    "material_moments",
    "materials",
    "moments_in",
    "number_of",
    "number_of_groups",
    "public_material",
    "row",
    "rows",
    "shown_to",
    "stored_of_version",
    "told_of",
    "versions",
    "zipped",
]
