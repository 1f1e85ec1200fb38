"""The addresses that people in the hall see: the short one of the form, its QR code, and the wall's secret one.

With `documents.certificates` the only place that knows segno.
"""

from __future__ import annotations

import io
from functools import lru_cache

from flask import url_for
from markupsafe import Markup

from meetings.links.queries import make
from meetings.outbox.mail_links import absolute
from meetings.web.lang import lang

WALL = "spark-wall"  # the purpose of the wall's link


def form_address(meeting_id: int) -> str:
    """Return the whole short address of the meeting's form, in the language of the page."""
    return absolute(f"/g/{meeting_id}", lang())


def typable(address: str) -> str:
    """Return the address as one types it: without the scheme."""
    return address.partition("://")[2] or address


def wall_path(meeting_id: int, version: int) -> str:
    """Return the path of the wall, in the language of the page."""
    return url_for("sparks.wall", token=make(WALL, meeting_id, version))


def wall_address(meeting_id: int, version: int) -> str:
    """Return the whole address of the wall, in the language of the page."""
    return absolute(f"/vaggen/{make(WALL, meeting_id, version)}", lang())


@lru_cache(maxsize=64)
def qr_code(address: str) -> Markup:
    """Return the QR code of an address as SVG to stand in a page: black on white with its quiet zone, no style.

    Level M or better: a seventh of it may be hidden or dirty.
    """
    import segno  # noqa: PLC0415 - this is its adapter

    out = io.BytesIO()
    segno.make(address, micro=False, error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr",
        lineclass=None,
    )  # fmt: skip
    return Markup(out.getvalue().decode().strip())  # noqa: S704 - made of the service's own address by segno
