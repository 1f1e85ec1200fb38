"""Open an idea by the links of those who write it: its contact's, and a co-author's."""

from __future__ import annotations

from flask import request

from meetings.ideas.models import Idea, IdeaCoauthor
from meetings.ideas.queries import working


def opened_idea(link_id: int, link_version: int) -> Idea:
    """Return the idea that its contact's link opens, with call, meeting and round. Raises `NotFound`."""
    return working.idea_by_link(link_id, link_version)


def opened_coauthor(link_id: int, link_version: int) -> IdeaCoauthor:
    """Return the co-author whose link it is, with the idea, its call, meeting and round. Raises `NotFound`."""
    return working.coauthor_by_link(link_id, link_version)


def token() -> str:
    """Return the token in the address of the page that was asked for."""
    return str((request.view_args or {})["token"])
