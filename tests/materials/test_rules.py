"""Who may have which material when: tables, without an application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from meetings.errors import Refusal
from meetings.materials import rules
from meetings.materials.rules import Answer, Asker, Audience, MaterialKind, MaterialReason, MaterialState

AT = datetime(2018, 3, 23, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HERE, GONE, UNKNOWN = Answer.HERE, Answer.GONE, Answer.UNKNOWN


@dataclass(frozen=True)
class One:
    audience: str = "everybody"
    state: str = "published"
    publish_at: datetime | None = AT


@pytest.mark.parametrize(
    ("now", "visitor"), [(AT - SECOND, UNKNOWN), (AT, HERE), (AT + SECOND, HERE)], ids=["before", "then", "after"]
)
def test_what_is_timed_is_there_from_its_very_moment(now: datetime, visitor: Answer) -> None:
    assert rules.answer(One(), Asker.VISITOR, now, draft=False) is visitor
    assert rules.answer(One(), Asker.ORGANISER, now, draft=False) is HERE


# audience, state, and what visitor, participant and organiser get of it once its moment has come
@pytest.mark.parametrize(
    ("audience", "state", "visitor", "participant", "organiser"),
    [
        ("everybody", "draft", UNKNOWN, UNKNOWN, HERE),
        ("everybody", "published", HERE, HERE, HERE),
        ("everybody", "withdrawn", GONE, GONE, HERE),
        ("everybody", "removed", GONE, GONE, GONE),
        ("participants", "draft", UNKNOWN, UNKNOWN, HERE),
        ("participants", "published", UNKNOWN, HERE, HERE),
        ("participants", "withdrawn", UNKNOWN, GONE, HERE),
        ("participants", "removed", UNKNOWN, GONE, GONE),
        ("organisers", "draft", UNKNOWN, UNKNOWN, HERE),
        ("organisers", "published", UNKNOWN, UNKNOWN, HERE),
        ("organisers", "withdrawn", UNKNOWN, UNKNOWN, HERE),
        ("organisers", "removed", UNKNOWN, UNKNOWN, GONE),
    ],
)
def test_who_gets_what(audience: str, state: str, visitor: Answer, participant: Answer, organiser: Answer) -> None:
    one = One(audience, state)
    got = [rules.answer(one, asker, AT, draft=False) for asker in Asker]
    assert got == [visitor, participant, organiser]
    of_a_draft = [rules.answer(one, asker, AT, draft=True) for asker in Asker]
    assert of_a_draft == [UNKNOWN, UNKNOWN, organiser]


def test_every_audience_and_state_stands_in_the_table() -> None:
    assert {audience.value for audience in Audience} == {"everybody", "participants", "organisers"}
    assert {state.value for state in MaterialState} == {"draft", "published", "withdrawn", "removed"}


def test_what_is_published_without_a_time_is_not_shown() -> None:
    assert not rules.is_shown(One(publish_at=None), AT)


@pytest.mark.parametrize(
    ("state", "now", "draft_meeting", "after"),
    [
        ("published", AT - SECOND, False, "draft"),
        ("published", AT, False, "withdrawn"),
        ("published", AT, True, "draft"),
        ("withdrawn", AT - SECOND, False, "withdrawn"),
        ("draft", AT, False, "draft"),
    ],
)
def test_what_nobody_has_seen_becomes_a_draft_again(state: str, now: datetime, draft_meeting: bool, after: str) -> None:
    found = rules.state_after_withdrawing(One(state=state), now, draft=draft_meeting)
    assert found.value == after


@pytest.mark.parametrize(
    ("has_content", "flawed", "reason", "refused"),
    [
        (False, False, "", MaterialReason.NOTHING_YET),
        (False, True, "Skäl", MaterialReason.NOTHING_YET),
        (True, True, "", MaterialReason.NEEDS_REASON),
        (True, True, "Skäl", None),
        (True, False, "", None),
    ],
)
def test_what_is_flawed_is_published_with_a_reason(
    has_content: bool, flawed: bool, reason: str, refused: MaterialReason | None
) -> None:
    found = rules.refusal_to_publish(has_content=has_content, flawed=flawed, reason=reason)
    assert found == (None if refused is None else Refusal(refused))


@pytest.mark.parametrize(
    ("kind", "url", "version", "pictures", "there"),
    [
        (MaterialKind.FILE, "https://example.se", 0, 3, False),
        (MaterialKind.FILE, "", 1, 0, True),
        (MaterialKind.LINK, "", 1, 1, False),
        (MaterialKind.LINK, "https://example.se", 0, 0, True),
        (MaterialKind.FILM, "", 0, 1, False),
        (MaterialKind.FILM, "", 1, 0, True),
        (MaterialKind.FILM, "https://example.se", 0, 0, True),
        (MaterialKind.SLIDESHOW, "https://example.se", 1, 0, False),
        (MaterialKind.SLIDESHOW, "", 0, 1, True),
    ],
)
def test_whether_there_is_something_to_show(
    kind: MaterialKind, url: str, version: int, pictures: int, there: bool
) -> None:
    assert rules.has_content(kind.value, url=url, version=version, pictures=pictures) is there


@pytest.mark.parametrize(
    ("size", "swedish", "english"),
    [
        (1, "1 kB", "1 kB"),
        (340_400, "340 kB", "340 kB"),
        (2_400_000, "2,4 MB", "2.4 MB"),
        (2_000_000, "2 MB", "2 MB"),
        (48_600_000, "49 MB", "49 MB"),
        (1_240_000_000, "1,2 GB", "1.2 GB"),
    ],
)
def test_a_size_is_told_as_one_says_it(size: int, swedish: str, english: str) -> None:
    found = [rules.size_text(size, lang).replace("\N{NO-BREAK SPACE}", " ") for lang in ("sv", "en")]
    assert found == [swedish, english]
