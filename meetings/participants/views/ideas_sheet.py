"""Received ideas as rows of a spreadsheet: what is kept of each, its fields, the call's own questions, its scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from meetings.ideas.queries import exporting, scores
from meetings.ideas.queries.exporting import Chosen
from meetings.ideas.rules.assessing import Result
from meetings.ideas.rules.exporting import Exported, Telling
from meetings.ideas.rules.fields import NAMES, TEXTS
from meetings.ideas.rules.handling import state_name
from meetings.ideas.views import out
from meetings.participants.queries.export import Cell
from meetings.participants.views.spreadsheets import Column
from meetings.text import N_

_LONGEST = 32_767  # characters that a cell has room for
_WHO = ("organisation", "organisation_type", "municipality")  # fields that anonymised ideas lack
_LATE = {"accepted": N_("Godtagen"), "declined": N_("Avböjd")}


def columns(what: Chosen) -> list[Column]:
    """Return the heads: what is kept, the fields, the call's own questions, then what came of it."""
    kept = [Column(_("Nr"), 6), Column(_("Idéns titel"), 40), Column(_("Status"), 20)]
    if what.telling is Telling.ALL:
        kept += [Column(_("Kontakt"), 26), Column(_("E-post"), 30), Column(_("Telefon"), 16)]
    fields = [Column(_(NAMES[code]), 40 if code in TEXTS else 20) for code in _fields(what)]
    own = [Column(question, 30) for question in exporting.questions(what)]
    last = [
        Column(_("Bilagor"), 30),
        Column(_("Mottagen"), 17),
        Column(_("Version"), 9),
        Column(_("Sent inkommen"), 14),
    ]
    if what.telling is not Telling.ANONYMOUS:
        last += [
            Column(_("Referens"), 14),
            Column(_("Diarienummer"), 16),
            Column(_("Inlagd av"), 20),
            Column(_("Får publiceras"), 14),
            Column(_("Publicerad"), 17),
            Column(_("Sammanslagen med"), 18),
        ]
    scored = [Column(_("Betyg av 100"), 13), Column(_("Lägst"), 8), Column(_("Högst"), 8), Column(_("Bedömare"), 10)]
    return kept + fields + own + last + scored


def rows(what: Chosen, names: out.Names) -> Iterator[list[Cell]]:
    """Return a row for each idea, read a batch at a time."""
    results, asked = scores.totals(what.call_id), exporting.questions(what)
    for idea in exporting.ideas(what):
        yield [cell[:_LONGEST] if isinstance(cell, str) else cell for cell in _row(idea, what, names, asked, results)]


def _row(
    idea: Exported, what: Chosen, names: out.Names, asked: list[str], results: Mapping[int, Result]
) -> Iterator[Cell]:
    told, texts = idea.told, {one.code: one.text for one in out.fields(idea, names)}
    yield from (idea.number, idea.title, _(state_name(told.state)))
    if what.telling is Telling.ALL:
        who = told.contact
        yield from (who.name, who.email, who.phone) if who is not None else ("", "", "")
    for code in _fields(what):
        yield idea.content.budget if code == "budget" else texts.get(code, "")
    answers = dict(idea.answers)
    yield from (answers.get(question, "") for question in asked)
    late = _(_LATE.get(told.late_decision, N_("Ja"))) if told.late else ""
    yield from ("\n".join(out.attachments(idea)), told.received_at, told.version, late)
    if what.telling is not Telling.ANONYMOUS:
        consent = _("Ja") if told.publish_consent else ""
        yield from (told.reference, told.diarienummer, told.entered_by, consent, told.published_at, told.merged_into)
    result = results.get(idea.id)
    if result is None or result.total is None or result.lowest is None or result.highest is None:
        yield from (None, None, None, 0)
    else:
        yield from (*(round(value, 1) for value in (result.total, result.lowest, result.highest)), result.number)


def _fields(what: Chosen) -> list[str]:
    hidden = _WHO if what.telling is Telling.ANONYMOUS else ()
    return [code for code in NAMES if code != "title" and code not in hidden]
