from __future__ import annotations

from datetime import timedelta

import pytest

from meetings.outbox.rules import TRIES, is_temporary, retry_after


def test_the_wait_grows_from_half_a_minute_to_hours_and_ends_after_three_days() -> None:
    waits = [retry_after(tries) for tries in range(1, TRIES)]
    lengths = [wait for wait in waits if wait is not None]
    assert lengths[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert lengths == sorted(lengths)
    assert lengths[-1] == timedelta(hours=4)
    assert timedelta(days=2, hours=12) < sum(lengths, timedelta()) < timedelta(days=3, hours=12)
    assert retry_after(TRIES) is None


@pytest.mark.parametrize(("code", "temporary"), [(399, False), (400, True), (451, True), (499, True), (500, False)])
def test_only_4xx_asks_for_another_try(code: int, temporary: bool) -> None:
    assert is_temporary(code) is temporary
