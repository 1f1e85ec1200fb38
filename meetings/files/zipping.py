"""Many stored files as one ZIP, written while it is sent: never in memory, never on disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from meetings.files.rules import safe_name
from meetings.files.sending import PRIVATE, disposition
from meetings.files.store import Store, store
from meetings.web.dates import local

_CHUNK = 1 << 18
_FIRST_YEAR = 1980  # of what a ZIP can say


@dataclass(frozen=True)
class Entry:
    """A file in the ZIP: its key in the store, its name there ("Förmiddag/Bilder.pdf"), its size, when it came.

    One that is not in the store is `made` when its turn comes; then its key and its size are not asked for.
    """

    key: str
    name: str
    size: int
    at: datetime
    made: Callable[[], bytes] | None = None


def response(entries: Iterable[Entry], name: str, *, cache: str = PRIVATE) -> Response:
    """Return the ZIP as an attachment of that name. Whoever calls has checked who asks."""
    sent = Response(streamed(entries), mimetype="application/zip")
    sent.headers["Content-Disposition"] = disposition(name)
    sent.headers["X-Content-Type-Options"] = "nosniff"
    sent.headers["Cache-Control"] = cache
    return sent


def streamed(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Return the bytes of a ZIP with these files, packed no further (they are already), in the order given.

    Nothing but a piece of one file is in memory at a time, and no transaction is held. Files that are not in the store
    are named in a text in the ZIP.
    """
    listed, where, missing_name = _with_names(entries), store(), _("Filer som saknas.txt")
    return _streamed(listed, where, missing_name)


def _streamed(listed: list[tuple[str, Entry]], where: Store, missing_name: str) -> Iterator[bytes]:
    out, missing = _Outlet(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for name, entry in listed:
            if entry.made is not None:
                packed.writestr(_info(name, entry), entry.made(), zipfile.ZIP_DEFLATED)
                yield out.taken()
                continue
            try:
                file = where.open(entry.key)
            except FileNotFoundError:
                missing.append(name)
                continue
            with file, packed.open(_info(name, entry), "w", force_zip64=entry.size > zipfile.ZIP64_LIMIT // 2) as part:
                while chunk := file.read(_CHUNK):
                    part.write(chunk)
                    yield out.taken()
            yield out.taken()
        if missing:
            packed.writestr(missing_name, "".join(f"{name}\r\n" for name in missing))
    yield out.taken()


def _info(name: str, entry: Entry) -> zipfile.ZipInfo:
    at = local(entry.at)
    info = zipfile.ZipInfo(name, (max(at.year, _FIRST_YEAR), *at.timetuple()[1:6]))
    info.file_size = entry.size
    info.external_attr = 0o644 << 16
    return info


def _with_names(entries: Iterable[Entry]) -> list[tuple[str, Entry]]:
    """Give each its name: cleaned, and with a number where it would stand beside one of the same name."""
    taken: set[str] = set()
    listed = []
    for entry in entries:
        whole = "/".join(safe_name(part) for part in entry.name.split("/") if part.strip(". "))
        whole = whole or safe_name(None)
        folder, slash, last = whole.rpartition("/")
        stem, dot, ending = last.rpartition(".")
        name, number = whole, 1
        while name.casefold() in taken:
            number += 1
            numbered = f"{stem} ({number}).{ending}" if dot else f"{last} ({number})"
            name = f"{folder}{slash}{numbered}"
        taken.add(name.casefold())
        listed.append((name, entry))
    return listed


class _Outlet(io.RawIOBase):
    """Where the ZIP is written: what stands here is taken and sent before more is written."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self._written.append(bytes(content))
        return len(content)

    def taken(self) -> bytes:
        taken, self._written = b"".join(self._written), []
        return taken
