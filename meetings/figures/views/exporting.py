"""The same figures as a spreadsheet: a row for each number, of all years, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Response, current_app, send_file, stream_with_context
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.figures.queries.everything import everything, words
from meetings.figures.rules.adding import sums
from meetings.figures.rules.everything import Everything
from meetings.figures.rules.shielding import ALL, Cell
from meetings.figures.views.blueprint import DESK, PAGE, blueprint
from meetings.figures.views.latest import key, public_figures
from meetings.figures.views.shown import not_told, told, word
from meetings.participants.views import spreadsheets
from meetings.participants.views.spreadsheets import Column
from meetings.projects.views.words import number_words
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.requests import arrival

Row = tuple[int | str, str, str, int | str]


@blueprint.get(f"{PAGE}.xlsx")
@access.public
def xlsx() -> Response:
    """Send the public figures for Excel."""
    now = arrival()
    return _xlsx(public_figures(key(now), now), public=True)


@blueprint.get(f"{PAGE}.csv")
@access.public
def csv() -> Response:
    """Send the public figures for other programs."""
    now = arrival()
    return _csv(public_figures(key(now), now), public=True)


@blueprint.get(f"{DESK}.xlsx")
@access.requires("organiser")
def desk_xlsx() -> Response:
    """Send the desk's figures for Excel."""
    return _xlsx(everything(arrival(), public=False), public=False)


@blueprint.get(f"{DESK}.csv")
@access.requires("organiser")
def desk_csv() -> Response:
    """Send the desk's figures for other programs."""
    return _csv(everything(arrival(), public=False), public=False)


def rows(found: Everything, names: Mapping[int, str], *, public: bool) -> Iterator[Row]:
    """Return the year (or "Alla år"), what it is about, what is counted, and how many; few people are not told."""
    for year in found.counted:
        of, unique = found.of(year), found.unique.get(year)
        yield from _of_kind(year, _("Möten"), found.kinds, names)
        yield year, _("Deltagare"), _("Anmälda"), of.signed_up
        yield year, _("Deltagare"), _("Deltog"), of.attended
        yield year, _("Deltagare"), _("Möten med antecknad närvaro"), of.noted
        yield year, _("Deltagare"), _("Uppgivna av arrangören, möten utan antecknad närvaro"), of.stated
        if unique is not None:
            yield year, _("Olika personer"), _("Anmälda"), unique.signed_up
            yield year, _("Olika personer"), _("Deltog"), unique.attended
        yield year, _("Projektidéer"), _("Inkomna"), of.received
        yield year, _("Projektidéer"), _("Publicerade"), of.published
        yield year, _("Projektidéer"), _("Blev projekt"), of.projects
        yield year, ngettext("Projekt", "Projekt", 2), _("Började"), of.started
        yield year, ngettext("Projekt", "Projekt", 2), _("Pågick"), of.running
        yield year, ngettext("Projekt", "Projekt", 2), _("Avslutades"), of.ended
    for about, numbers in ((_("Sektor"), found.sectors), (_("Kommun"), found.municipalities)):
        yield from _people(about, numbers, names, public=public)
    for one in sums(found.reached):
        what = " ".join(part for part in (one.unit, one.group) if part)
        yield _("Alla år"), _("Projektens resultat"), what, number_words(one.value, one.exactness)


def _of_kind(year: int, about: str, kinds: Mapping[Cell, int], names: Mapping[int, str]) -> Iterator[Row]:
    of_year = {word(kind, names): number for (of, kind), number in kinds.items() if of == year}
    for name in sorted(of_year):
        yield year, about, name, of_year[name]


def _people(about: str, numbers: Mapping[Cell, int], names: Mapping[int, str], *, public: bool) -> Iterator[Row]:
    cells = told(numbers, public=public)
    for year, term_id in sorted(cells, key=lambda cell: (-cell[0] if cell[0] else -9999, word(cell[1], names))):
        number = cells[year, term_id]
        yield (
            year if year != ALL else _("Alla år"),
            about,
            word(term_id, names),
            not_told() if number is None else number,
        )


def _columns() -> list[Column]:
    return [
        Column(_("År"), 10), Column(_("Område"), 24), Column(_("Uppgift"), 52), Column(_("Antal"), 26),
    ]  # fmt: skip


def _xlsx(found: Everything, *, public: bool) -> Response:
    file = spreadsheets.xlsx_file(
        _columns(), rows(found, words(lang()), public=public), _("Siffror"), state_at=None
    )  # fmt: skip
    return send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=f"{_('siffror')}.xlsx")


def _csv(found: Everything, *, public: bool) -> Response:
    parts = spreadsheets.csv_parts(_columns(), rows(found, words(lang()), public=public), state_at=None)
    response = current_app.response_class(stream_with_context(parts), content_type=spreadsheets.CSV_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"{_('siffror')}.csv")
    return response
