"""What a slideshow and a film need before they are shown well, and which part of a material goes to whom."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from meetings.text import N_

MOST_PICTURES = 60  # of one slideshow
MOST_AT_ONCE = 20  # pictures of one request
LONGEST_ALT = 500
FIRST_PAGE, SMALL, MEDIUM = 320, 640, 1600  # pixels, of the longer side of what is made of a file and of a picture
_MEDIA = ("video/", "audio/")


class ShowingReason(Enum):
    """Why pictures or subtitles are not taken."""

    TOO_MANY_PICTURES = N_("Ett bildspel kan ha högst %(most)s bilder. Ta bort någon först.")
    TOO_MANY_AT_ONCE = N_("Välj högst %(most)s bilder åt gången.")
    NO_PICTURES = N_("Välj minst en bild.")
    NOT_DESCRIBED = N_("Beskriv vad bilden visar, eller märk den som dekorativ.")


class Described(Protocol):
    """What is written of a picture."""

    @property
    def alt(self) -> str: ...
    @property
    def decorative(self) -> bool: ...


def is_media(media_type: str) -> bool:
    """Tell whether a file of this type is played: film or sound."""
    return media_type.startswith(_MEDIA)


def is_sound(media_type: str) -> bool:
    """Tell whether a file of this type has sound alone."""
    return media_type.startswith("audio/")


def refusal_of(picture: Described) -> ShowingReason | None:
    """Return why a picture is not described well enough: it has no words, and nobody said that it needs none."""
    return None if picture.alt or picture.decorative else ShowingReason.NOT_DESCRIBED
