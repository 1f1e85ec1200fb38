"""The list of names that were typed and that no organisation has: each connected, added, or set apart in one press."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.directory.queries import organisation_named
from meetings.errors import NotFound, Refused
from meetings.organisations.actions import tidying as actions
from meetings.organisations.forms.editing import TidyForm
from meetings.organisations.queries import desk
from meetings.organisations.queries import tidying as queries
from meetings.organisations.views.blueprint import DESK, blueprint
from meetings.schedule.views.routes import organisation_names
from meetings.text import one_line
from meetings.web import access
from meetings.web.buttons import still_good
from meetings.web.forms import ButtonForm
from meetings.web.paging import Paged, page_asked_for
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

PER_PAGE = 25
CONNECT, MAKE, APART, LET_ALONE = "koppla", "lagg-till", "olika", "lat-vara"


@blueprint.get(f"{DESK}/stada")
@access.requires("organiser")
def tidy() -> Response:
    """List the names that wait, those typed most often first, with the organisations that they may be."""
    waiting = queries.waiting()
    number = min(page_asked_for(), max(1, -(-len(waiting) // PER_PAGE)))
    some = waiting[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render(
        "organisations/desk/tidy.html",
        page=Paged(queries.with_likely(some), number, len(waiting), PER_PAGE),
        names=organisation_names(),
        button=ButtonForm(formdata=None),
    )


@blueprint.post(f"{DESK}/stada")
@access.requires("organiser")
def do_tidy() -> Response:
    """Do with a name what was pressed."""
    form = TidyForm()
    back = redirect_to("organisations.tidy", sida=page_asked_for())
    if not still_good(form):
        return back
    try:
        tell(_done(form, request.form.get("gor", "")))
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
    return back


def _done(form: TidyForm, deed: str) -> str:
    """Do it, and return what is said of it."""
    key, now, actor = form.key.data or "", arrival(), current_actor()
    if deed == MAKE:
        return str(_("%(name)s är tillagd i registret.", name=actions.make(key, now, actor).name))
    if deed == LET_ALONE:
        actions.tell_apart(key, None, now, actor)
        return str(_("Namnet är borta ur listan. Anmälningarna är som de var."))
    organisation_id = form.organisation_id or _named()
    if organisation_id is None:
        return str(_("Ingen organisation heter så. Välj ett namn ur förslagen, eller lägg till namnet som en ny."))
    if deed == APART:
        actions.tell_apart(key, organisation_id, now, actor)
        return str(_("Det förslaget visas inte igen."))
    if deed != CONNECT:
        raise NotFound
    number = actions.connect(key, organisation_id, now, actor)
    name = desk.one(organisation_id).name
    return str(
        ngettext("%(num)s uppgift hör nu till %(name)s.", "%(num)s uppgifter hör nu till %(name)s.", number, name=name)
    )


def _named() -> int | None:
    """Return the organisation whose name was written; None when there is none of that name."""
    found = organisation_named(one_line(request.form.get("namn", ""))[:200])
    return found.id if found is not None else None
