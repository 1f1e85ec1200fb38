"""A receipt as a document to keep: what proves it at its head, and below it all that was received."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.directory.queries import site_shown
from meetings.documents.content import Document, Part
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.queries import terms
from meetings.ideas.rules import presenting
from meetings.ideas.rules.content import answers_in, attached_in, from_json
from meetings.ideas.rules.receipts import in_groups
from meetings.outbox.mail_links import absolute
from meetings.web import dates
from meetings.web.lang import lang

_MARKS = re.compile(r"([!-/:-@\[-`{-~])")


def heading(version: IdeaVersion) -> str:
    """Return what the receipt says first, in the page's language."""
    if version.late:
        return str(_("Idén är lämnad som sent inkommen"))
    if version.number > 1:
        return str(_("Version %(number)s är mottagen", number=version.number))
    return str(_("Idén är mottagen"))


def facts(idea: Idea, version: IdeaVersion) -> list[dict[str, Any]]:
    """Return what proves that the version came in, as `facts.key_values` takes it."""
    return [
        {"label": _("Mottagen"), "value": dates.to_the_second(version.received_at)},
        {"label": _("Referens"), "value": version.reference},
        {"label": _("Idé"), "value": version.content["title"]},
        {"label": _("Till mötet"), "value": idea.call.meeting.title},
        {"label": _("Nummer"), "value": idea.number},
        {"label": _("Version"), "value": version.number},
        {"label": _("Inlagd av"), "value": version.entered_by},
        {"label": _("Kontrollsumma (SHA-256)"), "value": in_groups(version.checksum)},
    ]


def parts_of(version: IdeaVersion) -> Sequence[presenting.Part]:
    """Return what was received, as it is read in the page's language."""
    return presenting.parts(from_json(version.content), terms.names(lang()), answers_in(version.content))


def document(idea: Idea, version: IdeaVersion) -> Document:
    """Return the receipt in the page's language, as a document."""
    site = site_shown(lang())
    said = [f"{one['label']}: {one['value']}" for one in facts(idea, version) if one["value"]]
    said.append(_("Kontrollsumman är räknad på det som står nedan."))
    return Document(
        title=f"{_('Kvitto')}: {heading(version)}",
        lang=lang(),
        author=site.organisation_name or site.name,
        parts=[_part(one, version.content["lang"]) for one in parts_of(version)] + _attachments(version),
        dated=version.received_at,
        facts=said,
        foot=f"{site.name} · {version.reference}",
        base_url=absolute("", lang()),
    )


def _part(one: presenting.Part, written_in: str) -> Part:
    label = one.label if one.own else str(_(one.label))
    if one.prose:
        return Part(label, one.text, written_in)
    return Part(label, _plain(_words(one)), lang())


def _words(one: presenting.Part) -> str:
    """Return a part that is no running text, in words."""
    if one.words:
        return ", ".join(one.words)
    if one.code == "budget":
        return dates.kronor(one.text)
    if one.code == "period":
        return dates.months(one.text)
    return str(_(one.text)) if one.code in ("role", "transnational") else one.text


def _attachments(version: IdeaVersion) -> list[Part]:
    files = attached_in(version.content)
    if not files:
        return []
    lines = [f"- {_plain(one.name)}  \n  SHA-256: {in_groups(one.sha256)}" for one in files]
    return [Part(str(_("Bilagor")), "\n".join(lines), lang())]


def _plain(text: str) -> str:
    """Return Markdown that reads as just this text."""
    return _MARKS.sub(r"\\\1", text)
