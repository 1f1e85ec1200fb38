"""A thousand ideas in the last minute, and one that waits across the closing behind the proxy of docs/deploy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from meetings import transaction
from meetings.directory.actions import ensure_vocabularies
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCall, IdeaVersion
from tests.bench.load import Connection
from tests.ideas.builders import CLOSES, a_call
from tests.ideas.minute import (
    LATE,
    SEND,
    Attempt,
    IdeaPage,
    Minute,
    Nginx,
    PlainProxy,
    has_nginx,
    offset_to,
    open_all,
    send_across,
    send_all,
)
from tests.ideas.received import faults, receipts
from tests.live import LiveServer

pytestmark = pytest.mark.proof
WRITERS, CLIENTS = 1000, 32
AFTER = 120  # of them after the closing
MINUTE = 60.0


def test_a_thousand_in_the_last_minute(app: Flask, start_server: Callable[..., LiveServer]) -> None:
    ensure_vocabularies()
    call = a_call()
    offset = offset_to(CLOSES - timedelta(minutes=10))
    server = start_server(TRUSTED_PROXIES=1, CLOCK_OFFSET=offset)
    page = IdeaPage(server, call)
    tokens = open_all(server, page, WRITERS, CLIENTS)
    minute = Minute(call, offset, MINUTE)
    # Ever more of them, as the minute runs out: as many in its last ten seconds as in the fifty before.
    before = WRITERS - AFTER
    moments = [MINUTE * (1 - number / before) ** 2 + 0.001 for number in range(before)]
    moments += [-5.0 * number / AFTER for number in range(AFTER)]
    attempts = send_all(minute, server, page, tokens, moments, CLIENTS)

    told = receipts(server, attempts)
    sides = Counter((one.button, one.stamped < minute.closes_at, one.status) for one in attempts)
    print(f"\n{WRITERS} writers, {CLIENTS} at a time; button, in time, status: {dict(sides)}; {len(told)} receipts")
    assert sum(sides.values()) == WRITERS + sides[LATE, False, 303]
    assert set(sides) == {(SEND, True, 303), (SEND, False, 409), (LATE, False, 303)}
    assert faults(call, told) == []
    assert server.flask("idea", "verify", "--all").stdout.endswith("0 changed since they were received.\n")
    _the_check_can_fail(server, call, told)


def _the_check_can_fail(server: LiveServer, call: IdeaCall, told: dict[str, tuple[str, Attempt]]) -> None:
    """Spoil three rows, and see that each is found."""
    with transaction.write() as session:
        changed, late, gone = session.scalars(
            select(IdeaVersion).join(Idea).where(Idea.late.is_(False)).order_by(IdeaVersion.id).limit(3)
        )
        changed.content = {**changed.content, "budget": 1}
        late.received_at = CLOSES + timedelta(days=1)
        references = [one.reference for one in (changed, late, gone)]
        session.execute(delete(IdeaVersion).where(IdeaVersion.id == gone.id))
    found = faults(call, told)
    assert [sum(reference in fault for fault in found) > 0 for reference in references] == [True, True, True]
    assert server.flask("idea", "verify", "--all", check=False).returncode == 1


@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "negative-control"])
@pytest.mark.parametrize("kind", ["plain", *(["nginx"] if has_nginx() else [])])
def test_what_waits_behind_the_proxy_came_when_the_proxy_says(
    app: Flask, start_server: Callable[..., LiveServer], tmp_path: Path, kind: str, trusted: bool
) -> None:
    ensure_vocabularies()
    call = a_call()
    offset = offset_to(CLOSES - timedelta(minutes=1))
    server = start_server(worker=False, TRUSTED_PROXIES=int(trusted), CLOCK_OFFSET=offset)
    page = IdeaPage(server, call)
    across, forged = open_all(server, page, 2, 1)
    proxy = Nginx(server, tmp_path / "nginx") if kind == "nginx" else PlainProxy(server)
    try:
        minute = Minute(call, offset, 2.0)
        answer = send_across(minute, server, page, proxy.url, across, 1)
        lying = {"X-Request-Start": f"t={minute.at - 5:.3f}"}
        connection = Connection(proxy.url)
        late = page.send(connection, 2, forged, SEND, lying)
        connection.close()
    finally:
        proxy.stop()
    db.session.rollback()
    kept = db.session.scalars(select(IdeaVersion)).all()
    assert late.status == 409  # what a client says of itself is not believed, whoever stands between
    assert answer.status == (303 if trusted else 409)
    if trusted:
        assert minute.closes_at - timedelta(seconds=0.2) < kept[0].received_at < minute.closes_at
        print(f"\n{kind}: closes {minute.closes_at}, received {kept[0].received_at}, answered a second later")
    else:
        assert list(kept) == []
