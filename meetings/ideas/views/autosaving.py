"""What the script of an idea's page is told: its copy is saved, others have written, or two wrote the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from flask import Response, jsonify, make_response, request
from flask_babel import gettext as _

from meetings.errors import Refused
from meetings.ideas.actions import writing
from meetings.ideas.actions.writing import Conflict, Saved
from meetings.ideas.forms.writing import IdeaForm
from meetings.ideas.queries import working
from meetings.ideas.queries.working import Standing
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.merging import Copy
from meetings.ideas.rules.receiving import Person
from meetings.ideas.views.editing import edit_of
from meetings.ideas.views.editor_page import others_words, saved_words
from meetings.ideas.views.seats import Seat, contact_was, fresh_form, sent_form
from meetings.text import whole_number
from meetings.web.rendering import refusal_text
from meetings.web.requests import arrival

_CONTENT = frozenset(one.name for one in fields(Content)) - {"answers"}
_PERSON = frozenset(one.name for one in fields(Person))
# What the script does not hold for a part of the copy: of the form, not of the idea.
APART = frozenset(
    {"form_token", "webbplats", "base_revision", "began", "origin", "sequence", "contact_was", "publish", "gnista"}
    | {"anmalan", "forlangning"}
)


def wants_data() -> bool:
    """Tell whether a script asks."""
    return request.accept_mimetypes.best == "application/json"


def receive(seat: Seat) -> Response:
    """Save the copy by itself. A field that cannot be read yet keeps what it had, and the writer is told."""
    idea = seat.idea
    if idea is None:
        raise LookupError("a page without a draft saves nothing by itself")
    form, _reading = sent_form(seat)
    form.holds_as_draft(has_link=True)
    wrong = {field.name: field.raw_data for field in form.in_error()}
    mine, person = _readable(form, from_json(idea.draft), seat.person)
    edit = edit_of(seat, form, mine, by_itself="knapp" not in request.form)
    if edit.person is not None:
        edit = replace(edit, person=person)
    try:
        saved = writing.save(idea.id, edit, seat.way.coauthor_id, arrival())
    except Conflict as conflict:
        return make_response(jsonify({"revision": conflict.revision, "others": list(conflict.others)}), 409)
    except Refused as refused:
        return make_response(jsonify({"problem": refusal_text(refused.refusal)}), 422)
    told = _told(seat, saved, form)
    if saved.copy != Copy(mine, edit.person or saved.copy.person):
        told["body"] = body(seat, saved.copy, wrong)
    if wrong:
        told["wrong"] = _problem(form)
    return jsonify(told)


def news(standing: Standing, seat: Callable[[], Seat]) -> Response:
    """Tell a script whether the copy has changed since the revision that it knows: 204, or how it stands."""
    known = whole_number(request.args.get("revision", ""))
    if standing.revision == known:
        return make_response("", 204)
    of = seat()
    idea = of.idea
    if idea is None:
        return make_response("", 204)
    others = tuple(working.others_since(idea.id, known, of.way.coauthor_id))
    saved = Saved(idea.revision, Copy(of.began, of.person), idea.saved_at, others)
    return jsonify(_told(of, saved, None) | {"body": body(of, saved.copy, {})})


def body(seat: Seat, copy: Copy, wrong: dict[str, Any]) -> dict[str, list[str]]:
    """Return what each field of the page holds for this copy; those that are `wrong` keep what was typed."""
    form, _reading = fresh_form(seat, copy.content, copy.person, base=0)
    found = {field.name: values_of(field) for field in form if field.name not in APART}
    return found | {name: list(typed or ()) for name, typed in wrong.items() if name in found}


def values_of(field: Any) -> list[str]:
    """Return what a browser sends of a field that is filled in like this."""
    if isinstance(field.data, list | tuple):
        return [str(one) for one in field.data]
    if isinstance(field.data, bool):
        return ["y"] if field.data else []
    value = field._value() if hasattr(field, "_value") else field.data or ""  # noqa: SLF001 - what WTForms writes
    return [str(value)] if value else []


def _told(seat: Seat, saved: Saved, form: IdeaForm | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "revision": saved.revision,
        "saved": saved_words(saved.saved_at),
        "others": others_words(saved.others),
        "warning": form is not None and form.holds_personal_number,
    }
    if seat.coauthor is None:
        told["contact_was"] = contact_was(saved.copy.person)
    return told


def _readable(form: IdeaForm, standing: Content, person: Person) -> tuple[Content, Person]:
    """Return what the form says, with what stands in the fields that do not hold."""
    mine, contact = form.content(), form.person()
    answers = dict(mine.answers)
    for field in form.in_error():
        if field.name in _CONTENT:
            mine = replace(mine, **{field.name: getattr(standing, field.name)})
        elif field.name in _PERSON:
            contact = replace(contact, **{field.name: getattr(person, field.name)})
        elif field.name in standing.answers:
            answers[field.name] = standing.answers[field.name]
        else:
            answers.pop(field.name, None)
    return replace(mine, answers=answers), contact


def _problem(form: IdeaForm) -> str:
    field = form.in_error()[0]
    return str(_("%(field)s: %(problem)s", field=field.label.text, problem=field.errors[0]))
