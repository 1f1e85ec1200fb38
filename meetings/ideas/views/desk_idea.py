"""One received idea on the desk: as it was received, its versions and files, what was asked, noted and decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.errors import NotFound, Refusal
from meetings.files import sending
from meetings.files.queries import stored
from meetings.ideas.forms.handling import DiaryForm, NoteForm, QuestionForm, StatesForm
from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.queries import handling as queries
from meetings.ideas.queries import telling, terms
from meetings.ideas.rules import handling, states
from meetings.ideas.rules.content import answers_in, attached_in, from_json
from meetings.ideas.rules.presenting import Part, parts
from meetings.ideas.rules.receipts import in_groups
from meetings.ideas.rules.states import State
from meetings.ideas.rules.versions import Difference, differences
from meetings.ideas.views import partner_words
from meetings.ideas.views.assessing_desk import assessments_panel
from meetings.ideas.views.blueprint import ONE, blueprint
from meetings.ideas.views.following import follow_up_panel
from meetings.ideas.views.late import late_panel
from meetings.ideas.views.leading import led_to
from meetings.ideas.views.panels import Page
from meetings.ideas.views.partner_desk import partners_panel
from meetings.ideas.views.publishing import publishing_panel
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.lang import lang
from meetings.web.rendering import render

# Which forms the page holds, each with its prefix: several stand on it at once.
FORMS: Mapping[str, type[Any]] = {"states": StatesForm, "question": QuestionForm, "note": NoteForm, "diary": DiaryForm}

# What stands on the page beside the idea, from the top: the template, and what makes its values (None: it is left out).
PANELS: Sequence[tuple[str, Callable[[Page], Mapping[str, Any] | None]]] = (
    ("ideas/desk/_late.html", late_panel),
    ("ideas/desk/_partners.html", partners_panel),
    ("ideas/desk/_assessments.html", assessments_panel),
    ("ideas/desk/_follow_up.html", follow_up_panel),
    ("ideas/desk/_publishing.html", publishing_panel),
)


@blueprint.get(ONE)
@access.requires("organiser")
def desk_idea(meeting_id: int, idea_id: int) -> Response:
    """Show the idea as it was last received, and all that the secretariat does with it."""
    return idea_page(meeting_id, idea_id)


@blueprint.get(f"{ONE}/versioner/<int:number>")
@access.requires("organiser")
def desk_version(meeting_id: int, idea_id: int, number: int) -> Response:
    """Show one received version, and what it changed."""
    idea = queries.idea(meeting_id, idea_id)
    found = {one.number: one for one in queries.versions(idea.id)}
    version, before = found.get(number), found.get(number - 1)
    if version is None:
        raise NotFound
    names = terms.names(lang())
    return render(
        "ideas/desk/version.html",
        meeting_id=meeting_id,
        idea=idea,
        version=version,
        before=before,
        newest=max(found),
        parts=_read(version, names),
        files=attached_in(version.content),
        checksum=in_groups(version.checksum),
        changed=_differences(before, version, names) if before else [],
    )


@blueprint.get(f"{ONE}/versioner/<int:number>/bilagor/<int:place>")
@access.requires("organiser")
def desk_attachment(meeting_id: int, idea_id: int, number: int, place: int) -> Response:
    """Send an attachment of a received version, as a file to save."""
    attached = queries.attached(meeting_id, idea_id, number, place)
    file = stored(attached.key)
    if file is None:
        raise NotFound
    return sending.response(file)


def form_of(name: str) -> Any:
    """Return one of the page's forms as it was sent."""
    form = FORMS[name](prefix=f"{name}-")
    if isinstance(form, StatesForm):
        form.offer()
    return form


def idea_page(
    meeting_id: int, idea_id: int, status: int = 200, refusal: Refusal | None = None, **faulty: Any
) -> Response:
    """Show the page; `faulty` are forms that were sent and did not hold, by their names in `FORMS`."""
    placed = queries.placed(meeting_id, idea_id)
    idea, versions, words = placed.idea, queries.versions(idea_id), partner_words.words()
    if not versions:
        raise NotFound
    shown, said = _to_show(idea, versions), queries.said(idea_id)
    return render(
        "ideas/desk/idea.html",
        status,
        meeting_id=meeting_id,
        idea=idea,
        version=shown,
        versions=versions,
        parts=_read(shown, words.names),
        files=attached_in(shown.content),
        told=telling.told(idea),
        waits_to_be_told=_waits(idea),
        questions=said.questions,
        notes=said.notes,
        history=[_said(one) for one in said.history],
        traces=queries.traces(idea, said.near),
        may_handle=handling.refusal_to_handle(idea) is None,
        forms_of=_forms(idea, faulty),
        button=ButtonForm(formdata=None),
        refused=refusal,
        faulty=next(iter(faulty.values()), None),
        state_name=handling.state_name,
        tones=handling.TONES,
        panels=_panels(Page(idea, versions, placed.slot, placed.public, words)),
        open_form=request.endpoint.rpartition(".")[2] if request.endpoint and status != 200 else "",
    )


def _panels(page: Page) -> list[tuple[str, Mapping[str, Any]]]:
    made = ((template, maker(page)) for template, maker in (*PANELS, led_to()))
    return [(template, values) for template, values in made if values is not None]


def _to_show(idea: Idea, versions: Any) -> IdeaVersion:
    """Return the version that counts: not a later one that came late and nobody has let in."""
    counting = [one for one in versions if one.number == idea.current]
    found: IdeaVersion = counting[0] if counting else versions[0]
    return found


def _waits(idea: Idea) -> bool:
    return states.waits_to_be_told(State(idea.state), idea.told_state) and not handling.stands_apart(idea)


def _forms(idea: Idea, faulty: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page's forms: as they were sent where they did not hold, else fresh."""
    fresh: dict[str, Any] = {"diary": {"diarienummer": idea.diarienummer}}
    made = {
        name: faulty.get(name) or kind(formdata=None, prefix=f"{name}-", data=fresh.get(name))
        for name, kind in FORMS.items()
    }
    made["states"].offer()
    return made


def _read(version: IdeaVersion, names: Mapping[tuple[str, str], str]) -> tuple[Part, ...]:
    return parts(from_json(version.content), names, answers_in(version.content))


def _differences(before: IdeaVersion, version: IdeaVersion, names: Mapping[tuple[str, str], str]) -> list[Difference]:
    old, new = _in_words(before, names), _in_words(version, names)
    return differences(old, new)


def _in_words(version: IdeaVersion, names: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Return what the version says as text by label, its files among it."""
    found = {}
    for part in _read(version, names):
        text = ", ".join(part.words) or part.text
        if part.code == "budget":
            text = dates.kronor(text)
        elif part.code == "period":
            text = dates.months(text)
        elif part.code in ("role", "transnational"):
            text = _(text)
        found[part.label if part.own else str(_(part.label))] = text
    if files := attached_in(version.content):
        found[_("Bilagor")] = "\n".join(f"{one.name} ({one.sha256[:8]})" for one in files)
    return found


def _said(happened: queries.Happened) -> dict[str, Any]:
    """Return a line of the history in words."""
    line = happened.line
    has_states = line.action in ("state", "told", "merged", "unmerged")
    return {
        "at": line.at,
        "by": line.by or _("Aktören"),
        "what": _(handling.HISTORY[line.action]) if line.action in handling.HISTORY else line.action,
        "before": _(handling.state_name(line.before)) if has_states and line.before else "",
        "after": _(handling.state_name(line.after)) if has_states and line.after else "",
        "text": line.text,
        "internal": line.internal,
        "other": happened.other,
        "other_id": line.other_id,
    }
