"""How is a save of a working copy kept, and why is one refused."""

from __future__ import annotations

from enum import Enum

from meetings.files.rules import DOCX, JPEG, ODP, ODT, PDF, PNG, PPT, PPTX, WEBP, XLSX
from meetings.text import N_

MOST_FILES = 10
MOST_COAUTHORS = 20
MOST_BYTES = 20_000_000  # of one attachment
KINDS = (PDF, DOCX, ODT, XLSX, PPTX, PPT, ODP, PNG, JPEG, WEBP)

# Asked for with a box of its own, never ticked beforehand (domain.md, decisions 5 and 10).
LEAVE = N_("Ja, ni får publicera idén på webben. Namn och kontaktuppgifter publiceras inte.")


class DraftReason(Enum):
    """Why a working copy is not changed."""

    MERGED = N_("Sekretariatet arbetar med idén, så den kan inte ändras här. Skriv till sekretariatet.")
    TOO_MANY_FILES = N_("En idé kan ha högst %(most)s bilagor. Ta bort någon som inte behövs först.")
    TOO_MANY_COAUTHORS = N_("En idé kan ha högst %(most)s medförfattare. Ta bort någon först.")
    OWN_ADDRESS = N_("Det är din egen adress. Skriv adressen till den som ska skriva tillsammans med dig.")
    CHANGED = N_("Någon annan har ändrat idén under tiden. Läs igenom den och skicka in igen.")
    NOTHING_YET = N_("Skriv åtminstone en titel eller några rader om idén, så finns det något att spara.")
