"""The clock of this process, which a test can stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meetings import clock as meetings_clock

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock:
    """The clock of this process, which a test can stop; it runs until then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def set(self, moment: str | datetime) -> datetime:
        """Stop the clock at this moment and return it; without a zone it is Swedish time."""
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        stopped = moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)
        stopped = stopped.astimezone(ZoneInfo("UTC"))
        self._monkeypatch.setattr(meetings_clock, "real_now", lambda: stopped)
        return meetings_clock.now()

    def forward(self, **by: float) -> datetime:
        """Move on by days, hours, minutes, seconds and stand still there: `clock.forward(minutes=5)`."""
        return self.set(meetings_clock.now() + timedelta(**by))

    def now(self) -> datetime:
        """Return what the clock says, in UTC."""
        return meetings_clock.now()
