"""Take received ideas out: as a spreadsheet, a document, a booklet or a ZIP of files; each leaves a trace."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO, Any

from flask import Response, request, send_file
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.documents import sending
from meetings.documents.content import Form as DocumentForm
from meetings.errors import NotFound, Refusal, Refused
from meetings.files import zipping
from meetings.ideas.actions.exporting import note_export
from meetings.ideas.forms.exporting import FORM_NOTES, TELLING_NOTES, ExportForm
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import exporting as queries
from meetings.ideas.queries import terms
from meetings.ideas.queries.calls import call_of
from meetings.ideas.queries.exporting import Chosen
from meetings.ideas.rules.desk import Wanted, order, parameters, wanted
from meetings.ideas.rules.exporting import Exported, ExportReason, Form, Telling, Which
from meetings.ideas.views import out
from meetings.ideas.views.blueprint import DESK
from meetings.outbox.mail_links import absolute
from meetings.participants.views import ideas_sheet, spreadsheets
from meetings.participants.views.blueprint import blueprint
from meetings.participants.views.exporting import in_file_name
from meetings.text import whole_number
from meetings.web import access
from meetings.web.lang import lang
from meetings.web.rendering import render
from meetings.web.requests import arrival

_DOCUMENTS = {Form.PDF: DocumentForm.PDF, Form.DOCX: DocumentForm.DOCX, Form.BOOKLET: DocumentForm.PDF}


@blueprint.route(f"{DESK}/export", methods=["GET", "POST"])
@access.requires("organiser")
def export_ideas(meeting_id: int) -> Response:
    """Ask which ideas of the table, or which one alone, in which form and with whom behind them; and send them."""
    call = call_of(meeting_id)
    if call is None:
        raise NotFound
    shown, only = wanted(request.args), whole_number(request.args.get("ide", "")) or None
    form = ExportForm()
    _offer(form, call, shown, only)
    if not form.is_submitted():
        return _page(call, form, shown, only)
    if not form.validate():
        return _page(call, form, shown, only, 422)
    try:
        return _sent(call, form, shown, only)
    except Refused as refused:
        return _page(call, form, shown, only, 409, refused.refusal)


def _sent(call: IdeaCall, form: ExportForm, shown: Wanted, only: int | None) -> Response:
    kind, telling, which = Form(form.form.data), Telling(form.telling.data), Which(form.which.data)
    what = queries.chosen(call, which, shown, telling, only)
    if not what.ids:
        raise Refused(ExportReason.NOTHING)
    answer = _made(call, kind, what)
    rows = len(what.ids)
    note_export(call.meeting_id, kind, telling, which, arrival(), current_actor(), rows=rows, only=only)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _made(call: IdeaCall, kind: Form, what: Chosen) -> Response:
    name = _name_of(call, kind, what)
    names = terms.names(lang())
    if kind is Form.XLSX:
        file = spreadsheets.xlsx_file(
            ideas_sheet.columns(what), ideas_sheet.rows(what, names), _("Projektidéer"), state_at=None
        )
        return send_file(file, spreadsheets.XLSX_TYPE, as_attachment=True, download_name=f"{name}.xlsx")
    if kind is Form.ZIP:
        texts = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the ZIP is sent
        packed = zipping.response(entries(call, what, names, texts), f"{name}.zip")
        packed.call_on_close(texts.close)
        return packed
    base_url = absolute("", lang())
    made = out.document(call.meeting, queries.ideas(what), names, kind, what.telling, base_url)
    return sending.response(made, _DOCUMENTS[kind], name)


def _name_of(call: IdeaCall, kind: Form, what: Chosen) -> str:
    """Return what the file is called, without its ending: it never names who is behind an idea."""
    number = next(queries.ideas(what)).number if len(what.ids) == 1 else None
    first = _("idéhäfte") if kind is Form.BOOKLET else _("projektidéer") if number is None else _("projektidé")
    return "-".join(filter(None, (first, str(number or ""), in_file_name(call.meeting.title))))


def entries(call: IdeaCall, what: Chosen, names: out.Names, texts: IO[bytes]) -> Iterator[zipping.Entry]:
    """Return what a ZIP holds: a folder for each idea with its text and its files.

    The texts are written to `texts`, where they lie until they are sent: by then nothing is read from the database.
    """
    for idea in queries.ideas(what):
        title = out.title_of(idea).replace("/", " ").replace("\\", " ")
        folder = f"{idea.number:03} {title[:80]}".rstrip(". ")
        written = out.text(idea, names).replace("\n", "\r\n").encode("utf-8-sig")
        at, start = idea.told.received_at or call.created_at, texts.tell()
        texts.write(written)
        name = f"{folder}/{_('Projektidé')} {idea.number}.txt"
        yield zipping.Entry("", name, len(written), at, partial(_piece, texts, start, len(written)))
        for one in idea.attached:
            yield zipping.Entry(one.key, f"{folder}/{_('Bilagor')}/{one.name}", one.size, at)


def _piece(texts: IO[bytes], start: int, length: int) -> bytes:
    texts.seek(start)
    return texts.read(length)


def _offer(form: ExportForm, call: IdeaCall, shown: Wanted, only: int | None) -> None:
    if only is not None:
        form.offer_one()
        return
    numbers = queries.numbers(call, shown)
    words: dict[Which, Callable[..., str]] = {
        Which.SHOWN: lambda: _("Alla mottagna idéer") if shown.everything else _("De som tabellen visar"),
        Which.FOLLOW_UP: lambda: _("De som ska till uppföljningsmötet, i dess ordning"),
        Which.PUBLISHED: lambda: _("De publicerade, som de är publicerade"),
    }
    form.offer(
        {
            which: f"{words[which]()} ({ngettext('%(num)s idé', '%(num)s idéer', number)})"
            for which, number in numbers.items()
            if number or which is Which.SHOWN
        }
    )


def _page(
    call: IdeaCall, form: ExportForm, shown: Wanted, only: int | None, status: int = 200, refusal: Refusal | None = None
) -> Response:
    values: dict[str, Any] = {"ide": only} if only is not None else dict(parameters(shown, order(request.args)))
    return render(
        "ideas/desk/export.html",
        status,
        meeting_id=call.meeting_id,
        call=call,
        form=form,
        values=values,
        one=_one(call, only),
        refusal=refusal,
        form_notes={code: str(words) for code, words in FORM_NOTES.items()},
        telling_notes={code: str(words) for code, words in TELLING_NOTES.items()},
    )


def _one(call: IdeaCall, only: int | None) -> Exported | None:
    """Return the idea that is taken out alone. Raises `NotFound`."""
    if only is None:
        return None
    found = next(queries.ideas(queries.chosen(call, Which.SHOWN, Wanted(), Telling.ALL, only)), None)
    if found is None:
        raise NotFound
    return found
