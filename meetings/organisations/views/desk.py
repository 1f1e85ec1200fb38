"""The directory on the desk: all organisations, one to change, a new one, one to remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.directory.models import Organisation
from meetings.directory.rules import Vocabulary
from meetings.errors import Refusal, Refused, Stale
from meetings.organisations.actions import editing as actions
from meetings.organisations.forms.editing import OrganisationForm, values_of
from meetings.organisations.queries import desk as queries
from meetings.organisations.queries import public, tidying
from meetings.organisations.rules.moving import Kind
from meetings.organisations.rules.saving import OrganisationText
from meetings.organisations.views.blueprint import DESK, blueprint
from meetings.schedule.views.routes import organisation_names, words_in_use
from meetings.text import N_, one_line
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

KIND_NAMES = {
    Kind.ORGANISER: N_("Möten som de ordnar"),
    Kind.APPEARANCE: N_("Punkter i program"),
    Kind.OWNER: N_("Projekt som de äger"),
    Kind.PARTNER: N_("Projekt som de är med i"),
    Kind.IDEA: N_("Projektidéer"),
    Kind.REGISTRATION: N_("Anmälningar"),
    Kind.MEMBER_OF: N_("Medlemskap"),
    Kind.MEMBERS: N_("Medlemmar"),
    Kind.SITE: N_("Webbplatsens ägare"),
}


@blueprint.get(DESK)
@access.requires("organiser")
def listed() -> Response:
    """List the organisations of the directory with how much they are used."""
    words = one_line(request.args.get("q", ""))[:200]
    page = paged(queries.listed(words), page_asked_for())
    uses = queries.uses_of(page.rows)
    return render(
        "organisations/desk/list.html",
        page=page,
        words=words,
        uses={number: _gathered(counts) for number, counts in uses.items()},
        waiting=tidying.number_waiting(),
    )


def _gathered(counts: Mapping[Kind, int]) -> dict[str, int]:
    """Return the counts as the list shows them, a column each."""
    columns = {
        "meetings": (Kind.ORGANISER, Kind.APPEARANCE),
        "projects": (Kind.OWNER, Kind.PARTNER),
        "ideas": (Kind.IDEA,),
        "sign_ups": (Kind.REGISTRATION,),
    }
    return {name: sum(counts.get(kind, 0) for kind in kinds) for name, kinds in columns.items()}


@blueprint.route(f"{DESK}/ny", methods=["GET", "POST"])
@access.requires("organiser")
def add() -> Response:
    """Add an organisation to the directory."""
    if request.method == "GET":
        return _page(None, OrganisationForm(formdata=None, data=values_of(OrganisationText(""), 0)))
    form = OrganisationForm()
    _offer(form, None)
    if "add_row" in request.form:
        form.members.add()
        return _page(None, form)
    if not form.validate():
        return _page(None, form, 422)
    try:
        made = actions.add(form.text(), arrival(), current_actor())
    except Refused as refused:
        return _page(None, form, 409, refusal=refused.refusal)
    tell(_("%(name)s är tillagd.", name=made.name))
    return redirect_to("organisations.listed")


@blueprint.route(f"{DESK}/<int:organisation_id>", methods=["GET", "POST"])
@access.requires("organiser")
def edit(organisation_id: int) -> Response:
    """Show and save an organisation; a save from an old revision is shown what stands now, and loses nothing."""
    found = queries.one(organisation_id)
    if request.method == "GET":
        return _page(found, OrganisationForm(formdata=None, data=values_of(queries.text_of(found), found.revision)))
    form = OrganisationForm()
    _offer(form, found)
    if "add_row" in request.form:
        form.members.add()
        return _page(found, form)
    if not form.validate():
        return _page(found, form, 422)
    try:
        actions.save(organisation_id, form.text(), form.base, arrival(), current_actor())
    except Stale as stale:
        form.base_revision.data = str(stale.current)  # sent again, it replaces what was just shown
        return _page(queries.one(organisation_id), form, 409, stale=True)
    except Refused as refused:
        return _page(queries.one(organisation_id), form, 409, refusal=refused.refusal)
    tell(_("Organisationen är sparad."))
    return redirect_to("organisations.edit", organisation_id=organisation_id)


@blueprint.post(f"{DESK}/<int:organisation_id>/ta-bort")
@access.requires("organiser")
def remove(organisation_id: int) -> Response:
    """Remove an organisation that nothing points at."""
    if not pressed():
        return redirect_to("organisations.edit", organisation_id=organisation_id)
    try:
        actions.remove(organisation_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("organisations.edit", organisation_id=organisation_id)
    tell(_("Organisationen är borttagen."))
    return redirect_to("organisations.listed")


def _offer(form: OrganisationForm, found: Organisation | None) -> None:
    text = queries.text_of(found) if found else OrganisationText("")
    also = {Vocabulary.ORGANISATION_TYPE: [text.type], Vocabulary.MUNICIPALITY: [text.municipality]}
    words = words_in_use(also, arrival())
    form.offer(words[Vocabulary.ORGANISATION_TYPE], words[Vocabulary.MUNICIPALITY])


def _page(
    found: Organisation | None,
    form: OrganisationForm,
    status: int = 200,
    *,
    stale: bool = False,
    refusal: Refusal | None = None,
) -> Response:
    _offer(form, found)
    uses: Mapping[Kind, int] = queries.uses_of([found])[found.id] if found else {}
    return render(
        "organisations/desk/edit.html",
        status,
        organisation=found,
        into=queries.one(found.merged_into_id) if found and found.merged_into_id else None,
        form=form,
        standing=queries.written(found) if found and stale else None,
        refusal=refusal,
        uses=counted(uses),
        merges=queries.merged_into(found.id) if found else [],
        names=organisation_names(),
        is_public=found is not None and bool(public.named_by_id([found.id])),
        button=ButtonForm(formdata=None),
    )


def counted(counts: Mapping[Kind, int]) -> list[dict[str, Any]]:
    """Return the counts in words, a line for each kind that there is any of."""
    return [{"label": _(KIND_NAMES[kind]), "value": counts[kind]} for kind in Kind if counts.get(kind)]
