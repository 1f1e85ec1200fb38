"""Speakers to test with: noted, asked, and with something given."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from pypdf import PdfWriter

from meetings.materials.actions import giving, speaking
from meetings.materials.actions.giving import Gift, Told
from meetings.materials.actions.speaking import Wanted
from meetings.materials.mail.speaking import speaker_path
from meetings.materials.models import Material, SpeakerLink
from meetings.schedule.models import Appearance, Meeting, ProgrammeItem
from tests.builders import NOW, a_programme_item, set_facts
from tests.materials.scenes import OLLE, an_upload

WORDING = "Jag har rätt att publicera innehållet, även bilderna."


def a_speaker(
    meeting: Meeting,
    name: str = "Martin Gellerstedt",
    email: str = "martin@example.se",
    item: ProgrammeItem | None = None,
    *,
    now: datetime = NOW,
    asked: bool = True,
    lang: str = "sv",
) -> SpeakerLink:
    """Somebody who is asked for their talk."""
    wanted = Wanted(name, email, item.id if item else None, lang)
    (link,) = speaking.add(meeting.id, [wanted], now, OLLE)
    return speaking.mail_one(meeting.id, link.id, now, OLLE) if asked else link


def a_talk(meeting: Meeting, name: str, organisation: str = "", **facts: Any) -> ProgrammeItem:
    """An item of the programme where somebody appears."""
    item = a_programme_item(meeting, **facts)
    set_facts(Appearance(item_id=item.id, name=name, organisation_name=organisation))
    return item


def path_of(link: SpeakerLink) -> str:
    """The path of the speaker's page."""
    return speaker_path(link)


def untagged_pdf(more: int = 0) -> bytes:
    """A page of nothing, without tags, title and language; larger by so many bytes."""
    made, pages = io.BytesIO(), PdfWriter()
    pages.add_blank_page(200, 200)
    if more:
        pages.add_metadata({"/Note": "x" * more})
    pages.write(made)
    return made.getvalue()


def given(
    link: SpeakerLink, *names: str, url: str = "", now: datetime = NOW, once: str = "once", **told: str
) -> list[Material]:
    """What the speaker gives: files of these names, or an address."""
    pieces = [giving.looked_through(an_upload(name, untagged_pdf(), now=now).key) for name in names]
    gift = Gift([one for one in pieces if one is not None], url, Told(**told), WORDING, once)
    return giving.give(link.id, link.version, gift, now)
