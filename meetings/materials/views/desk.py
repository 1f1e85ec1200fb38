"""The desk's pages of the material of a meeting or project: all of it, and one with all that is known of it."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from meetings.materials import queries
from meetings.materials.forms.material import AT, NOW, PublishForm
from meetings.materials.queries import Head, Row
from meetings.materials.rules import (
    Audience,
    MaterialKind,
    MaterialState,
    VersionState,
    is_shown,
    state_after_withdrawing,
)
from meetings.materials.rules.shelves import Holder, Shelf
from meetings.materials.rules.showing import is_media
from meetings.materials.views import words
from meetings.materials.views.blueprint import desk_at, one_at
from meetings.materials.views.reviewing import waiting
from meetings.text import slug
from meetings.web import access, dates
from meetings.web.forms import ButtonForm
from meetings.web.rendering import render
from meetings.web.requests import arrival

# The headings of the meeting and the project that this system was first thought of for; for a start.
SUGGESTED = {
    Holder.MEETING: (
        "Presentationer för dagen",
        "Anteckningar från förmiddagens föredrag",
        "Anteckningar från eftermiddagens workshops",
    ),
    Holder.PROJECT: ("Film", "Bildspel", "Rapporter"),
}


@desk_at("")
@access.requires("organiser")
def overview(of: Shelf) -> Response:
    """Show all material under its headings: what it is, for whom, how far it has come, and what is wrong with it."""
    head, now = queries.head(of), arrival()
    rows = [words.shown(row, now) for row in queries.rows(of)]
    groups = [
        {"id": one.id, "heading": one.heading, "rows": [row for row in rows if row["one"].group_id == one.id]}
        for one in queries.groups(of)
    ]
    loose = [row for row in rows if row["one"].group_id is None]
    if loose or not groups:
        groups.append({"id": None, "heading": "", "rows": loose})
    return render(
        "materials/overview.html",
        of=head,
        groups=groups,
        number=len(rows),
        files=sum(1 for row in rows if row["one"].version),
        flawed=sum(1 for row in rows if row["flaws"] and not row["accepted"]),
        waiting=[] if of.is_project else waiting(of.id),
        button=ButtonForm(),
    )


@one_at("")
@access.requires("organiser")
def one(of: Shelf, material_id: int) -> Response:
    """Show one material: its address, versions and flaws, and the way to publish it."""
    head, row = queries.head(of), queries.row(of, material_id)
    return page(head, row, publish_form(row))


def publish_form(row: Row) -> PublishForm:
    """Return the form of publishing, filled in as the material stands."""
    at = row.one.publish_at
    timed = at is not None and row.one.state == MaterialState.PUBLISHED.value and not is_shown(row.one, arrival())
    local = dates.local(at) if at is not None and timed else None
    return PublishForm(
        formdata=None,
        data={
            "when": AT if timed else NOW,
            "day": local.date() if local else None,
            "time": local.time() if local else None,
            "reason": row.one.accepted_flaws,
            "base_revision": str(row.one.revision),
        },
    )


def page(head: Head, row: Row, form: PublishForm, status: int = 200, **more: Any) -> Response:
    """Return the page of one material."""
    now, material = arrival(), row.one
    state, tone = words.state_of(row, now)
    seen = state_after_withdrawing(material, now, draft=head.is_draft) is not MaterialState.DRAFT
    return render(
        "materials/one.html",
        status,
        of=head,
        one=material,
        what=words.what(row),
        state=state,
        tone=tone,
        audience=words.AUDIENCES[Audience(material.audience)],
        item=row.item_title,
        address=_address(row),
        is_published=material.state == MaterialState.PUBLISHED.value,
        is_shown=is_shown(material, now),
        flaws=words.flaws_said(row.flaws),
        has_content=row.has_content,
        versions=_versions(row),
        is_played=row.file is not None and is_media(row.file.type),
        takes_versions=material.kind in (MaterialKind.FILE.value, MaterialKind.FILM.value),
        was_seen=seen,
        form=form,
        button=ButtonForm(),
        **more,
    )


def _address(row: Row) -> str:
    """Return the address that stays the same, for what everybody may have; "" for other material."""
    if row.one.audience != Audience.EVERYBODY.value or row.one.kind == MaterialKind.LINK.value:
        return ""
    return url_for("materials.fetch", material_id=row.one.id, slug=slug(row.one.title), _external=True)


def _versions(row: Row) -> list[dict[str, Any]]:
    states = {
        VersionState.OFFERED.value: (_("Väntar på svar"), "wait"),
        VersionState.REFUSED.value: (_("Inte godkänd"), "bad"),
    }
    listed = []
    for version, file in queries.versions(row.one.id):
        current = version.number == row.one.version
        state, tone = states.get(
            version.state, (_("Aktuell") if current else _("Tidigare"), "good" if current else "neutral")
        )
        listed.append(
            {
                "number": version.number,
                "name": file.name,
                "what": words.file_words(file),
                "by": version.given_by,
                "at": version.given_at,
                "comment": version.comment,
                "current": current,
                "taken": version.state == VersionState.TAKEN.value,
                "waits": version.state == VersionState.OFFERED.value,
                "state": state,
                "tone": tone,
            }
        )
    return listed
