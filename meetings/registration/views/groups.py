"""Sign up several colleagues in one go; each gets a mail and a link of their own."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from meetings.errors import Refusal, Refused
from meetings.registration import actions, queries, rules
from meetings.registration.actions import Applicant
from meetings.registration.forms.groups import ALL, GroupForm, group_form
from meetings.registration.queries import Door
from meetings.registration.rules import Closed
from meetings.registration.rules.groups import GroupOutcome
from meetings.registration.views import attending
from meetings.registration.views.blueprint import blueprint
from meetings.registration.views.shown import card, details
from meetings.registration.views.ways import LINK, OPENLY, WITH_LINK, Way, public_door
from meetings.web import access, dates
from meetings.web.lang import lang
from meetings.web.limits import limited
from meetings.web.rendering import render
from meetings.web.requests import arrival


@blueprint.route("/moten/<int:meeting_id>/anmalan/grupp", methods=["GET", "POST"])
@access.public
@limited("60 per minute")
def group(meeting_id: int) -> Response:
    """Show the form for a group; sign up those on it."""
    return _group(public_door(meeting_id), OPENLY)


@blueprint.route("/moten/<int:meeting_id>/anmalan/lank/<token>/grupp", methods=["GET", "POST"])
@access.link(LINK)
@limited("60 per minute")
def group_with_link(meeting_id: int, link_id: int, link_version: int) -> Response:
    """The same for those who have the sign-up's link, where not everybody may sign up."""
    door = public_door(meeting_id)
    if (link_id, link_version) != (door.meeting_id, door.link_version):
        return render("registration/closed.html", 404, refusal=Refusal(Closed.OLD_LINK), **card(door))
    return _group(door, WITH_LINK)


def _group(door: Door, way: Way) -> Response:
    words = queries.words(lang(), dates.local(arrival()).date())
    form = group_form(attending.fields(door))
    form.offer(words)
    if not form.is_submitted():
        refusal = rules.refusal_to_register(door, arrival(), way.holds)
        if refusal is None and not door.groups:
            refusal = Refusal(Closed.NO_GROUPS)
        if refusal:
            return render("registration/closed.html", refusal=refusal, **card(door))
        form.show_rows()
        return _page(door, form)
    if "add_row" in request.form:
        form.members.add()
        return _page(door, form)
    if not form.validate():
        return _page(door, form, 422)
    shared = {**details(form, words, ()), "attends": attending.chosen(form)}
    members = [
        Applicant(**{**shared, "name": row.name.data or "", "email": row.email.data or ""})
        for row in form.members.kept()
    ]
    token, all_or_none = form.one_time_token or "", form.together.data == ALL
    try:
        outcomes = actions.register_group(
            door.meeting_id, members, token, arrival(), lang(), all_or_none=all_or_none, holds=way.holds
        )
    except Refused as refused:
        return _page(door, form, 409, refusal=refused.refusal)
    return _told(door, members, outcomes)


def _told(door: Door, members: list[Applicant], outcomes: list[GroupOutcome]) -> Response:
    """Say what came of it at once: nothing of it is kept to be shown later."""
    by_outcome: dict[str, list[str]] = {}
    for member, outcome in zip(members, outcomes, strict=False):
        by_outcome.setdefault(outcome.name.lower(), []).append(member.name)
    return render("registration/group_done.html", people=by_outcome, **card(door))


def _page(door: Door, form: GroupForm, status: int = 200, **values: Any) -> Response:
    alone = {"registration.group": "registration.sign_up"}.get(str(request.endpoint), "registration.sign_up_with_link")
    return render(
        "registration/group.html",
        status,
        form=form,
        alone_url=url_for(alone, **(request.view_args or {})),
        kept_apart=request.method == "POST" and form.holds_personal_number,
        joins_line=rules.placing(door.pool) is rules.PlaceState.WAITING,
        **attending.shown(door),
        **card(door),
        **values,
    )
