"""Published notes as a document: what stands at its head and foot, and its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _

from meetings.directory.queries import site_shown
from meetings.documents.content import Document, Part
from meetings.notes.models import Note
from meetings.notes.queries.publishing import PublicNote
from meetings.notes.views.words import kind_beside
from meetings.outbox.mail_links import absolute
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.web import dates
from meetings.web.lang import speaking


def all_notes(meeting: Meeting, notes: Sequence[PublicNote], texts: Mapping[int, Note]) -> Document:
    """Return the document of all published notes of a meeting, in the language of the meeting."""
    with speaking(meeting.lang):
        return _document(
            meeting,
            _("Anteckningar från %(title)s", title=meeting.title),
            meeting.lang,
            [_part(one, texts[one.id], items_of(meeting, one)) for one in notes],
            max(_published(text) for text in texts.values()),
            contents=_("Innehåll") if len(notes) > 1 else "",
        )


def one_note(meeting: Meeting, one: PublicNote, text: Note) -> Document:
    """Return the document of one of the published notes, in its own language."""
    with speaking(one.lang):
        about = [line for item in items_of(meeting, one) for line in item_lines(item)]
        part = Part("", text.published_body, one.lang)
        return _document(meeting, one.title, one.lang, [part], _published(text), about=about)


def file_name(meeting: Meeting, *, title: str = "") -> str:
    """Return what the file is called, without its ending: "Anteckningar Digitalisering Vänersborg"."""
    town = meeting.town if meeting.town and meeting.town not in (meeting.theme or meeting.title) else ""
    return " ".join(filter(None, (_("Anteckningar"), meeting.theme or meeting.title, town, title)))


def items_of(meeting: Meeting, one: PublicNote) -> list[ProgrammeItem]:
    """Return the items that the notes are about, in the order of the programme."""
    return [item for item in meeting.items if item.id in one.items]


def item_lines(item: ProgrammeItem) -> list[str]:
    """Return what the notes are about in two lines: "Föredrag kl. 9.30–10.00: Rubrik", and who was seen."""
    time = " ".join(filter(None, (kind_beside(item), dates.time_range(item.starts_at, item.ends_at))))
    first = f"{time}: {item.title}" if item.title else time
    who = "; ".join(one.shown for one in item.appearances)
    return [first, who] if who else [first]


def organisers(meeting: Meeting) -> str:
    """Return who arranged the meeting, in one line; else whose site it is."""
    names = [one.organisation.name for one in meeting.organisers]
    return ", ".join(names) or site_shown(meeting.lang).name


def _part(one: PublicNote, text: Note, items: Sequence[ProgrammeItem]) -> Part:
    about = [line for item in items for line in item_lines(item)]
    return Part(one.title, text.published_body, one.lang, about)


def _document(
    meeting: Meeting,
    title: str,
    language: str,
    parts: Sequence[Part],
    dated: datetime,
    *,
    about: Sequence[str] = (),
    contents: str = "",
) -> Document:
    who, day = organisers(meeting), dates.period(meeting.starts_at, meeting.ends_at)
    updated = str(_("Uppdaterad %(day)s", day=dates.date_text(dated)))
    name = [meeting.title] if meeting.title not in title else []
    return Document(
        title=title,
        lang=language,
        author=who,
        parts=parts,
        dated=dated,
        facts=[*name, f"{day[:1].upper()}{day[1:]}, {_where(meeting)}".rstrip(", "), *about, updated],
        foot=f"{who} · {updated}",
        contents=contents,
        base_url=absolute("", language),
    )


def _where(meeting: Meeting) -> str:
    town = meeting.town if meeting.town not in meeting.venue else ""
    return ", ".join(filter(None, (meeting.venue, town)))


def _published(text: Note) -> datetime:
    return text.published_at or text.updated_at
