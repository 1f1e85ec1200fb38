"""What the checks share: the bytes of a file, and what is refused wherever it stands."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

Bytes = bytes | mmap.mmap

# The test file that every virus scanner knows (eicar.org), put together here so that no scanner stops at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
# What a browser or a server would run, were the file taken for a page.
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|\?php)[\s>/]", re.IGNORECASE)
# How other kinds of files begin, or a page does: none of it stands in what programs note beside a picture or a sound.
_ANOTHER = re.compile(
    rb"%PDF-|PK\x03\x04|PK\x05\x06|<\?php|<script|<html|<svg|<iframe|<!doctype|\x7fELF|MZ\x90\x00|\xd0\xcf\x11\xe0\xa1\xb1",
    re.IGNORECASE,
)
_HEAD = 1024
STEP = 1 << 22  # bytes of a file that are looked at before they are let go


def holds_a_virus(path: Path) -> bool:
    """Tell whether the known test virus stands in it."""
    last = b""
    with path.open("rb") as file:
        while part := file.read(STEP >> 2):
            if EICAR in last + part:
                return True
            last = part[-len(EICAR) :]
    return False


def looks_like_a_page(content: bytes) -> bool:
    """Tell whether it begins as a page that a browser would show."""
    return _PAGE.search(content[:_HEAD]) is not None


def holds_another(content: bytes) -> bool:
    """Tell whether another kind of file, or a page, begins in it."""
    return _ANOTHER.search(content) is not None


def search(content: Bytes, pattern: re.Pattern[bytes], start: int, overlap: int = 64) -> re.Match[bytes] | None:
    """Find the pattern from `start` on as `pattern.search` does, in pieces of a mapped file that are let go again.

    What is searched is no longer than `overlap`. Thus a large file is never in memory as a whole.
    """
    at = start
    while True:
        found = pattern.search(content, at, min(at + STEP + overlap, len(content)))
        if found is not None or at + STEP >= len(content):
            return found
        let_go(content, at, at + STEP)
        at += STEP


def let_go(content: Bytes, start: int, stop: int) -> None:
    """Let go of the memory of a piece of a mapped file; it is read again when it is asked for."""
    if isinstance(content, mmap.mmap):
        begins = start - start % mmap.PAGESIZE
        if stop > begins:
            content.madvise(mmap.MADV_DONTNEED, begins, stop - begins)


def let_go_behind(content: Bytes, kept: int, at: int) -> int:
    """Let go of what lies between `kept` and `at` once that is much; return from where it is kept now."""
    if at - kept <= STEP:
        return kept
    let_go(content, kept, at)
    return at
