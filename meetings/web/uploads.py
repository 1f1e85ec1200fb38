"""Let a request carry files: larger than others, received in the instance folder and not in memory."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import IO

from flask import Request, current_app, request

from meetings.errors import Unreachable
from meetings.extensions import db

_IN_MEMORY = 500_000  # bytes of a file that are received without a file on disk
_SPARE = 50_000_000  # bytes of the disk that are left to the database
_SOMEWHAT = 20_000_000  # bytes beyond what is allowed that are received all the same


class UploadingRequest(Request):
    """A request whose files are received in the instance folder: /tmp is memory on many machines."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        folder = Path(current_app.config["INSTANCE"]) / "receiving"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Python closes and removes it with the request; it has no name, so a process that is killed leaves nothing.
        return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="rb+", dir=str(folder))


def takes_uploads(most: int) -> None:
    """Let this request carry files of so many bytes together. To be called first in a view, before its form is read.

    A file somewhat too large is thus refused at its field, with all that was typed; far beyond, the request is (413).
    Whoever is checked has been: no transaction is held open while a slow sender sends. Raises `Unreachable` when the
    disk has no room for what is announced, which lies there twice while it is checked.
    """
    if shutil.disk_usage(current_app.config["INSTANCE"]).free < 2 * (request.content_length or 0) + _SPARE:
        raise Unreachable("the disk of the instance folder is full")
    request.max_content_length = (
        current_app.config["MAX_REQUEST_BYTES"] + most + min(max(most // 2, 1_000_000), _SOMEWHAT)
    )
    db.session.rollback()
