"""How speakers and what they gave are told: how each stands, how far a thing has come, what is hard to use in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from meetings.materials.queries.speaking import Speaker, Thing
from meetings.materials.rules import Audience, MaterialKind, VersionState, is_shown
from meetings.materials.rules import speaking as rules
from meetings.materials.rules.flaws import beside_file, stored
from meetings.materials.rules.speaking import STATE_NAMES, SpeakerState
from meetings.materials.views import words
from meetings.text import slug
from meetings.web.requests import arrival

_TONES = {
    SpeakerState.NOT_ASKED: "neutral",
    SpeakerState.MISSING: "wait",
    SpeakerState.WAITING: "info",
    SpeakerState.APPROVED: "good",
    SpeakerState.REFUSED: "bad",
    SpeakerState.DECLINED: "neutral",
}


def thing_shown(thing: Thing) -> dict[str, Any]:
    """Return what the pages show of it."""
    one, newest = thing.material, thing.newest
    version, file = newest if newest is not None else (None, None)
    media_type = file.type if file is not None else ""
    flaws = stored(version.flaws if version is not None else ())
    flaws += beside_file(one, media_type, subtitles=bool(one.tracks), undescribed=0)
    state, tone = _state(thing)
    return {
        "one": one,
        "id": one.id,
        "title": one.title,
        "state": state,
        "tone": tone,
        "waits": thing.state is VersionState.OFFERED,
        "was_taken": one.version > 0 or bool(one.url),
        "answer": one.answer,
        "number": version.number if version is not None else None,
        "by": version.given_by if version is not None else "",
        "at": version.given_at if version is not None else one.updated_at,
        "file_name": file.name if file is not None else "",
        "what": words.file_words(file) or str(words.KINDS[MaterialKind(one.kind)]),
        "is_picture": media_type.startswith("image/"),
        "address": thing.address,
        "flaws": words.flaws_said(flaws),
        "public": _public_address(thing),
    }


def _state(thing: Thing) -> tuple[str, str]:
    """Return how far it has come, in words and in which tone."""
    if thing.state is VersionState.OFFERED:
        return _("Väntar på granskning"), "wait"
    if thing.state is VersionState.REFUSED:
        return _("Inte godkänd"), "bad"
    if any(version.state == VersionState.REFUSED.value for version, _file in thing.versions[:1]):
        return _("Godkänd, men inte den senaste versionen"), "wait"
    return (_("Publicerad"), "good") if _is_public(thing) else (_("Godkänd"), "good")


def _is_public(thing: Thing) -> bool:
    return thing.material.audience == Audience.EVERYBODY.value and is_shown(thing.material, arrival())


def _public_address(thing: Thing) -> str:
    """Return where everybody finds it; "" until it is published for all."""
    if not _is_public(thing):
        return ""
    return url_for("materials.fetch", material_id=thing.material.id, slug=slug(thing.material.title))


def speaker_shown(one: Speaker, now: datetime) -> dict[str, Any]:
    """Return what a row of the list of speakers shows."""
    link = one.link
    refusal = rules.refusal_to_remind(link, one.state, now, link.name)
    return {
        "link": link,
        "item": one.item_title,
        "at": one.item_starts_at,
        "state": _(STATE_NAMES[one.state]),
        "tone": _TONES[one.state],
        "given": one.given,
        "mail_failed": one.mail_failed,
        "last": link.reminded_at or link.asked_at,
        "reminded": link.reminded_at is not None,
        "can_ask": refusal is None and one.state is SpeakerState.NOT_ASKED,
        "can_remind": refusal is None and one.state is not SpeakerState.NOT_ASKED,
    }


def figures(found: Sequence[Speaker]) -> list[tuple[str, int]]:
    """Return how many stand how, in words; states without anybody are left out."""
    counted = [(state, sum(1 for one in found if one.state is state)) for state in SpeakerState]
    return [(_(STATE_NAMES[state]), number) for state, number in counted if number]
