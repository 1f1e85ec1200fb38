"""The pages about the people of a meeting: their routes are collected here."""

from meetings.participants.views import (
    adding,
    deciding,
    exporting,
    ideas,
    invitations,
    line,
    listing,
    meeting,
    one,
    placing,
    readdressing,
    sparks,
    telling,
    workshops,
)
from meetings.participants.views.blueprint import blueprint

__all__ = [
    "adding",
    "blueprint",
    "deciding",
    "exporting",
    "ideas",
    "invitations",
    "line",
    "listing",
    "meeting",
    "one",
    "placing",
    "readdressing",
    "sparks",
    "telling",
    "workshops",
]
