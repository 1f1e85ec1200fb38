"""What an organiser presses when notes are reviewed or published."""

from __future__ import annotations

from wtforms import HiddenField

from meetings.text import whole_number
from meetings.web.forms import DeskForm


class SeenForm(DeskForm):
    """A button, and the number of the revision that whoever presses it has seen."""

    seen = HiddenField()

    @property
    def revision(self) -> int:
        """The revision that was seen; 0 when the field was tampered with."""
        return whole_number(self.seen.data)
