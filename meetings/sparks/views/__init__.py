"""The pages of sparks: the form behind the QR code, the wall, the public page, and the desk's."""

from meetings.sparks.views import boards, desk, groups, one, public, wall
from meetings.sparks.views.blueprint import blueprint

__all__ = ["blueprint", "boards", "desk", "groups", "one", "public", "wall"]
