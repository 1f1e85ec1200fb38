"""Why a name that was typed cannot be tidied up."""

from __future__ import annotations

from enum import Enum

from meetings.text import N_


class TidyReason(Enum):
    """Why nothing was done with a name."""

    WAITS_NO_MORE = N_("Namnet väntar inte längre. Någon annan har hunnit före, eller så är anmälningarna borta.")
