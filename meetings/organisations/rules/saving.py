"""What an organiser says of an organisation, and when it cannot be saved or removed like that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from meetings.text import N_

MOST_MEMBERS: Final = 100
LONGEST_ADDRESS: Final = 300  # characters of a web address


class SaveReason(Enum):
    """Why an organisation is not saved or removed."""

    SAME_NAME = N_("Det finns redan en organisation som heter %(name)s. Välj ett annat namn, eller slå samman de två.")
    ITSELF = N_("En organisation kan inte vara medlem i sig själv. Ta bort den raden.")
    IN_USE = N_("Organisationen används och kan inte tas bort. Slå samman den med en annan i stället.")
    MERGED = N_("Organisationen är sammanslagen med %(into)s. Ändra den i stället.")


@dataclass(frozen=True)
class OrganisationText:
    """An organisation as written. Words of vocabularies stand by their codes, members by their names."""

    name: str
    type: str = ""
    municipality: str = ""
    website: str = ""
    about: str = ""
    members: tuple[str, ...] = ()
