"""The walk through the source documents: every line of them is on screen in the demonstration, or is named here."""

import pytest
from flask import Flask

from tests.clock import Clock
from tests.databases import only_sqlite
from tests.demo import lines_of_meeting, lines_of_meeting_work, lines_of_projects, section3
from tests.demo.walking import LAST_DAY, LINES, TODAY, Walk, lines_at

LOOKS = (lines_of_meeting, lines_of_meeting_work, lines_of_projects)  # each fills the list when it is loaded
pytestmark = only_sqlite


def test_every_line_of_the_documents_is_looked_up_and_no_other() -> None:
    phrases = [*section3.MEETING, *section3.PROJECTS, *section3.IMPLIED]

    assert len(phrases) == len(set(phrases)) == 58
    assert sorted(set(phrases) - set(LINES)) == []
    assert sorted(set(LINES) - set(phrases)) == []


@pytest.mark.parametrize("moment", [TODAY, LAST_DAY])
def test_every_line_of_the_documents_is_on_screen(app: Flask, clock: Clock, moment: str) -> None:
    walk = Walk(app, clock, moment)

    missing = [walk.look(phrase) for phrase in lines_at(moment)]

    assert not any(missing), "\n" + "\n".join(filter(None, missing))
