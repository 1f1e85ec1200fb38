"""The bare page, served as the service is: the same gunicorn settings, another application."""

from __future__ import annotations

from pathlib import Path

from tests.live import LiveServer, Part


class BareServer(LiveServer):
    """gunicorn with the bare app of so many bytes a page; its page is at `/`."""

    def __init__(self, folder: Path, page_bytes: int) -> None:
        keys = {"SECRET_KEY": "of nothing", "LINK_KEY": "of nothing"}
        super().__init__({"MODE": "test", "DATABASE_URL": "sqlite://", "BARE_BYTES": page_bytes, **keys}, folder)

    def command(self, part: Part) -> list[str]:
        """Return the command of the service, with the other application."""
        return [*super().command(part)[:-1], "tests.bench.bare:app"]
