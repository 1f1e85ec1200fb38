"""The pages about the people of a meeting: their routes are collected here."""

from meetings.participants.views import (
    adding,
    certificates,
    deciding,
    exporting,
    ideas,
    invitations,
    line,
    listing,
    meeting,
    one,
    own_certificates,
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
    "certificates",
    "deciding",
    "exporting",
    "ideas",
    "invitations",
    "line",
    "listing",
    "meeting",
    "one",
    "own_certificates",
    "placing",
    "readdressing",
    "sparks",
    "telling",
    "workshops",
]
