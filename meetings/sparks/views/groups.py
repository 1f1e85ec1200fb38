"""The headings that sparks are gathered under: one page to add, rename, order and remove them."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refusal, Refused
from meetings.sparks import actions, queries
from meetings.sparks.forms import HeadingForm
from meetings.sparks.rules import MOST_GROUPS
from meetings.sparks.views.blueprint import DESK, blueprint
from meetings.web import access
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_STEPS = {"up": -1, "down": 1}


@blueprint.route(f"{DESK}/grupper", methods=["GET", "POST"])
@access.requires("organiser")
def groups(meeting_id: int) -> Response:
    """List the headings with how many sparks each has; add one."""
    form = HeadingForm()
    if not form.is_submitted():
        return _page(meeting_id, form)
    if not form.validate():
        return _page(meeting_id, form, 422)
    try:
        actions.add_group(meeting_id, form.heading.data or "", arrival(), current_actor())
    except Refused as refused:
        return _page(meeting_id, form, 409, refused.refusal)
    tell(_("Gruppen är tillagd."))
    return redirect_to("sparks.groups", meeting_id=meeting_id)


@blueprint.post(f"{DESK}/grupper/<int:group_id>")
@access.requires("organiser")
def group(meeting_id: int, group_id: int) -> Response:
    """Rename a heading, move it one place, or remove it: as the button says."""
    form, now, actor = HeadingForm(prefix=_prefix(group_id)), arrival(), current_actor()
    step, removes = next((way for name, way in _STEPS.items() if name in request.form), 0), "remove" in request.form
    holds = form.validate() or ((step or removes) and not form.csrf_token.errors)
    if not holds:
        return _page(meeting_id, HeadingForm(formdata=None), 422, faulty=(group_id, form))
    if removes:
        actions.remove_group(meeting_id, group_id, now, actor)
        tell(_("Gruppen är borttagen. Dess gnistor står utan grupp."))
    elif step:
        actions.move_group(meeting_id, group_id, step, now, actor)
    else:
        actions.rename_group(meeting_id, group_id, form.heading.data or "", now, actor)
        tell(_("Gruppen är sparad."))
    return redirect_to("sparks.groups", meeting_id=meeting_id, _anchor=f"grupp-{group_id}")


def _page(
    meeting_id: int,
    form: HeadingForm,
    status: int = 200,
    refusal: Refusal | None = None,
    faulty: tuple[int, HeadingForm] | None = None,
) -> Response:
    number_of, rows = queries.counts(meeting_id).of_group, []
    for one in queries.groups(meeting_id):
        own = HeadingForm(formdata=None, prefix=_prefix(one.id), data={"heading": one.heading})
        if faulty is not None and faulty[0] == one.id:
            own = faulty[1]
        rows.append({"group": one, "form": own, "number": number_of.get(one.id, 0)})
    return render(
        "sparks/groups.html",
        status,
        board=queries.board_of(meeting_id),
        rows=rows,
        form=form,
        faulty=faulty[1] if faulty else form,
        refused=refusal,
        full=len(rows) >= MOST_GROUPS,
    )


def _prefix(group_id: int) -> str:
    return f"grupp{group_id}-"
