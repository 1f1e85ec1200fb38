"""The demo's own pages: importing this registers them on the blueprint."""

from __future__ import annotations

from meetings.demo import mails
from meetings.demo.blueprint import blueprint

__all__ = ["blueprint", "mails"]
