"""How large may a document be, how long may it take, and how long is it kept."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from meetings.text import N_

MOST_CHARACTERS = 700_000  # of Markdown in one document: some 200 pages
MOST_MEMORY = 1_500_000_000  # bytes of address space of the process that makes one
MOST_SECONDS = 25  # to make one
PATIENCE = 10  # seconds that somebody waits for the turn to have one made
KEPT = timedelta(days=1)  # a made one, to be sent again


class DocumentReason(Enum):
    """Why a document is not made."""

    TOO_LARGE = N_("Dokumentet blir för stort. Hämta det i mindre delar i stället.")
