"""Keep the list of erasures in the database and outside of it, and erase again what a restored backup brought back.

`instance/erasures.jsonl` holds one line for each erasure: numbers of rows and when, no names. It is in no backup. What
stands there and not in the database was erased after the backup was made that the database comes from.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.actions import erasing as ideas
from meetings.privacy import queries
from meetings.privacy.actions.erasing import erase
from meetings.privacy.actions.freezing import freeze_meeting
from meetings.privacy.models import Erasure
from meetings.privacy.queries.selecting import Scope
from meetings.privacy.rules.retention import DRAFTS
from meetings.questions.rules import Retention
from meetings.registration.models import Registration
from meetings.schedule.models import Meeting
from meetings.web.logs import log

NAME = "erasures.jsonl"


def path() -> Path:
    """Return where the list lies."""
    return Path(current_app.config["INSTANCE"]) / NAME


def note(scope: Scope, retention: Retention | None, counts: Mapping[str, int], now: datetime) -> Erasure:
    """Note that something was erased, in the open transaction, or in one of its own; `write_down` follows it."""
    with transaction.write() as session:
        row = Erasure(
            id=secrets.token_hex(16),
            at=now,
            retention=retention.value if retention else "",
            meeting_id=scope.meeting_id,
            registration_id=scope.registration_id,
            counts=dict(counts),
        )
        session.add(row)
        return row


def lapse_drafts(now: datetime) -> int:
    """Erase the drafts of ideas that can no longer be sent and have been kept for long enough; return how many."""
    found = ideas.lapse_drafts(now)
    for meeting_id, number in found:
        with transaction.write():
            row = note(Scope(meeting_id), None, {"idea_drafts": number}, now)
            row.retention = DRAFTS
        write_down(row)
    return sum(number for _meeting_id, number in found)


def write_down(row: Erasure) -> None:
    """Add an erasure to the list outside the database, once its transaction has been committed."""
    line = {
        "id": row.id,
        "at": row.at.isoformat(),
        "retention": row.retention,
        "meeting": row.meeting_id,
        "registration": row.registration_id,
    }
    path().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(handle).st_size
        whole = size == 0 or os.pread(handle, 1, size - 1) == b"\n"  # else a crash cut the last line off
        os.write(handle, (b"" if whole else b"\n") + json.dumps(line).encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def redo(now: datetime) -> int:
    """Erase again what the list says and the database does not know of, and return how many erasures that were.

    Only what is older than its erasure goes: a number that has been given to somebody new since is left alone.
    """
    lines = {line["id"]: line for line in _lines()}
    known = set(db.session.scalars(select(Erasure.id)))
    for number in sorted(known - set(lines)):  # a crash came between the transaction and the line
        write_down(db.session.get_one(Erasure, number))
    unknown = [line for number, line in lines.items() if number not in known]
    for line in unknown:
        _erase_again(line, now)
    return len(unknown)


def _erase_again(line: Mapping[str, Any], now: datetime) -> None:
    at = datetime.fromisoformat(line["at"])
    whole = line["registration"] is None
    scope = Scope(line["meeting"]) if whole else queries.person(line["meeting"], line["registration"])
    found: Counter[str] = Counter()
    if line["retention"] == DRAFTS:
        found["idea_drafts"] = sum(number for _meeting_id, number in ideas.lapse_drafts(now))
    elif _is_older(scope, at):
        wanted = [Retention(line["retention"])] if line["retention"] else [Retention.SENSITIVE, Retention.CONTACT]
        for retention in wanted:
            if retention is Retention.CONTACT and scope.registration_id is None:
                freeze_meeting(line["meeting"], now)
            found += erase(scope, retention, now)
    with transaction.write() as session:
        session.add(
            Erasure(
                id=line["id"],
                at=at,
                retention=line["retention"],
                meeting_id=line["meeting"],
                registration_id=line["registration"],
                counts=dict(found),
            )
        )


def _is_older(scope: Scope, at: datetime) -> bool:
    if scope.registration_id is None:
        condition = exists().where(Meeting.id == scope.meeting_id, Meeting.ends_at <= at)
    else:
        condition = exists().where(
            Registration.id == scope.registration_id,
            Registration.meeting_id == scope.meeting_id,
            Registration.registered_at <= at,
        )
    return bool(db.session.scalar(select(condition)))


def _lines() -> Iterator[dict[str, Any]]:
    if not path().exists():
        return
    with path().open(encoding="utf-8") as file:
        for line in file:
            try:
                found = json.loads(line)
            except ValueError:
                log().warning("erasures", event_is="a line cannot be read")  # cut off by a crash: its row stands
                continue
            yield found
