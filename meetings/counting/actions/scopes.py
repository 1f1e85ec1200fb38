"""Open the scopes that a meeting is counted in, each with a salt of its own, and hold them while that is done."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from meetings.config import listed
from meetings.counting.models import CountedMeeting, CountedScope
from meetings.counting.rules import is_year, key_of, mark_of, number_in, person_in
from meetings.web.logs import log


@dataclass(frozen=True)
class Open:
    """A scope that people may be counted in, and the key that its hashes are made with."""

    code: str
    salt: str
    key: str

    def person(self, email_key: str) -> str:
        """Return whom an address is in this scope."""
        return person_in(self.key, self.salt, email_key)


def hold(session: Session, codes: list[str], now: datetime) -> list[Open]:
    """Return those of the scopes that are open, locked until the transaction ends; new ones are made."""
    found = [_hold(session, code, now) for code in sorted(codes)]
    return [Open(row.code, row.salt, _key(session, row)) for row in found if row.closed_at is None]


def _hold(session: Session, code: str, now: datetime) -> CountedScope:
    def held() -> CountedScope | None:
        return session.get(CountedScope, code, populate_existing=True, with_for_update=True)

    known = held()
    if known is not None:
        return known
    salt = secrets.token_hex(32)
    row = {"code": code, "salt": salt, "key_mark": mark_of(_keys()[0], salt), "opened_at": now}
    insert: Any = insert_postgresql if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    session.execute(insert(CountedScope).values(row).on_conflict_do_nothing())
    return session.get_one(CountedScope, code, populate_existing=True, with_for_update=True)


def _keys() -> list[str]:
    config = current_app.config
    return [config["LINK_KEY"], *listed(config["LINK_KEY_FALLBACKS"])]


def _key(session: Session, scope: CountedScope) -> str:
    """Return the key of the scope's hashes.

    When it is thrown away nobody's old hash can be made again: the scope goes on with the new key, all its meetings
    are counted again, and whoever was frozen before and comes again is counted twice. The log says so.
    """
    keys = _keys()
    found = key_of(keys, scope.salt, scope.key_mark)
    if found is not None:
        return found
    log().warning("counting", event_is="the key of this scope is gone from LINK_KEY_FALLBACKS", scope=scope.code)
    scope.key_mark = mark_of(keys[0], scope.salt)
    column = CountedMeeting.year if is_year(scope.code) else CountedMeeting.project_id
    session.execute(update(CountedMeeting).where(column == number_in(scope.code)).values(counted_at=None))
    return keys[0]
