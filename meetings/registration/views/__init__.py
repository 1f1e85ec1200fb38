"""Sign-up over HTTP: the form, the own page, the public list, and the desk's settings."""

from meetings.registration.views import desk, own, public
from meetings.registration.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "own", "public"]
