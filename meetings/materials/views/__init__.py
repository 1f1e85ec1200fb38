"""Pages about material: the desk's, and the addresses at which it is fetched."""

from meetings.materials.views import (
    desk,
    editing,
    fetching,
    flawed,
    publishing,
    reviewing,
    showing,
    showing_desk,
    speakers_desk,
    speaking,
    versions,
)
from meetings.materials.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "desk",
    "editing",
    "fetching",
    "flawed",
    "publishing",
    "reviewing",
    "showing",
    "showing_desk",
    "speakers_desk",
    "speaking",
    "versions",
]
