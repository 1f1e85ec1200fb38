"""Make a series at once, add meetings to it, and change its texts: each is shown before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.directory.rules import Vocabulary
from meetings.errors import Refused, Stale
from meetings.projects.actions import series as actions
from meetings.projects.actions.series import NewSeries, text_of
from meetings.projects.actions.series_making import meeting_title
from meetings.projects.forms.series import NewSeriesForm, OccasionsForm, TextForm, arranger_code
from meetings.projects.models import MeetingSeries
from meetings.projects.queries import series as queries
from meetings.projects.queries import series_desk
from meetings.projects.rules.series import Occasion, SeriesText, refusals_to_make
from meetings.projects.views.blueprint import SERIES_DESK, blueprint
from meetings.projects.views.series_desk import ONE_SERIES
from meetings.schedule.views.routes import words_in_use
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_TICKED, _DO = "gors", "gor"  # the boxes of the meetings that are shown, and the button that makes those ticked


@blueprint.route(f"{SERIES_DESK}/ny", methods=["GET", "POST"])
@access.requires("organiser")
def new_series() -> Response:
    """Ask for the texts and the places and days; show the meetings; make those that are ticked."""
    form = NewSeriesForm()
    _offer(form)
    shown = _previewed(form)
    if isinstance(shown, Response):
        return shown
    new = NewSeries(form.text(), shown, published=form.state.data == "published")
    try:
        made = actions.create(new, arrival(), current_actor())
    except Refused as refused:
        return _occasions_page(form, 409, refusal=refused.refusal)
    number = len(shown)
    tell(ngettext("Serien är gjord, med %(num)s tillfälle.", "Serien är gjord, med %(num)s tillfällen.", number))
    return redirect_to("projects.desk_series", series_id=made.id)


@blueprint.route(f"{ONE_SERIES}/fler", methods=["GET", "POST"])
@access.requires("organiser")
def add_to_series(series_id: int) -> Response:
    """Ask for places and days; show the meetings; add those that are ticked."""
    series, form = queries.series(series_id), OccasionsForm()
    there = [queries.as_planned(one).key for one in queries.occasions(series_id, drafts=True)]
    shown = _previewed(form, there, series)
    if isinstance(shown, Response):
        return shown
    published = form.state.data == "published"
    try:
        actions.add_occasions(series_id, shown, arrival(), current_actor(), published=published)
    except Refused as refused:
        return _occasions_page(form, 409, series, refusal=refused.refusal)
    tell(ngettext("%(num)s tillfälle är tillagt.", "%(num)s tillfällen är tillagda.", len(shown)))
    return redirect_to("projects.desk_series", series_id=series_id)


def _previewed(
    form: OccasionsForm, there: Sequence[str] = (), series: MeetingSeries | None = None
) -> list[Occasion] | Response:
    """Return the meetings to make, ticked on the page that showed them all; else that page, or the form again."""
    if not form.is_submitted():
        return _occasions_page(form, 200, series)
    if added := request.form.get("add_row"):
        form.add_row(added)
        return _occasions_page(form, 200, series)
    if not form.validate():
        return _occasions_page(form, 422, series)
    found = form.occasions()
    for refusal in refusals_to_make(found, there):
        return _occasions_page(form, 422, series, refusal=refusal)
    mark = sha256("\n".join(one.key for one in found).encode()).hexdigest()[:20]
    if _DO not in request.form or form.seen.data != mark:
        form.seen.data = mark
        return _occasions_page(form, 200, series, found=found, ticked=set(range(len(found))))
    wanted = {int(one[:9]) for one in request.form.getlist(_TICKED) if one.isascii() and one.isdigit()}
    chosen = [one for number, one in enumerate(found) if number in wanted]
    if not chosen:
        return _occasions_page(form, 422, series, found=found, ticked=set[int](), none_ticked=True)
    return chosen


def _occasions_page(form: OccasionsForm, status: int, series: MeetingSeries | None = None, **values: Any) -> Response:
    template = "projects/series/desk/more.html" if series is not None else "projects/series/desk/new.html"
    written: Any = series if series is not None else None
    if written is None and isinstance(form, NewSeriesForm):
        written = form.text()
    found: Sequence[Occasion] = values.pop("found", ())
    rows = [(one, meeting_title(written, one.where, one.times.starts_at)) for one in found]
    return render(template, status, form=form, series=series, rows=rows, **values)


@dataclass(frozen=True)
class Changed:
    """A text of the meetings that would change: what it is called, as it stands, as it would be, and at how many."""

    label: str
    old: str
    new: str
    number: int


@blueprint.route(f"{ONE_SERIES}/texter", methods=["GET", "POST"])
@access.requires("organiser")
def edit_series(series_id: int) -> Response:
    """Change the texts of the series, and of all meetings ahead when that is wanted: those are shown first."""
    series = queries.series(series_id)
    form = TextForm() if request.method == "POST" else TextForm(data=_data_of(series))
    _offer(form)
    if not form.is_submitted():
        return _edit_page(series, form)
    if not form.validate():
        return _edit_page(series, form, 422)
    text, found = form.text(), []
    if form.meetings_too.data:
        found = _changes(series_id, text)
        mark = sha256(repr(found).encode()).hexdigest()[:20]
        if found and form.seen.data != mark:
            form.seen.data = mark
            return _edit_page(series, form, changes=found)
    try:
        number = actions.save_text(
            series_id, text, form.base, arrival(), current_actor(), meetings_too=bool(form.meetings_too.data)
        )
    except Stale as stale:
        form.base_revision.data, form.seen.data = str(stale.current), ""
        return _edit_page(series, form, 409, stale=_meanwhile(series, text))
    except Refused as refused:
        return _edit_page(series, form, 409, refusal=refused.refusal)
    told = ngettext("Sparat. %(num)s tillfälle ändrades.", "Sparat. %(num)s tillfällen ändrades.", number)
    tell(told if number else _("Sparat."))
    return redirect_to("projects.desk_series", series_id=series_id)


def _edit_page(series: MeetingSeries, form: TextForm, status: int = 200, **values: Any) -> Response:
    return render("projects/series/desk/edit.html", status, series=series, form=form, **values)


def _data_of(series: MeetingSeries) -> dict[str, Any]:
    arranged_by = arranger_code(series.project_id, series.activity_id)
    return {**vars(text_of(series)), "arranged_by": arranged_by, "base_revision": str(series.revision)}


def _offer(form: TextForm) -> None:
    kind = Vocabulary.MEETING_KIND
    form.offer(words_in_use({kind: []}, arrival())[kind], arrangers_offered())


def arrangers_offered() -> list[tuple[str, str]]:
    """Return the choices of project and activity, first that of none."""
    found = [("", str(_("Inget projekt")))]
    for one in series_desk.arrangers():
        kind = one.kind_en if lang() == "en" and one.kind_en else one.kind_sv
        words = one.title or kind
        planned = f" ({one.planned})" if one.planned else ""
        label = f"{one.project}: {words}{planned}" if one.activity_id else one.project
        found.append((arranger_code(one.project_id, one.activity_id), label))
    return found


def _changes(series_id: int, text: SeriesText) -> list[Changed]:
    """Return what would change of the meetings ahead: each heading by itself, other texts by what stands there."""
    found: list[Changed] = []
    texts: dict[tuple[str, str, str], int] = {}
    for row in series_desk.texts(series_id, arrival()):
        title = meeting_title(text, row.town or row.venue, row.starts_at)
        if title != row.title:
            found.append(Changed(f"{_('Rubrik')}, {dates.date_short(row.starts_at)}", row.title, title, 1))
        for label, old, new in (
            (_("Sammanfattning"), row.summary, text.summary),
            (_("Mer om serien"), row.body, text.body),
            (_("Språk"), row.lang, text.lang),
            (_("Slags möte"), row.kind, text.kind),
        ):
            if old != new:
                texts[label, old, new] = texts.get((label, old, new), 0) + 1
    return [*(Changed(*parts, number) for parts, number in texts.items()), *found]


def _meanwhile(series: MeetingSeries, mine: SeriesText) -> list[Changed]:
    """Return where what stands now differs from what was typed."""
    names = {
        "title": _("Seriens rubrik"),
        "occasion_title": _("Varje tillfälles rubrik"),
        "summary": _("Sammanfattning"),
        "body": _("Mer om serien"),
        "lang": _("Språk"),
        "kind": _("Slags möte"),
    }
    now, typed = vars(text_of(series)), vars(mine)
    found = [Changed(label, now[name], typed[name], 1) for name, label in names.items() if now[name] != typed[name]]
    old, new = (arranger_code(one["project_id"], one["activity_id"]) for one in (now, typed))
    if old != new:
        words, label = dict(arrangers_offered()), _("Projekt som arrangerar, och aktivitet som det räknas till")
        found.append(Changed(label, words.get(old, ""), words.get(new, ""), 1))
    return found
