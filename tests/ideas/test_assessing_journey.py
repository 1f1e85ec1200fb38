"""An assessor scores an idea on a phone, without scripts."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from meetings.ideas.mail.assessing import assessor_path
from meetings.ideas.queries import scores
from tests.chromium import Chromium, assert_fits
from tests.databases import only_sqlite
from tests.ideas.builders import a_content, an_idea
from tests.ideas.test_assessing import an_assessed_call, an_assessor
from tests.live import LiveServer


@only_sqlite
@pytest.mark.browser
def test_an_assessor_scores_on_a_phone(app: Flask, chromium: Chromium, live_server: LiveServer) -> None:
    call = an_assessed_call(hides_actors=True)
    idea = an_idea(call)
    an_idea(call, content=a_content(title="Bussen från Vänersborgs kommun"))

    page = chromium.open(live_server, assessor_path(an_assessor(call)), width=360, scripts=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedöm projektidéer")
    assert_fits(page)
    page.get_by_role("link", name="Börja bedöma").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Digital lots för unga")
    assert_fits(page)
    page.get_by_role("group", name="Behov").get_by_label("5 – mycket god").check()
    page.get_by_role("group", name="Räckvidd").get_by_label("1 – mycket svag").check()
    page.get_by_label("Kommentar till sekretariatet").fill("Bär långt.")
    page.get_by_role("button", name="Spara och gå till nästa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bussen från [dolt]")
    expect(page.get_by_role("status")).to_contain_text("Din bedömning av idé 1 är sparad")
    page.get_by_label("Jag är jävig och avstår").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("2 av 2 klara")).to_be_visible()

    (word,) = scores.words_on(idea.id)
    assert (sorted(word.marks.scores.values()), word.marks.comment) == ([1, 5], "Bär långt.")
