"""Received ideas in words, to be taken out of the house: as a document, and each as a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.directory.queries import site_shown
from meetings.documents import content as documents
from meetings.documents.rules import MOST_CHARACTERS, DocumentReason
from meetings.errors import Refused
from meetings.ideas.forms.exporting import TELLINGS
from meetings.ideas.rules.anonymity import ATTACHMENT
from meetings.ideas.rules.exporting import Exported, Form, Telling
from meetings.ideas.rules.handling import state_name
from meetings.ideas.rules.presenting import Part, parts
from meetings.schedule.models import Meeting
from meetings.web import dates
from meetings.web.lang import lang

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Field:
    """A field of an idea in words; `text` is Markdown unless `plain`."""

    code: str
    label: str
    text: str
    plain: bool


def fields(idea: Exported, names: Names) -> list[Field]:
    """Return what the idea says, in order, without its title, in the language of the page."""
    found = [_field(one) for one in parts(idea.content, names, idea.answers) if one.code != "title"]
    if attached := attachments(idea):
        found.append(Field("attachments", str(_("Bilagor")), "\n".join(attached), plain=True))
    return found


def attachments(idea: Exported) -> list[str]:
    """Return what its attachments are called; those that are withheld by number alone."""
    kept_back = [_(ATTACHMENT, number=number) for number in range(1, idea.withheld + 1)]
    return [one.name for one in idea.attached] + [str(one) for one in kept_back]


def title_of(idea: Exported) -> str:
    """Return what the idea is called, by its number when it is not called anything."""
    return idea.title or str(_("Projektidé nummer %(number)s", number=idea.number))


def facts(idea: Exported, *, handled: bool) -> list[str]:
    """Return the lines under the idea's heading: its number, and with `handled` where it stands; whom to reach."""
    told = idea.told
    lines = [str(_("Idé %(number)s", number=idea.number))]
    if handled:
        lines[0] += f" · {_(state_name(told.state))}"
        if told.received_at is not None:
            lines.append(str(_("Mottagen %(when)s, version %(version)s", when=dates.to_the_second(told.received_at),
                               version=told.version)))  # fmt: skip
        if told.late:
            lines.append(str(_("Sent inkommen")))
        if told.merged_into:
            lines.append(str(_("Sammanslagen med idé %(number)s", number=told.merged_into)))
    if told.contact is not None and any(person := (told.contact.name, told.contact.email, told.contact.phone)):
        lines.append(str(_("Kontakt: %(who)s", who=", ".join(filter(None, person)))))
    return lines


def document(
    meeting: Meeting, ideas: Iterable[Exported], names: Names, form: Form, telling: Telling, base_url: str
) -> documents.Document:
    """Return the ideas as one document in the language of the page. Raises `Refused` when it becomes too large."""
    made, dated, booklet = [], meeting.created_at, form is Form.BOOKLET
    for idea, part in _within(_parts(ideas, names, handled=not booklet)):
        made.append(part)
        dated = max(dated, idea.told.received_at or dated)
    site = site_shown(lang())
    kind = _("Idéhäfte") if booklet else _("Projektidéer") if len(made) > 1 else _("Projektidé")
    said = [dates.day_text(meeting.starts_at), ngettext("%(num)s projektidé", "%(num)s projektidéer", len(made))]
    return documents.Document(
        title=f"{kind}: {meeting.title}",
        lang=lang(),
        author=site.organisation_name or site.name,
        parts=made,
        dated=dated,
        facts=[*said, str(TELLINGS[telling])] if not booklet else said,
        foot=f"{site.name} · {meeting.title}"[:90],
        contents=str(_("Innehåll")) if len(made) > 1 or booklet else "",
        base_url=base_url,
        booklet=booklet,
    )


def text(idea: Exported, names: Names) -> str:
    """Return the idea as a text of its own, to be read anywhere."""
    pieces = [title_of(idea), "\n".join(facts(idea, handled=True))]
    pieces += [f"{one.label.upper()}\n{one.text}" for one in fields(idea, names)]
    return "\n\n".join(pieces) + "\n"


def _parts(ideas: Iterable[Exported], names: Names, *, handled: bool) -> Iterator[tuple[Exported, documents.Part]]:
    for idea in ideas:
        sections = [documents.Section(one.label, one.text, one.plain) for one in fields(idea, names)]
        yield idea, documents.Part(title_of(idea), "", idea.lang, facts(idea, handled=handled), sections)


def _within(
    made: Iterator[tuple[Exported, documents.Part]],
) -> Iterator[tuple[Exported, documents.Part]]:
    """Return the parts as long as they fit a document: what does not is not gathered first."""
    length = 0
    for idea, part in made:
        length += sum(len(section.text) for section in part.sections)
        if length > MOST_CHARACTERS:
            raise Refused(DocumentReason.TOO_LARGE)
        yield idea, part


def _field(part: Part) -> Field:
    label = part.label if part.own else str(_(part.label))
    if part.words:
        return Field(part.code, label, ", ".join(part.words), plain=True)
    words = part.text
    if part.code == "budget":
        words = dates.kronor(part.text)
    elif part.code == "period":
        words = dates.months(part.text)
    elif part.code in ("role", "transnational"):
        words = str(_(part.text))
    return Field(part.code, label, words, plain=not part.prose)
