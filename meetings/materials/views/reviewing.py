"""The desk's page of something that a speaker gave: take it, as it is or with other texts, or say why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.materials import queries
from meetings.materials.actions import giving, reviewing
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.reviewing import Decision
from meetings.materials.forms.speaking import LATER, NOW, RefuseForm, ReviewForm
from meetings.materials.models import Material
from meetings.materials.queries import Head
from meetings.materials.queries import speaking as read
from meetings.materials.queries.speaking import Thing
from meetings.materials.rules import MaterialReason, MaterialState, VersionState
from meetings.materials.views.blueprint import ONE, blueprint
from meetings.materials.views.given import thing_shown
from meetings.web import access, dates
from meetings.web.rendering import redirect_to, refusal_text, render, tell
from meetings.web.requests import arrival


@blueprint.route(f"{ONE}/granska", methods=["GET", "POST"])
@access.requires("organiser")
def review(meeting_id: int, material_id: int) -> Response:
    """Show what a speaker gave with all that is written of it, and take it."""
    of, thing = queries.head(meeting_id), read.thing(meeting_id, material_id)
    if thing.state is not VersionState.OFFERED:
        return _answered_already(of, material_id)
    form = ReviewForm(data=_values(thing))
    _offer(of, form)
    if not form.is_submitted():
        return _page(of, thing, form)
    if not form.validate():
        return _page(of, thing, form, 422)
    publish = form.publish.data == NOW
    decision = Decision(form.version, form.words.data or "", publish, form.reason.data or "")
    try:
        reviewing.take(
            of.id, material_id, _texts(form, thing.material), decision, form.base, arrival(), current_actor()
        )
    except Refused as refused:
        return _page(of, read.thing(meeting_id, material_id), form, 409, refused=refused)
    except Stale:
        thing = read.thing(meeting_id, material_id)
        form.base_revision.data = str(thing.material.revision)
        return _page(of, thing, form, 409, refused=Refused(MaterialReason.STALE))
    tell(_("Godkänt och publicerat.") if publish else _("Godkänt. Det är inte publicerat än."))
    return redirect_to("materials.overview", meeting_id=of.id)


@blueprint.post(f"{ONE}/granska/nej")
@access.requires("organiser")
def refuse(meeting_id: int, material_id: int) -> Response:
    """Do not take what a speaker gave, and say why."""
    of, thing, form = queries.head(meeting_id), read.thing(meeting_id, material_id), RefuseForm()
    if thing.state is not VersionState.OFFERED:
        return _answered_already(of, material_id)
    if not form.validate():
        return _page(of, thing, None, 422, refuse_form=form)
    try:
        reviewing.refuse(of.id, material_id, form.version, form.why.data or "", arrival(), current_actor())
    except Refused as refused:
        return _page(of, read.thing(meeting_id, material_id), None, 409, refuse_form=form, refused=refused)
    tell(_("Talaren får ett mejl om vad som behöver ändras."))
    return redirect_to("materials.overview", meeting_id=of.id)


def _answered_already(of: Head, material_id: int) -> Response:
    tell(refusal_text(Refused(MaterialReason.NOT_OFFERED).refusal), "warning")
    return redirect_to("materials.one", meeting_id=of.id, material_id=material_id)


def _offer(of: Head, form: ReviewForm) -> None:
    found = queries.choices(of.id)
    form.offer(
        [(str(key), heading) for key, heading in found.groups],
        [(str(key), f"{dates.clock_time(starts_at)} {title or '–'}") for key, title, starts_at in found.items],
    )


def _values(thing: Thing) -> dict[str, Any]:
    one = thing.material
    was_shown = one.state == MaterialState.PUBLISHED.value
    names = ("title", "credit", "lang", "audience", "alt")
    return {name: getattr(one, name) for name in names} | {
        "group": str(one.group_id or ""),
        "item": str(one.item_id or ""),
        "base_revision": str(one.revision),
        "publish": NOW if was_shown else LATER,
        "reason": one.accepted_flaws,
        "number": str(thing.offered.number) if thing.offered else "",
    }


def _texts(form: ReviewForm, one: Material) -> Texts:
    return replace(
        giving.texts_of(one),
        title=form.title.data or "",
        credit=form.credit.data or "",
        lang=form.lang.data,
        alt=form.alt.data or "",
        audience=form.audience.data,
        group_id=int(form.group.data) if form.group.data else None,
        item_id=int(form.item.data) if form.item.data else None,
    )


def _page(
    of: Head,
    thing: Thing,
    form: ReviewForm | None,
    status: int = 200,
    *,
    refuse_form: RefuseForm | None = None,
    refused: Refused | None = None,
) -> Response:
    if form is None:
        form = ReviewForm(formdata=None, data=_values(thing))
        _offer(of, form)
    number = str(thing.offered.number) if thing.offered else ""
    link = read.speaker_of(thing.material)
    return render(
        "materials/review.html",
        status,
        meeting=of,
        thing=thing_shown(thing),
        link=link if link is not None and link.erased_at is None else None,
        form=form,
        refuse_form=refuse_form or RefuseForm(formdata=None, data={"number": number}),
        refused=refused,
        is_shown=thing.material.version > 0 or bool(thing.material.url),
    )


def waiting(meeting_id: int) -> list[dict[str, Any]]:
    """Return what waits for an organiser, for the section "Att granska" of the meeting's material."""
    return [thing_shown(thing) for thing in read.to_review(meeting_id)]
