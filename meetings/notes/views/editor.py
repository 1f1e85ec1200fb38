"""The page on which notes are written, for note takers and organisers alike: by a button, or by its script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _

from meetings.errors import Refused
from meetings.notes import actions, queries
from meetings.notes.actions import Conflict, Saved, Sent, Writer
from meetings.notes.forms import EditorForm, WritingForm
from meetings.notes.models import Note
from meetings.notes.queries import Standing
from meetings.notes.rules import body_of
from meetings.notes.rules.differences import compared
from meetings.notes.rules.merging import merge
from meetings.text import holds_personal_number, whole_number
from meetings.web import dates, markdown
from meetings.web.rendering import refusal_text, render
from meetings.web.requests import arrival

FormOf = type[EditorForm] | type[WritingForm]


@dataclass(frozen=True)
class Seat:
    """Where somebody writes: the note and the writer, the page's template and what it shows besides.

    `back` leads to the page again.
    """

    note: Note
    writer: Writer
    form: FormOf
    template: str
    back: Callable[..., Response]
    shown: dict[str, Any]


def wants_data() -> bool:
    """Tell whether a script asks."""
    return request.accept_mimetypes.best == "application/json"


def page(seat: Seat) -> Response:
    """Show the note as it stands, to be written on, and what became of what was sent a moment ago."""
    note = seat.note
    others: list[str] = []
    began = whole_number(request.args.get("fran", ""))
    if began:
        others = queries.others_since(note.id, began, seat.writer.account, seat.writer.taker_id)
    done = _saved_words(note.updated_at, tuple(others)) if "fran" in request.args or "sparat" in request.args else ""
    return _page(seat, _form(seat, note.body, note.revision), done=done)


def receive(seat: Seat) -> Response:
    """Take what was sent: show it as it will read, put in what the writer chose after a conflict, or save it."""
    form = _form(seat)
    if "forhandsvisa" in request.form:
        return _preview(seat, form)
    if not form.validate():
        return _problem(seat, form, _first_error(form))
    if choice := request.form.get("val"):
        return _chosen(seat, form, choice)
    origin, sequence = form.page
    sent = Sent(form.text, form.base, origin, sequence, by_itself=wants_data() and "knapp" not in request.form)
    try:
        saved = actions.save(seat.note.id, sent, seat.writer, arrival())
    except Conflict as conflict:
        return _conflict(seat, form, conflict)
    except Refused as refused:
        return _problem(seat, form, refusal_text(refused.refusal))
    if wants_data():
        return jsonify(_told(saved, request.form.get("body", "")))
    if saved.body == sent.body:
        return seat.back(sparat=saved.revision)
    return seat.back(fran=sent.base)


def news(standing: Standing, seat: Callable[[], Seat]) -> Response:
    """Tell a script whether the note has changed since the revision it knows: 204, or how it stands."""
    known = whole_number(request.args.get("revision", ""))
    if standing.revision == known:
        return make_response("", 204)
    of = seat()
    others = queries.others_since(of.note.id, known, of.writer.account, of.writer.taker_id)
    return jsonify(_told(Saved(of.note.revision, of.note.body, of.note.updated_at, tuple(others)), None))


def _told(saved: Saved, typed: str | None) -> dict[str, Any]:
    """Return what a script is told; the body only where it is not what the page holds already."""
    told: dict[str, Any] = {
        "revision": saved.revision,
        "saved": _("Sparat %(time)s", time=_time(saved.saved_at)),
        "others": _others_words(saved.others),
    }
    if typed is None or saved.body != typed.replace("\r\n", "\n"):
        told["body"] = saved.body
    if holds_personal_number(saved.body):
        told["warning"] = _personal_number()
    return told


def _preview(seat: Seat, form: Any) -> Response:
    shown = markdown.html(form.text[:100_000], level=3)
    if wants_data():
        return jsonify({"html": str(shown)})
    return _page(seat, _again(seat, form, form.text), preview=shown)


def _conflict(seat: Seat, form: Any, conflict: Conflict) -> Response:
    """Show both versions, with the writer's in the box; saved again it begins from what stands now."""
    values = {
        "others": conflict.others,
        "theirs": conflict.theirs,
        "lines": compared(conflict.theirs, form.text),
        "scripted": wants_data(),
    }
    if wants_data():
        panel = render_template("notes/_conflict.html", **values)
        told = {"revision": conflict.revision, "theirs": conflict.theirs, "both": conflict.both, "panel": panel}
        return make_response(jsonify(told), 409)
    again = _again(seat, form, form.text, base=conflict.revision, began=form.base)
    return _page(seat, again, 409, conflict=values)


def _chosen(seat: Seat, form: Any, choice: str) -> Response:
    """Put into the box what the writer chose after a conflict; nothing is saved until they press the button."""
    note = seat.note
    if choice == "deras":
        text, done = note.body, _("Rutan visar det som är sparat. Det du skrev är inte med.")
    else:
        base = queries.nearest(note.id, form.began_from)
        text = merge(str(base.content["body"]) if base else "", note.body, form.text).text
        done = _("Rutan innehåller bådas rader. Läs igenom dem, ta bort det som är dubbelt och spara.")
    return _page(seat, _again(seat, form, text, base=note.revision), done=done)


def _problem(seat: Seat, form: Any, words: str) -> Response:
    if wants_data():
        told = {"problem": words}
        if "csrf_token" in form.errors:  # signed in anew in another tab: the next time this page's text is taken
            told["csrf_token"] = form.csrf_token.current_token
        return make_response(jsonify(told), 422)
    return _page(seat, _again(seat, form, form.text), 422, problem=words)


def _page(seat: Seat, form: Any, status: int = 200, **values: Any) -> Response:
    warning = _personal_number() if holds_personal_number(form.body.data or "") else ""
    return render(
        seat.template, status, note=seat.note, form=form, warning=warning, at=_time(seat.note.updated_at),
        **{"done": "", "preview": None, "conflict": None, "problem": ""} | seat.shown | values,
    )  # fmt: skip


def _form(seat: Seat, body: str | None = None, revision: int = 0) -> Any:
    if body is None:
        return seat.form(request.form) if seat.form is WritingForm else seat.form()
    return seat.form(formdata=None, data={"body": body, "base_revision": str(revision), "began": ""})


def _again(seat: Seat, form: Any, text: str, *, base: int | None = None, began: int | None = None) -> Any:
    """Return the form with a text in the box that is not saved yet."""
    again = _form(seat, body_of(text), form.base if base is None else base)
    again.began.data = str(began) if began else ""
    return again


def _first_error(form: Any) -> str:
    return str(next((words for errors in form.errors.values() for words in errors), ""))


def _saved_words(at: datetime, others: tuple[str, ...]) -> str:
    return " ".join(filter(None, (_("Sparat %(time)s.", time=_time(at)), _others_words(others))))


def _others_words(others: tuple[str, ...]) -> str:
    if not others:
        return ""
    names = ", ".join(others)
    if len(others) > 1:
        names = _("%(a)s och %(b)s", a=", ".join(others[:-1]), b=others[-1])
    return str(_("Ändringar av %(names)s har lagts till.", names=names))


def _personal_number() -> str:
    return str(_("Texten ser ut att innehålla ett personnummer. Ta bort det om det inte ska stå där."))


def _time(at: datetime) -> str:
    """Return when something was saved: the time, and on another day than today the day."""
    today = dates.local(at).date() == dates.local(arrival()).date()
    return dates.time_range(at, None) if today else dates.moment(at)
