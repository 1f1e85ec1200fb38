"""Where somebody writes an idea: which call and idea it is, who they are, and what the page began with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from meetings.ideas.forms.writing import IdeaForm, data_of, idea_form
from meetings.ideas.models import CallExtension, Idea, IdeaAttachment, IdeaCall, IdeaCoauthor
from meetings.ideas.queries import answering, calls, offered, working
from meetings.ideas.rules.content import Content, from_json
from meetings.ideas.rules.deadline import Times, phase
from meetings.ideas.rules.receiving import Person, Way
from meetings.ideas.rules.sending import Arrival, SendReason, Standing, arrival_of
from meetings.ideas.rules.states import State
from meetings.links import queries as links
from meetings.questions import types
from meetings.questions import views as questions_sent
from meetings.questions.rules import Asked
from meetings.questions.rules.conditions import visible
from meetings.questions.types import Reading
from meetings.web import dates
from meetings.web.lang import lang
from meetings.web.requests import arrival


@dataclass(frozen=True)
class Seat:
    """A writer's place: `idea` None while nothing is saved, `coauthor` None for the contact.

    `came_with` are the hidden fields by which a new idea came: a spark, a sign-up, a personal extension.
    """

    call: IdeaCall
    way: Way
    asked: Sequence[Asked]
    idea: Idea | None = None
    coauthor: IdeaCoauthor | None = None
    extension: CallExtension | None = None
    began: Content = field(default_factory=Content)
    person: Person = field(default_factory=Person)
    came_with: dict[str, str] = field(default_factory=dict)

    @property
    def times(self) -> Times:
        """From when until when this idea can be sent."""
        if self.idea is not None:
            return calls.times_of(self.call, self.idea)
        return calls.times_with(self.call, self.extension)

    @property
    def comes_in(self) -> Arrival | SendReason:
        """As what the idea would come in now, or why it would not."""
        idea = self.idea
        standing = Standing(
            phase=phase(self.times, arrival()),
            state=State(idea.state) if idea else State.DRAFT,
            late=idea is not None and idea.late,
            late_decision=idea.late_decision if idea else "",
        )
        return arrival_of(standing)

    @property
    def attachments(self) -> Sequence[IdeaAttachment]:
        """The files of the working copy."""
        return working.live_attachments(self.idea.id) if self.idea is not None else ()

    @property
    def own_token(self) -> str:
        """The token of the contact's link; "" for a co-author, who never gets it, and before anything is saved."""
        if self.idea is None or self.coauthor is not None:
            return ""
        return links.make("idea", self.idea.id, self.idea.link_version)

    def address(self, what: str, **values: Any) -> str:
        """Return the address of a page of this writer's: "write", "write_news", "write_file"."""
        endpoint = what if self.coauthor is None else f"co{what}"
        token = (request.view_args or {}).get("token") or self.own_token
        return url_for(f"ideas.{endpoint}", token=token, **values)


def seat_of(idea: Idea, coauthor: IdeaCoauthor | None = None) -> Seat:
    """Return the place of an idea's contact, or of a co-author."""
    return Seat(
        call=idea.call,
        way=Way(lang=lang(), coauthor_id=coauthor.id if coauthor else None),
        asked=asked_of(idea.call),
        idea=idea,
        coauthor=coauthor,
        began=from_json(idea.draft),
        person=working.person_of(idea),
    )


def asked_of(call: IdeaCall) -> list[Asked]:
    """Return the call's own questions; those that are answered with a file are not, an idea has attachments."""
    return [one for one in answering.asked_of(call, lang()) if not types.type_of(one).takes_file]


def sent_form(seat: Seat) -> tuple[IdeaForm, Reading]:
    """Return the form that was sent, and which of the call's questions it is asked."""
    form = _form(seat, from_json(seat.idea.draft) if seat.idea else seat.began, fresh=False)
    return form, questions_sent.read(form, seat.asked)


def fresh_form(
    seat: Seat, content: Content, person: Person, *, base: int, began: int = 0, token: str = ""
) -> tuple[IdeaForm, Reading]:
    """Return a form filled in with a copy that is not read of the request, and which questions it is asked.

    `base` is the revision it goes on from, `began` that of a copy in conflict; `token` keeps the form's own.
    """
    form = _form(seat, content, fresh=True, person=person)
    form.base_revision.data, form.began.data = str(base), str(began or "")
    if token:
        form.form_token.data = token
    return form, Reading(visible(seat.asked, answering.given_in(seat.asked, content.answers)), [])


def person_was(form: IdeaForm) -> Person | None:
    """Return the contact as the page showed it; None when the field was tampered with, or for a co-author."""
    if "contact_was" not in form:
        return None
    try:
        name, email, phone = json.loads(form.contact_was.data or "")
    except (ValueError, TypeError):
        return None
    return Person(str(name), str(email), str(phone))


def contact_was(person: Person) -> str:
    """Return what the form carries of the contact as the page showed it."""
    return json.dumps([person.name, person.email, person.phone], ensure_ascii=False)


def _form(seat: Seat, content: Content, *, fresh: bool, person: Person | None = None) -> IdeaForm:
    keep = {content.organisation_type, content.sector, content.municipality, *content.target_groups}
    words = offered.words(lang(), dates.local(arrival()).date(), keep | {*content.partners_sought, *content.places})
    data: dict[str, Any] = {}
    if fresh:
        given = answering.given_in(seat.asked, content.answers)
        data = data_of(content, person or Person()) | types.data(seat.asked, given) | seat.came_with
        data["contact_was"] = contact_was(working.person_of(seat.idea) if seat.idea else Person())
        data["publish"] = seat.idea is not None and seat.idea.publish_consent
    questions = types.fields(seat.asked)
    form = idea_form(questions, seat.asked, words, data=data, fresh=fresh, coauthored=seat.coauthor is not None)
    form.require(seat.call.required)
    return form
