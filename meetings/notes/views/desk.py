"""The notes of a meeting on the desk: all of them, making new ones, what they are about, what they begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.notes import actions, queries
from meetings.notes.forms import AboutForm, TemplateForm, WorkshopsForm
from meetings.notes.models import Note
from meetings.notes.rules import NoteReason, NoteState, writes_now
from meetings.notes.rules.suggesting import NOTED, groups, workshops_without
from meetings.notes.rules.templates import standard
from meetings.notes.views.blueprint import NOTES, ONE, blueprint
from meetings.notes.views.words import group_title, item_label, on_several_days, state_words, title_for
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.schedule.queries import meeting_with_programme
from meetings.web import access
from meetings.web.buttons import pressed, still_good
from meetings.web.forms import ButtonForm
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.get(NOTES)
@access.requires("organiser")
def overview(meeting_id: int) -> Response:
    """List the notes with who takes them and who writes now, and what the programme asks for besides."""
    meeting = meeting_with_programme(meeting_id)
    notes = queries.notes_of(meeting_id)
    covered = [frozenset(item.id for item in note.items) for note in notes]
    several = on_several_days(meeting.items)
    missing = [group for group in groups(meeting.items) if frozenset(group.items) not in covered]
    return render(
        "notes/overview.html",
        meeting=meeting,
        rows=[_row(note, several_days=several) for note in notes],
        suggested=[
            {"key": one.key, "title": group_title(one, meeting.lang, several_days=several), "count": len(one.items)}
            for one in missing
        ],
        day_is_missing=frozenset() not in covered,
        workshops=len(workshops_without(meeting.items, covered)),
        button=WorkshopsForm(formdata=None, data={"lang": meeting.lang}),
    )


@blueprint.route(f"{NOTES}/nya", methods=["GET", "POST"])
@access.requires("organiser")
def add(meeting_id: int) -> Response:
    """Make notes on items of the programme, or on the whole day."""
    meeting = meeting_with_programme(meeting_id)
    if request.method == "GET":
        return _about_page(meeting, _suggested(meeting))
    form = AboutForm()
    form.offer(_offered(meeting.items))
    if not form.validate():
        return _about_page(meeting, form, 422)
    title = title_for(meeting.items, form.items.data or (), form.lang.data)
    try:
        note = actions.create(meeting_id, form.about(title), arrival(), current_actor())
    except Refused as refused:
        return _about_page(meeting, form, 409, refusal=refused.refusal)
    tell(_("Anteckningarna är skapade. Lägg till dem som ska skriva."))
    return redirect_to("notes.takers", meeting_id=meeting_id, note_id=note.id)


@blueprint.post(f"{NOTES}/workshoppar")
@access.requires("organiser")
def add_for_workshops(meeting_id: int) -> Response:
    """Make notes for each workshop that has none."""
    form = WorkshopsForm()
    if still_good(form):
        try:
            number = actions.create_for_workshops(meeting_id, form.lang.data, arrival(), current_actor())
            tell(ngettext("%(num)s anteckning är skapad.", "%(num)s anteckningar är skapade.", number))
        except Refused as refused:
            tell(refusal_text(refused.refusal), "warning")
    return redirect_to("notes.overview", meeting_id=meeting_id)


@blueprint.route(f"{ONE}/uppgifter", methods=["GET", "POST"])
@access.requires("organiser")
def details(meeting_id: int, note_id: int) -> Response:
    """Change title, language and what the notes are about."""
    meeting, note = meeting_with_programme(meeting_id), queries.note(meeting_id, note_id)
    if request.method == "GET":
        data = {"title": note.title, "lang": note.lang, "items": [item.id for item in note.items]}
        return _about_page(meeting, AboutForm(formdata=None, data=data), note=note)
    form = AboutForm()
    form.offer(_offered(meeting.items, note))
    if not form.validate():
        return _about_page(meeting, form, 422, note=note)
    title = title_for(meeting.items, form.items.data or (), form.lang.data)
    actions.change(meeting_id, note_id, form.about(title), arrival(), current_actor())
    tell(_("Sparat."))
    return redirect_to("notes.edit", meeting_id=meeting_id, note_id=note_id)


@blueprint.post(f"{ONE}/ta-bort")
@access.requires("organiser")
def remove(meeting_id: int, note_id: int) -> Response:
    """Take away notes that nobody has written in."""
    if not pressed():
        return redirect_to("notes.details", meeting_id=meeting_id, note_id=note_id)
    try:
        actions.remove(meeting_id, note_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("notes.details", meeting_id=meeting_id, note_id=note_id)
    tell(_("Anteckningarna är borttagna."))
    return redirect_to("notes.overview", meeting_id=meeting_id)


@blueprint.route(f"{NOTES}/mall", methods=["GET", "POST"])
@access.requires("organiser")
def template(meeting_id: int) -> Response:
    """Change what new notes begin with."""
    meeting = meeting_with_programme(meeting_id)
    if request.method == "GET":
        texts = {f"text_{lang}": queries.template(meeting_id, lang) for lang in ("sv", "en")}
        return render("notes/template.html", meeting=meeting, form=TemplateForm(formdata=None, data=texts))
    form = TemplateForm()
    if not form.validate():
        return render("notes/template.html", 422, meeting=meeting, form=form)
    own = {lang: form[f"text_{lang}"].data or "" for lang in ("sv", "en")}
    kept = {lang: "" if text.strip() == standard(lang).strip() else text for lang, text in own.items()}
    actions.save_template(meeting_id, kept["sv"], kept["en"], arrival(), current_actor())
    tell(_("Mallen är sparad. Den gäller anteckningar som skapas från och med nu."))
    return redirect_to("notes.overview", meeting_id=meeting_id)


def _row(note: Note, *, several_days: bool) -> dict[str, Any]:
    return {
        "note": note,
        "about": [item_label(item, with_day=several_days) for item in note.items],
        "takers": [taker for taker in note.takers if taker.revoked_at is None],
        "writing": [one.name for one in note.takers if one.name and writes_now(one.seen_at, arrival())],
        "state": state_words(note),
    }


def _suggested(meeting: Meeting) -> AboutForm:
    """Return the form, filled in with the group of items that the address names."""
    key = request.args.get("grupp", "")
    group = next((one for one in groups(meeting.items) if one.key == key), None)
    data = {"lang": meeting.lang}
    if group is not None:
        title = group_title(group, meeting.lang, several_days=on_several_days(meeting.items))
        return AboutForm(formdata=None, data={**data, "title": title, "items": list(group.items)})
    return AboutForm(formdata=None, data=data)


def _offered(items: Sequence[ProgrammeItem], note: Note | None = None) -> list[tuple[int, str]]:
    """Return the items that notes are taken on, and those that these notes are about whatever they are."""
    own = {item.id for item in note.items} if note else set()
    several = on_several_days(items)
    return [(item.id, item_label(item, with_day=several)) for item in items if item.kind in NOTED or item.id in own]


def _about_page(
    meeting: Meeting, form: AboutForm, status: int = 200, *, note: Note | None = None, refusal: Refusal | None = None
) -> Response:
    form.offer(_offered(meeting.items, note))
    can_remove = note is not None and note.revision == 1 and note.state == NoteState.DRAFT.value
    why = None if can_remove or note is None else refusal_text(Refusal(NoteReason.WRITTEN))
    return render(
        "notes/about.html",
        status,
        meeting=meeting,
        form=form,
        note=note,
        refusal=refusal,
        can_remove=can_remove,
        why=why,
        button=ButtonForm(formdata=None),
    )
