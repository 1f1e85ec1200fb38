"""Add material and change what is written of it, put it in order, and name the headings that it stands under."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from meetings.accounts.views import current_actor
from meetings.errors import Refused, Stale
from meetings.materials import queries
from meetings.materials.actions import adding, editing
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.editing import Heading
from meetings.materials.forms.material import FORMS, TEXT_FORMS, GroupsForm, MaterialForm
from meetings.materials.models import Material
from meetings.materials.queries import Head
from meetings.materials.rules import Audience, MaterialKind
from meetings.materials.rules.shelves import Shelf
from meetings.materials.views import uploading
from meetings.materials.views.blueprint import desk_at, one_at
from meetings.materials.views.desk import SUGGESTED
from meetings.text import whole_number
from meetings.web import access, dates
from meetings.web.buttons import pressed
from meetings.web.rendering import redirect_to, render, tell
from meetings.web.requests import arrival

_KINDS = {
    "fil": MaterialKind.FILE,
    "lank": MaterialKind.LINK,
    "film": MaterialKind.FILM,
    "bildspel": MaterialKind.SLIDESHOW,
}


@desk_at("/ny/<any(fil,lank,film,bildspel):sort>", methods=["GET", "POST"])
@access.requires("organiser")
def add(of: Shelf, sort: str) -> Response:
    """Add a file, a link, a film or a slideshow; it is a draft until it is published."""
    kind = _KINDS[sort]
    takes_file = kind in (MaterialKind.FILE, MaterialKind.FILM)
    if takes_file:
        uploading.make_room()
    head = queries.head(of)
    form = FORMS[kind](
        data={"lang": head.lang, "audience": Audience.EVERYBODY.value, "group": request.args.get("rubrik", "")}
    )
    _offer(head, form)
    if not form.is_submitted():
        return _page(head, form, kind)
    if takes_file:
        uploading.take(form["file"])
    if not form.validate():
        return _page(head, form, kind, 422)
    upload = uploading.upload_of(form["file"]) if takes_file else None
    try:
        made = adding.add(of, kind, _texts(form), arrival(), current_actor(), upload=upload)
    except Refused as refused:
        return _page(head, form, kind, 409, refused=refused)
    tell(_("Materialet är tillagt som utkast. Publicera det när du vill."))
    then = "materials.pictures" if kind is MaterialKind.SLIDESHOW else "materials.one"
    return redirect_to(then, **of.at, material_id=made.id)


@one_at("/redigera", methods=["GET", "POST"])
@access.requires("organiser")
def edit(of: Shelf, material_id: int) -> Response:
    """Change what is written of a material; who saves second is shown what the first saved."""
    head, one = queries.head(of), queries.material(of, material_id)
    kind = MaterialKind(one.kind)
    form = TEXT_FORMS[kind](data=_values(one))
    _offer(head, form)
    if not form.is_submitted():
        return _page(head, form, kind, one=one)
    if not form.validate():
        return _page(head, form, kind, 422, one=one)
    try:
        editing.save(of, one.id, _texts(form), form.base, arrival(), current_actor())
    except Stale:
        return _stale(head, form, kind, material_id)
    tell(_("Materialet är sparat."))
    return redirect_to("materials.one", **of.at, material_id=one.id)


@one_at("/upp", methods=["POST"])
@access.requires("organiser")
def move_up(of: Shelf, material_id: int) -> Response:
    """Put a material before the one above it."""
    return _moved(of, material_id, up=True)


@one_at("/ner", methods=["POST"])
@access.requires("organiser")
def move_down(of: Shelf, material_id: int) -> Response:
    """Put a material after the one below it."""
    return _moved(of, material_id, up=False)


@desk_at("/rubriker", methods=["GET", "POST"])
@access.requires("organiser")
def groups(of: Shelf) -> Response:
    """Name the headings and put them in order; for a start some are suggested."""
    head = queries.head(of)
    if request.method == "GET":
        rows = [{"key": str(one.id), "heading": one.heading} for one in queries.groups(of)]
        suggested = not rows
        rows = rows or [{"key": "", "heading": heading} for heading in SUGGESTED[of.holder]]
        return _groups_page(head, GroupsForm(data={"groups": rows}), suggested=suggested)
    form = GroupsForm()
    if request.form.get("add_row"):
        form.groups.add()
        return _groups_page(head, form)
    if not form.validate():
        return _groups_page(head, form, 422)
    headings = [Heading(whole_number(row.key.data or "") or None, row.heading.data) for row in form.groups.kept()]
    try:
        editing.save_groups(of, headings, arrival(), current_actor())
    except Refused as refused:
        return _groups_page(head, form, 409, refused=refused)
    tell(_("Rubrikerna är sparade."))
    return redirect_to("materials.overview", **of.at)


def _moved(of: Shelf, material_id: int, *, up: bool) -> Response:
    if pressed():
        editing.move(of, material_id, arrival(), current_actor(), up=up)
    return redirect_to("materials.overview", **of.at, _anchor=f"material-{material_id}")


def _offer(head: Head, form: MaterialForm) -> None:
    found = queries.choices(head.shelf)
    groups = [(str(key), heading) for key, heading in found.groups]
    if head.is_project:
        form.offer_of_project(groups)
        return
    items = [(str(key), f"{dates.clock_time(starts_at)} {title or '–'}") for key, title, starts_at in found.items]
    form.offer(groups, items)


def _texts(form: MaterialForm) -> Texts:
    also = {name: form[name].data or "" for name in ("url", "alt", "transcript", "presenter") if name in form}
    return Texts(
        title=form.title.data or "",
        credit=form.credit.data or "",
        lang=form.lang.data,
        text=form.text.data or "",
        audience=form.audience.data,
        group_id=int(form.group.data) if form.group.data else None,
        item_id=int(form["item"].data) if "item" in form and form["item"].data else None,
        **also,
    )


def _values(one: Material) -> dict[str, Any]:
    """Return what the form shows of a material."""
    names = ("title", "credit", "lang", "text", "audience", "url", "alt", "transcript", "presenter")
    return {name: getattr(one, name) for name in names} | {
        "group": str(one.group_id or ""),
        "item": str(one.item_id or ""),
        "base_revision": str(one.revision),
    }


def _stale(head: Head, form: MaterialForm, kind: MaterialKind, material_id: int) -> Response:
    """Show the form with what was typed, and beside it what somebody else has saved where it differs."""
    one = queries.material(head.shelf, material_id)
    theirs = _values(one)
    named = {
        field.name: {choice.value: choice.label for choice in getattr(field, "choices", None) or ()}
        for field in form
        if field.name in theirs and field.name != "base_revision"
    }
    differs = [
        {
            "label": form[name].label.text,
            "stands": _said(choices, theirs[name]),
            "typed": _said(choices, form[name].data or ""),
        }
        for name, choices in named.items()
        if (form[name].data or "") != theirs[name]
    ]
    form.base_revision.data = str(one.revision)
    return _page(head, form, kind, 409, one=one, differs=differs, stale=True)


def _said(choices: dict[str, Any], value: str) -> str:
    return str(choices.get(value, value))


def _page(head: Head, form: MaterialForm, kind: MaterialKind, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"one": None, "refused": None, "differs": None, "stale": False} | more
    return render("materials/form.html", status, of=head, form=form, kind=kind.value, **values)


def _groups_page(head: Head, form: GroupsForm, status: int = 200, **more: Any) -> Response:
    values: dict[str, Any] = {"suggested": False, "refused": None} | more
    return render("materials/groups.html", status, of=head, form=form, **values)
