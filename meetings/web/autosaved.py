"""What a form sends of itself when its page saves by itself: which text it began from, and which page it is."""

from __future__ import annotations

from wtforms import HiddenField

from meetings.text import whole_number

_LONGEST_ORIGIN = 36  # characters of a UUID


class Autosaved:
    """The hidden fields of a text that several write. `began` is the base of a copy that met a conflict."""

    base_revision = HiddenField()
    began = HiddenField()
    origin = HiddenField()
    sequence = HiddenField()

    @property
    def base(self) -> int:
        """The number of the revision that the form was filled in from; 0 when there is none."""
        return whole_number(self.base_revision.data)

    @property
    def began_from(self) -> int:
        """The number of the revision that a copy in conflict began from; else its base."""
        return whole_number(self.began.data) or self.base

    @property
    def page(self) -> tuple[str, int]:
        """The name that the open page has given itself, and how many copies it has sent; "" and 0 without a script."""
        origin = str(self.origin.data or "")
        named = origin.isascii() and len(origin) <= _LONGEST_ORIGIN
        return (origin, whole_number(self.sequence.data)) if named else ("", 0)
