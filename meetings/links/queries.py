"""Make and open secret links with the keys of this service."""

from __future__ import annotations

from flask import current_app

from meetings.config import listed
from meetings.errors import NotFound
from meetings.links import rules
from meetings.links.rules import Link


def make(purpose: str, row_id: int, version: int) -> str:
    """Return the token for this row; raising the row's version revokes it."""
    return rules.token(current_app.config["LINK_KEY"], purpose, row_id, version)


def check(purpose: str, presented: str) -> Link:
    """Return the row and version that the token names. Raises `NotFound` when it is not genuine.

    The caller still compares the version with the row's.
    """
    config = current_app.config
    link = rules.opened([config["LINK_KEY"], *listed(config["LINK_KEY_FALLBACKS"])], purpose, presented)
    if link is None:
        raise NotFound
    return link
