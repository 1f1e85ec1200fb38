"""The pages of organisations: their routes are collected here."""

from meetings.organisations.views import desk as _desk
from meetings.organisations.views import merging as _merging
from meetings.organisations.views import public as _public
from meetings.organisations.views import suggesting as _suggesting
from meetings.organisations.views import tidying as _tidying
from meetings.organisations.views.blueprint import blueprint

_COLLECTED = (_desk, _merging, _public, _suggesting, _tidying)

__all__ = ["blueprint"]
