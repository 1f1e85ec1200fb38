"""Publish material, now or at a moment, withdraw it, and remove it with its files."""

from __future__ import annotations

from datetime import datetime

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.errors import Refused, Stale
from meetings.files import actions as files
from meetings.materials import queries, rules
from meetings.materials.actions import keeping
from meetings.materials.models import Material
from meetings.materials.queries.shelves import lock
from meetings.materials.rules import MaterialState
from meetings.materials.rules.shelves import Of, shelf
from meetings.search import actions as search


def publish(
    of: Of, material_id: int, at: datetime | None, base: int, now: datetime, actor: Actor, reason: str = ""
) -> Material:
    """Publish the material from `at` on, None: now; a moment that lies behind counts as it is.

    `reason` is why it is published although it has flaws; of one without flaws none is kept. Raises `Refused`,
    `NotFound`, and `Stale` when somebody changed it since the revision `base`: what one publishes is what one has seen.
    """
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        if one.revision != base:
            raise Stale(one.revision)
        seen = queries.row(of, material_id)
        flawed = bool(seen.flaws)
        refusal = rules.refusal_to_publish(has_content=seen.has_content, flawed=flawed, reason=reason)
        if refusal is not None:
            raise Refused(refusal)
        was, was_public = one.publish_at, keeping.is_public(held, one, now)
        one.state, one.publish_at = MaterialState.PUBLISHED.value, at or now
        one.accepted_flaws = reason if flawed else ""
        one.revision += 1
        one.updated_at = now
        keeping.take_in(session, held, one, now, was_public=was_public)
        keeping.log(actor, "publish", now, one, {"publish_at": (was, one.publish_at)})
        return one


def withdraw(of: Of, material_id: int, now: datetime, actor: Actor) -> Material:
    """Take the material back: nobody but the organisers sees it any more. Raises `NotFound`."""
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        if one.state != MaterialState.PUBLISHED.value:
            return one
        was_public = keeping.is_public(held, one, now)
        draft = keeping.is_draft(held)
        one.state = rules.state_after_withdrawing(one, now, draft=draft).value
        one.publish_at = one.publish_at if one.state == MaterialState.WITHDRAWN.value else None
        one.revision += 1
        one.updated_at = now
        keeping.take_in(session, held, one, now, was_public=was_public)
        keeping.log(actor, "withdraw", now, one)
        return one


def remove(of: Of, material_id: int, now: datetime, actor: Actor) -> None:
    """Remove the material with all its files. What somebody may have seen leaves its address behind.

    Raises `NotFound`.
    """
    with transaction.write() as session:
        held = lock(of)
        one = queries.material(of, material_id, lock=True)
        was_public = keeping.is_public(held, one, now)
        state = rules.state_after_withdrawing(one, now, draft=keeping.is_draft(held))
        keys = queries.keys_of(of, material_id)
        keeping.log(actor, "remove", now, one, {"material": (one.title, None)})
        search.remove(keeping.SEARCHED_AS, one.id)
        if state is MaterialState.DRAFT:
            session.delete(one)
        else:
            one.state = MaterialState.REMOVED.value
            one.versions, one.pictures, one.tracks = [], [], []
            one.title = one.credit = one.presenter = one.text = one.url = one.alt = one.transcript = (
                one.accepted_flaws
            ) = ""
            one.version, one.group_id, one.item_id, one.speaker_id = 0, None, None, None
            one.updated_at = now
        session.flush()
        files.discard(session, keys)
        if was_public:
            keeping.touch(held, now)


def let_go_of(of: Of) -> None:
    """Let the files of all material of a meeting or project go: it is about to be deleted, its rows go with it.

    Of a project `of` is `rules.shelves.of_project(project_id)`. In the open transaction, before the project goes; what
    is discarded is swept when its rows are gone. Nothing that is part of it is found any more.
    """
    where = shelf(of)
    with transaction.write() as session:
        files.discard(session, queries.keys_of(where))
        search.remove_within(where.id, where.holder.value)
