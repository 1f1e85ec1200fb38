"""The links by which actors reach their idea: their own page, its receipts, and the button that confirms an address."""

from __future__ import annotations

from datetime import datetime

from meetings.ideas.models import Idea, IdeaCall, IdeaCoauthor
from meetings.links import queries as links
from meetings.outbox.mail_links import absolute
from meetings.registration.rules import MAIL_KEPT
from meetings.schedule.models import Meeting

PURPOSE = "idea"  # of the contact's link
CONFIRM = "idea-confirm"  # of the link that shows whose the address is
COAUTHOR = "idea-coauthor"


def own_path(idea: Idea) -> str:
    """Return the path of the idea's own page for its contact, without language."""
    return f"/ide/{links.make(PURPOSE, idea.id, idea.link_version)}"


def own_link(idea: Idea) -> str:
    """Return the whole address of the idea's own page for its contact."""
    return absolute(own_path(idea), idea.lang)


def confirm_link(idea: Idea) -> str:
    """Return the whole address of the page whose button confirms the contact's address."""
    return absolute(f"/ide/bekrafta/{links.make(CONFIRM, idea.id, idea.link_version)}", idea.lang)


def coauthor_link(coauthor: IdeaCoauthor) -> str:
    """Return the whole address at which a co-author writes."""
    token = links.make(COAUTHOR, coauthor.id, coauthor.version)
    return absolute(f"/ide/medforfattare/{token}", coauthor.lang)


def reply_to(meeting: Meeting) -> str:
    """Return the address that answers to mails about the meeting's ideas go to, "" when there is none."""
    return next((one.email for one in meeting.contacts if one.email), "")


def kept_until(call: IdeaCall) -> datetime:
    """Return until when the contents of mails about the call's ideas are kept."""
    return max(call.closes_at, call.meeting.ends_at) + MAIL_KEPT
