"""The pages of figures: their routes are collected here."""

from meetings.figures.views import exporting as _exporting
from meetings.figures.views import pages as _pages
from meetings.figures.views.blueprint import blueprint

_COLLECTED = (_exporting, _pages)

__all__ = ["blueprint"]
