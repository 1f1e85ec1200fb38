"""Which ideas are like one that is written, why, and where it is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings.audit.actions import Actor
from meetings.ideas.actions.publishing import publish
from meetings.ideas.queries.similar import similar
from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import MOST, MOST_WORDS, Known, Like, most_similar, stems_in, telling_words
from tests.browser import Browser
from tests.builders import NOW, set_facts
from tests.conftest import Clock
from tests.ideas.builders import a_call, a_content, an_idea

LOTS = Content(
    title="Digital lots", about="Praktik i butik", target_groups=("young", "foreign-born"), municipality="ale"
)
ADA = Actor("Ada", 1)


def known(number: int = 1, *, stems: str = "", groups: str = "", place: str = "", days: int = 0) -> Known:
    like = Like(frozenset(stems.split()), frozenset(groups.split()), place)
    return Known("idea", number, "slug", "Titel", "Ale kommun", "sv", NOW + timedelta(days=days), like)


def test_the_words_that_tell() -> None:
    content = Content(title="Digitala vägar till arbete", about="Projektet skapar digitala vägar för ungdomarna i Ale")
    assert telling_words(content) == {"digit": "digitala", "vagar": "vägar", "ungdo": "ungdomarna"}
    assert stems_in("digitalisering for ungdomar", ["digit", "vagar", "ungdo"]) == {"digit", "ungdo"}
    many = Content(title=" ".join(f"{chr(97 + number)}unika" for number in range(20)))
    assert len(telling_words(many)) == MOST_WORDS
    assert telling_words(Content()) == {}


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (known(), None),
        (known(groups="young"), None),  # a target group alone says little
        (known(groups="young", place="ale"), 4),
        (known(groups="young", stems="digit"), 4),
        (known(groups="young foreign-born"), 6),
        (known(stems="digit"), None),
        (known(stems="digit", place="ale"), None),
        (known(stems="digit prakt butik"), None),
        (known(stems="digit prakt butik", place="ale"), 4),
        (known(groups="old", stems="digit", place="kil"), None),
    ],
)
def test_what_is_like_enough(other: Known, found: int | None) -> None:
    assert [one.weight for one in most_similar(LOTS, [other])] == ([] if found is None else [found])


def test_the_most_alike_come_first_and_the_latest_of_equals() -> None:
    ten = [known(number, groups="young", stems="digit", days=number) for number in range(10)]
    found = most_similar(LOTS, [*ten, known(99, groups="young foreign-born", days=-9)])
    assert [one.known.key for one in found] == [99, 9, 8, 7, 6]
    assert len(found) == MOST
    assert (found[1].groups, found[1].words, found[1].same_place) == (("young",), ("digital",), False)


def test_public_ideas_are_shown_with_the_reason(browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    call = a_call()
    content = a_content(title="Digital lots för unga", about="Praktik i butik", organisation="Ale kommun")
    seen = an_idea(call, content=content, publish_consent=True)
    hidden = an_idea(call, content=content)
    path = f"/moten/{call.meeting_id}/ideer/ny"
    publish(call.meeting_id, seen.id, 1, NOW, ADA)
    page = browser.get(path)
    assert "liknar" not in page.text
    form = page.form("Skicka in")
    page = form.fill(title="Lotsar i butiken", target_groups=["young"]).submit("Förhandsgranska")
    assert "Det finns idéer som liknar din" in page.text
    assert "båda nämner ”butiken”" in page.text
    assert "Samma målgrupp" in page.text
    assert f"/ideer/{seen.id}-digital-lots-for-unga" in page.html
    assert f"/ideer/{hidden.id}" not in page.html
    set_facts(hidden, publish_consent=True)
    publish(call.meeting_id, hidden.id, 1, NOW, ADA)
    page = browser.get(f"/ideer/{seen.id}-digital-lots-for-unga")
    assert "Idéer som liknar den här" in page.text
    assert f"/ideer/{hidden.id}-" in page.html


def test_other_sources_may_be_added_and_the_idea_itself_is_left_out(app: Flask) -> None:
    call = a_call()
    idea = an_idea(call, publish_consent=True)
    publish(call.meeting_id, idea.id, 1, NOW, ADA)
    assert [one.known.key for one in similar(a_content())] == [idea.id]
    assert similar(a_content(), but=idea.id) == []
    register = [known(7, groups="young", place="vanersborg")]
    assert [one.known.key for one in similar(a_content(), sources=[lambda _content, _but: register])] == [7]
