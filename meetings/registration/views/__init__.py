"""Sign-up over HTTP: the form, the own page, the public list, and the desk's settings."""

from meetings.registration.views import (
    assigning,
    confirming,
    desk,
    groups,
    handover,
    invitations,
    lost,
    offers,
    own,
    own_workshops,
    picking,
    public,
    publishing,
    questions,
    switching,
    workshops,
)
from meetings.registration.views.blueprint import blueprint

__all__ = [
    "assigning",
    "blueprint",
    "confirming",
    "desk",
    "groups",
    "handover",
    "invitations",
    "lost",
    "offers",
    "own",
    "own_workshops",
    "picking",
    "public",
    "publishing",
    "questions",
    "switching",
    "workshops",
]
