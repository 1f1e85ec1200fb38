"""Who may do what, which passwords will do, and where one may go on to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.accounts.rules import (
    AccountReason,
    is_due_to_be_seen,
    link_is_good,
    may,
    may_know_of,
    meetings_within_reach,
    own_path,
    refusal_of_password,
    refusal_to_drop_administrator,
)

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    permission: str
    meeting_id: int | None = None


NOBODY: list[Held] = []
ADMINISTRATOR = [Held("administrator")]
EVERYWHERE = [Held("organiser")]
OF_SEVEN = [Held("organiser", 7)]
ADMINISTRATOR_OF_ONE = [Held("administrator", 7)]  # no such thing: it opens nothing


@pytest.mark.parametrize(
    ("grants", "permission", "meeting_id", "allowed"),
    [
        (NOBODY, "account", None, True),
        (NOBODY, "organiser", None, False),
        (NOBODY, "organiser", 7, False),
        (NOBODY, "administrator", None, False),
        (OF_SEVEN, "account", None, True),
        (OF_SEVEN, "organiser", 7, True),
        (OF_SEVEN, "organiser", 8, False),
        (OF_SEVEN, "organiser", None, False),
        (OF_SEVEN, "administrator", 7, False),
        (EVERYWHERE, "organiser", 7, True),
        (EVERYWHERE, "organiser", None, True),
        (EVERYWHERE, "administrator", None, False),
        (ADMINISTRATOR, "organiser", 7, True),
        (ADMINISTRATOR, "organiser", None, True),
        (ADMINISTRATOR, "administrator", None, True),
        (ADMINISTRATOR, "something else", None, False),
        (ADMINISTRATOR_OF_ONE, "administrator", None, False),
        (ADMINISTRATOR_OF_ONE, "organiser", 7, False),
    ],
)
def test_who_may_do_what(grants: list[Held], permission: str, meeting_id: int | None, allowed: bool) -> None:
    assert may(grants, permission, meeting_id) is allowed


@pytest.mark.parametrize(
    ("grants", "meeting_id", "known"),
    [(NOBODY, 7, False), (OF_SEVEN, 7, True), (OF_SEVEN, 8, False), (EVERYWHERE, 8, True), (NOBODY, None, True)],
)
def test_a_meeting_that_one_may_not_know_of_is_not_there(
    grants: list[Held], meeting_id: int | None, known: bool
) -> None:
    assert may_know_of(grants, meeting_id) is known


def test_the_meetings_within_reach() -> None:
    assert meetings_within_reach(ADMINISTRATOR) is None
    assert meetings_within_reach(EVERYWHERE) is None
    assert meetings_within_reach([*OF_SEVEN, Held("organiser", 9)]) == {7, 9}
    assert meetings_within_reach(NOBODY) == frozenset()


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elva tecken", AccountReason.TOO_SHORT),
        ("tolv tecken!", None),
        ("ko häst gris", None),
        ("x" * 201, AccountReason.TOO_LONG),
        ("aaaaaaaaaaaa", AccountReason.TOO_COMMON),
        ("123456789012", AccountReason.TOO_COMMON),
        ("Password1234", AccountReason.TOO_COMMON),
        ("Lösenord2027!", AccountReason.TOO_COMMON),
        ("sommarsommar", AccountReason.TOO_COMMON),
        ("Sommaren 2027", AccountReason.TOO_COMMON),
        ("åsa öberg 2027", AccountReason.HOLDS_THE_NAME),
        ("jagärasa.oberg", AccountReason.HOLDS_THE_NAME),
        ("gröna fåglar i maj", None),
        ("Å" * 6 + "bcdefg", None),
    ],
)
def test_which_passwords_will_do(password: str, reason: AccountReason | None) -> None:
    refusal = refusal_of_password(password, name="Åsa Öberg", email="asa.oberg@example.se")
    assert (refusal.reason if refusal else None) == reason


def test_decomposed_letters_count_as_one() -> None:
    eleven = "a\u030a" * 3 + "bcdefghi"
    assert refusal_of_password(eleven, name="", email="").reason == AccountReason.TOO_SHORT  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("administrators", "refused"), [([1], True), ([1, 1], True), ([1, 2], False), ([2], False), ([], False)]
)
def test_the_last_administrator_stays(administrators: list[int], refused: bool) -> None:
    assert (refusal_to_drop_administrator(administrators, 1) is not None) is refused


@pytest.mark.parametrize(
    ("version", "until", "good"),
    [
        (3, NOW + timedelta(seconds=1), True),
        (3, NOW, False),
        (3, NOW - timedelta(seconds=1), False),
        (3, None, False),
        (2, NOW + timedelta(hours=1), False),
    ],
)
def test_a_link_works_once_and_for_a_time(version: int, until: datetime | None, good: bool) -> None:
    assert link_is_good(version, 3, until, NOW) is good


@pytest.mark.parametrize(("seconds", "due"), [(59, False), (60, True), (61, True)])
def test_a_sign_in_is_extended_once_a_minute(seconds: int, due: bool) -> None:
    assert is_due_to_be_seen(NOW - timedelta(seconds=seconds), NOW) is due


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/arbetsytan/moten/3?sida=2", "/arbetsytan/moten/3?sida=2"),
        ("/en/arbetsytan", "/en/arbetsytan"),
        ("", None),
        (None, None),
        ("arbetsytan", None),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("/a\\b", None),
        ("https://evil.example/", None),
        ("/\tx", None),
        ("javascript:alert(1)", None),
        ("/" + "a" * 2000, None),
        ("/\u202eevil", None),
    ],
)
def test_one_goes_on_to_own_paths_only(target: str | None, path: str | None) -> None:
    assert own_path(target) == path
