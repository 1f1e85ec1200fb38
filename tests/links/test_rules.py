"""Links: genuine for one row, one version and one purpose only."""

import pytest

from meetings.links.rules import Link, first_version, opened, token

KEY, OLD_KEY = "a" * 40, "b" * 40


@pytest.mark.parametrize("row_id", [1, 35, 36, 12_345_678])
@pytest.mark.parametrize("version", [1, 2, 1000])
def test_a_token_opens_what_it_was_made_for(row_id: int, version: int) -> None:
    assert opened([KEY], "registration", token(KEY, "registration", row_id, version)) == Link(row_id, version)


def test_a_token_of_a_retired_key_opens_while_the_key_is_a_fallback() -> None:
    made = token(OLD_KEY, "registration", 7, 1)

    assert opened([KEY, OLD_KEY], "registration", made) == Link(7, 1)
    assert opened([KEY], "registration", made) is None


GENUINE = token(KEY, "registration", 7, 1)


@pytest.mark.parametrize(
    "presented",
    [
        GENUINE.replace("7-1-", "8-1-"),
        GENUINE.replace("7-1-", "7-2-"),
        GENUINE[:-1] + ("A" if GENUINE[-1] != "A" else "B"),
        GENUINE + "A",
        GENUINE.upper(),
        "",
        "7-1-",
        "7-1-" + "ö" * 27,
    ],
)
def test_a_changed_token_opens_nothing(presented: str) -> None:
    assert opened([KEY], "registration", presented) is None


def test_a_token_opens_nothing_for_another_purpose() -> None:
    assert opened([KEY], "preview", GENUINE) is None


def test_links_begin_at_any_version_that_a_token_and_the_databases_can_hold() -> None:
    drawn = {first_version() for _ in range(200)}
    assert len(drawn) > 190
    assert min(drawn) >= 1
    assert max(drawn) < 2**31 - 1
    last = 2**30
    assert opened([KEY], "idea", token(KEY, "idea", 7, last)) == Link(7, last)
