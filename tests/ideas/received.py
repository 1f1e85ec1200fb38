"""Hold what clients were told against what stands in the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, IdeaVersion
from meetings.outbox.models import OutgoingMail
from meetings.revisions import checksum
from tests.bench.load import Connection
from tests.ideas.minute import LATE, Attempt
from tests.live import LiveServer

_REFERENCE = re.compile(r'class="reference">([2-9A-Z]{4}-[2-9A-Z]{4})<')
_ROUNDING = timedelta(microseconds=1)
_CHECKSUM = re.compile(r"((?:[0-9a-f]{4} ){15}[0-9a-f]{4})")


def receipts(server: LiveServer, attempts: Sequence[Attempt]) -> dict[str, tuple[str, Attempt]]:
    """Fetch the receipt that each accepted client was led to: reference → checksum, and whose it is."""
    connection = Connection(server.url)
    found: dict[str, tuple[str, Attempt]] = {}
    for attempt in attempts:
        if attempt.status != 303:
            continue
        body = connection.get(attempt.location).body.decode()
        reference, digest = _REFERENCE.search(body), _CHECKSUM.search(body)
        assert reference, attempt
        assert digest, attempt
        found[reference[1]] = digest[1].replace(" ", ""), attempt
    connection.close()
    return found


def faults(call: IdeaCall, told: dict[str, tuple[str, Attempt]]) -> list[str]:
    """Return in words all that does not agree: receipts, rows, the deadline, numbers, mails. [] when all is well."""
    db.session.rollback()  # see what others have written since
    closes_at = db.session.get_one(IdeaCall, call.id).closes_at
    rows = {
        one.reference: one for one in db.session.scalars(select(IdeaVersion).join(Idea).where(Idea.call_id == call.id))
    }
    mails = set(db.session.scalars(select(OutgoingMail.subject_ref).where(OutgoingMail.template == "idea_receipt")))
    found = [f"{reference}: a receipt without a row" for reference in told.keys() - rows.keys()]
    found += [f"{reference}: a row without a receipt" for reference in rows.keys() - told.keys()]
    for reference in told.keys() & rows.keys():
        digest, attempt = told[reference]
        row = rows[reference]
        if not digest == row.checksum == checksum(row.content):
            found.append(f"{reference}: another checksum")
        if row.content["title"] != f"Idé {attempt.number}":
            found.append(f"{reference}: somebody else's content")
        if row.late != (attempt.button == LATE) or row.late != (row.received_at >= closes_at):
            found.append(f"{reference}: on the wrong side of the deadline, {row.received_at}")
        if abs(row.received_at - attempt.stamped) > _ROUNDING:
            found.append(f"{reference}: received {row.received_at}, sent {attempt.stamped}")
        if f"idea:{row.idea_id}" not in mails:
            found.append(f"{reference}: no mail")
    numbers = sorted(db.session.scalars(select(Idea.number).where(Idea.call_id == call.id, Idea.number.is_not(None))))
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"numbers {numbers}")
    return found
