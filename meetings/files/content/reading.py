"""What the checks share: the bytes of a file, and what is refused wherever it stands."""

from __future__ import annotations

import mmap
import re

Bytes = bytes | mmap.mmap

# The test file that every virus scanner knows (eicar.org), put together here so that no scanner stops at this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS" + b"-TEST-FILE!$H+H*"
# What a browser or a server would run, were the file taken for a page.
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|\?php)[\s>/]", re.IGNORECASE)
_HEAD = 1024


def holds_a_virus(content: Bytes) -> bool:
    """Tell whether the known test virus stands in it."""
    return content.find(EICAR) >= 0


def looks_like_a_page(content: bytes) -> bool:
    """Tell whether it begins as a page that a browser would show."""
    return _PAGE.search(content[:_HEAD]) is not None
