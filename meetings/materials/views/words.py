"""What a material is called on the desk: its kind, state, audience and flaws, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.files.models import StoredFile
from meetings.files.rules import ending_of
from meetings.materials.queries import Head, Row
from meetings.materials.rules import LANGUAGES, Audience, MaterialKind, MaterialState, is_shown, size_text
from meetings.materials.rules.flaws import Flaw
from meetings.materials.views.blueprint import blueprint
from meetings.web import dates
from meetings.web.lang import lang

KINDS = {
    MaterialKind.FILE: _l("Fil"),
    MaterialKind.LINK: _l("Länk"),
    MaterialKind.FILM: _l("Film"),
    MaterialKind.SLIDESHOW: _l("Bildspel"),
}
AUDIENCES = {
    Audience.EVERYBODY: _l("För alla"),
    Audience.PARTICIPANTS: _l("För deltagarna"),
    Audience.ORGANISERS: _l("För arrangörerna"),
}


@blueprint.app_template_filter("file_size")
def file_size(size: int) -> str:
    """Return a number of bytes in the reader's language: "2,4 MB"."""
    return size_text(size, lang())


@blueprint.app_template_filter("language_name")
def language_name(code: str) -> str:
    """Return the name of a language in the reader's language: "engelska"."""
    return str(_(LANGUAGES[code])) if code in LANGUAGES else code


@blueprint.app_template_filter("host_name")
def host_name(url: str) -> str:
    """Return the name of the site that an address leads to: "video.example.se"."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def home(of: Head) -> str:
    """Return the address of the public page that the material stands on."""
    if of.is_project:
        return url_for("projects.public_project", project_id=of.id, slug=of.slug)
    return url_for("pages.meeting", meeting_id=of.id, slug=of.slug)


def file_words(file: StoredFile | None) -> str:
    """Return type and size of a file, "PDF, 2,4 MB"; "" without one."""
    return "" if file is None else f"{ending_of(file.name).upper()}, {size_text(file.size, lang())}"


def what(row: Row) -> str:
    """Return what a material is: the file's type and size, or its kind in words."""
    if row.file is not None and row.one.kind == MaterialKind.FILE.value:
        return file_words(row.file)
    kind = str(KINDS[MaterialKind(row.one.kind)])
    return ", ".join(part for part in (kind, file_words(row.file)) if part)


def state_of(row: Row, now: datetime) -> tuple[str, str]:
    """Return how far a material has come, in words and in which tone."""
    one = row.one
    if one.state == MaterialState.PUBLISHED.value and one.publish_at is not None and not is_shown(one, now):
        return _("Visas från %(moment)s", moment=dates.moment(one.publish_at)), "info"
    if one.state == MaterialState.PUBLISHED.value:
        return _("Publicerat"), "good"
    if one.state == MaterialState.WITHDRAWN.value:
        return _("Tillbakadraget"), "bad"
    return _("Utkast"), "neutral"


def flaws_said(flaws: Iterable[Flaw]) -> list[dict[str, str]]:
    """Return each flaw in words: what is wrong, for whom, and how it is mended."""
    return [
        {
            "what": _(flaw.words.what, count=flaw.count),
            "whom": _(flaw.words.whom),
            "mend": _(flaw.words.mend),
        }
        for flaw in flaws
    ]


def shown(row: Row, now: datetime) -> dict[str, Any]:
    """Return a material as a row of a list shows it."""
    state, tone = state_of(row, now)
    return {
        "one": row.one,
        "what": what(row),
        "item": row.item_title,
        "audience": AUDIENCES[Audience(row.one.audience)],
        "state": state,
        "tone": tone,
        "offered": row.offered,
        "flaws": len(row.flaws),
        "accepted": bool(row.one.accepted_flaws),
    }
