"""Make two spellings one on the desk: choose, see what moves, press; and the list of what was merged, to be undone."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.accounts.views import current_actor
from meetings.directory.models import Organisation
from meetings.errors import NotFound, Refusal, Refused
from meetings.organisations.actions import merging as actions
from meetings.organisations.forms.editing import MergeForm
from meetings.organisations.queries import desk as queries
from meetings.organisations.views.blueprint import DESK, blueprint
from meetings.organisations.views.desk import counted
from meetings.text import one_line, whole_number
from meetings.web import access
from meetings.web.buttons import pressed
from meetings.web.forms import ButtonForm
from meetings.web.paging import page_asked_for, paged
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival

_FOUND_AT_MOST = 20


@blueprint.get(f"{DESK}/<int:organisation_id>/sla-ihop")
@access.requires("organiser")
def choose(organisation_id: int) -> Response:
    """Find the organisation that this one is: those that are called much the same, or what one searches for."""
    found = queries.one(organisation_id)
    if found.merged_into_id is not None:
        return redirect_to("organisations.edit", organisation_id=organisation_id)
    words = one_line(request.args.get("q", ""))[:200]
    rows = paged(queries.listed(words), 1, per_page=_FOUND_AT_MOST).rows if words else queries.likely(found)
    others = [one for one in rows if one.id != found.id]
    uses = {number: counted(counts) for number, counts in queries.uses_of(others).items()}
    return render("organisations/desk/choose.html", organisation=found, words=words, others=others, uses=uses)


@blueprint.route(f"{DESK}/<int:organisation_id>/sla-ihop/<int:other_id>", methods=["GET", "POST"])
@access.requires("organiser")
def merge(organisation_id: int, other_id: int) -> Response:
    """Show what each of the two is used for, and make them one under the name that is to stay."""
    both = [queries.one(organisation_id), queries.one(other_id)]
    if organisation_id == other_id:
        raise NotFound
    form = MergeForm()
    form.offer([(str(one.id), one.name) for one in both])
    if request.method == "GET":
        form.keep.data = str(other_id)
        return _page(both, form)
    if not form.validate():
        return _page(both, form, 422)
    kept = whole_number(form.keep.data)
    gone = other_id if kept == organisation_id else organisation_id
    try:
        made = actions.merge(kept, gone, arrival(), current_actor())
    except Refused as refused:
        return _page([queries.one(one.id) for one in both], form, 409, refusal=refused.refusal)
    tell(_("%(gone)s är nu %(kept)s. Det går att ångra.", gone=made.gone.name, kept=made.kept.name))
    return redirect_to("organisations.edit", organisation_id=kept)


def _page(both: list[Organisation], form: MergeForm, status: int = 200, *, refusal: Refusal | None = None) -> Response:
    uses = queries.uses_of(both)
    return render(
        "organisations/desk/merge.html",
        status,
        both=both,
        form=form,
        refusal=refusal,
        uses={one.id: counted(uses[one.id]) for one in both},
    )


@blueprint.get(f"{DESK}/sammanslagningar")
@access.requires("organiser")
def merges() -> Response:
    """List what was merged, the latest first, each to be undone."""
    page = paged(queries.merges(), page_asked_for())
    return render("organisations/desk/merges.html", page=page, button=ButtonForm(formdata=None))


@blueprint.post(f"{DESK}/sammanslagningar/<int:merge_id>/angra")
@access.requires("organiser")
def undo(merge_id: int) -> Response:
    """Make two of one again, and say what stays since it has been changed in between."""
    if not pressed():
        return redirect_to("organisations.merges")
    try:
        undone = actions.undo(merge_id, arrival(), current_actor())
    except Refused as refused:
        tell(refusal_text(refused.refusal), "warning")
        return redirect_to("organisations.merges")
    names = {"gone": undone.merge.gone.name, "kept": undone.merge.kept.name}
    tell(_("%(gone)s och %(kept)s är två organisationer igen.", **names))
    stayed = sum(undone.stayed.values())
    if stayed:
        said = counted(undone.stayed)
        what = ", ".join(f"{one['label'].lower()} ({one['value']})" for one in said)
        tell(
            ngettext(
                "%(num)s sak har ändrats sedan dess och stannar som den är: %(what)s.",
                "%(num)s saker har ändrats sedan dess och stannar som de är: %(what)s.",
                stayed,
                what=what,
            ),
            "warning",
        )
    return redirect_to("organisations.merges")
