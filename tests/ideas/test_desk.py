"""The secretariat's table: what it shows, filters and sorts; states for one and many; never a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.ideas.actions import deciding
from meetings.ideas.models import Idea, IdeaHistory, PartnerRequest
from meetings.ideas.queries import telling, waiting
from meetings.ideas.rules.handling import Reason
from meetings.ideas.rules.states import State, waits_to_be_told
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, an_organiser, signed_in
from tests.ideas.builders import a_call, a_content, an_idea
from tests.sparks.scenes import OLLE

DESK = "/arbetsytan/moten/{}/ideer"


def titles(page: Page) -> list[str]:
    return page.all("tbody th a")


def test_the_table_filters_sorts_and_keeps_it_in_the_address(browser: Browser) -> None:
    call = a_call()
    desk = DESK.format(call.meeting_id)
    signed_in(browser, an_organiser())
    page = browser.get(desk)
    assert "Inga idéer har kommit in än" in page.text
    an_idea(call, content=a_content(title="Ängsö", about="100 % digitalt"))
    late = an_idea(call, content=a_content(title="Åka ihop", role="join", target_groups=()), late=True)
    other = a_content(title="Önska", organisation="Växthuset", organisation_type="association", municipality="",
                      partners_sought=())  # fmt: skip
    an_idea(call, content=other, state="resting", entered_by="Olle Organisatör")
    asked = an_idea(call, content=a_content(title="zebra"), at=NOW - timedelta(days=1))
    an_idea(call, state="draft", content=a_content(title="Hemligt utkast"))
    an_idea(a_call(), content=a_content(title="Ett annat mötes"))
    with transaction.write() as session:
        session.add(
            PartnerRequest(idea_id=asked.id, direction="join", organisation_name="X", state="accepted", asked_at=NOW)
        )
    page = browser.get(desk)
    assert titles(page) == ["Ängsö", "Åka ihop", "Önska", "zebra"]
    assert "1 utkast skrivs just nu" in page.text
    assert "Hemligt" not in page.html
    assert page.rows("Projektidéer")[2][1:] == [
        "2", "Åka ihop Sent inkommen Vi vill delta i projektet", "Vänersborgs kommun public, vanersborg",
        "Mottagen", "2027-03-01 10.00",
    ]  # fmt: skip
    assert "1 partner klar" in page.text
    assert "Införd av sekretariatet" in page.text
    assert page.all(".attention li span") == [
        "sent inkommen idé väntar på att du tar ställning.",
        "idé har ett besked som inte är publicerat.",
    ]
    assert titles(page.click("Idé")) == ["zebra", "Åka ihop", "Ängsö", "Önska"]
    assert titles(browser.get(f"{desk}?ordning=-titel")) == ["Önska", "Ängsö", "Åka ihop", "zebra"]
    assert titles(browser.get(f"{desk}?ordning=inkommen"))[0] == "zebra"
    assert titles(browser.get(f"{desk}?ordning=-organisation"))[0] == "Önska"
    form = page.form("Sök")
    assert titles(form.fill(q="angso").submit()) == ["Ängsö"]
    assert titles(form.fill(q="100 %").submit()) == ["Ängsö"]
    assert titles(form.fill(q="_____").submit()) == []
    assert "Ingen idé passar in" in form.fill(q="finns inte").submit().text
    assert titles(browser.get(f"{desk}?roll=delta")) == ["Åka ihop"]
    assert titles(browser.get(f"{desk}?sen=1")) == ["Åka ihop"]
    assert titles(browser.get(f"{desk}?partner=1")) == ["Ängsö", "Åka ihop", "zebra"]
    assert titles(browser.get(f"{desk}?gnista=1")) == []
    assert titles(browser.get(f"{desk}?besked=1")) == ["Önska"]
    assert titles(browser.get(f"{desk}?sektor={asked.sector_id}&status=mottagna")) == ["Ängsö", "Åka ihop", "zebra"]
    assert titles(browser.get(f"{desk}?kommun={asked.municipality_id}")) == ["Ängsö", "Åka ihop", "zebra"]
    group = db.session.get_one(Idea, asked.id).target_groups[0].id
    assert titles(browser.get(f"{desk}?malgrupp={group}")) == ["Ängsö", "Önska", "zebra"]
    page = browser.get(f"{desk}?status=vilande&q=onska")
    assert page.all("nav[aria-label='Valda filter'] li a")[:1] == ["Ta bort filtret: Sök: onska"]
    assert page.links["Alla 1"] == f"{desk}?q=onska"
    assert late.id


def test_many_at_once_and_none_when_one_was_changed_meanwhile(browser: Browser) -> None:
    call = a_call()
    desk = DESK.format(call.meeting_id)
    first, second, third = (an_idea(call, content=a_content(title=title)) for title in "ABC")
    signed_in(browser, an_organiser())
    page = browser.get(desk)
    form = page.form("Med markerade idéer")
    page = form.fill(ticked=[str(first.id), str(second.id)], internal="Breda", text="Välkomna").submit("Sätt status")
    assert page.status == 422
    assert page.errors == ["Status: välj en status."]
    page = page.form("Med markerade idéer").fill(state="follow_up").submit("Sätt status")
    assert "2 idéer har nu status ”Till uppföljningsmötet”." in page.text
    assert [state_of(one) for one in (first, second, third)] == ["follow_up", "follow_up", "received"]
    history = db.session.query(IdeaHistory).filter_by(idea_id=first.id, action="state").one()
    assert (history.before, history.after, history.internal, history.text) == ("received", "follow_up", "Breda", "")
    entry = db.session.query(AuditEntry).filter_by(action="ideas.set_state").one()
    assert {(value.field, value.old, value.new) for value in entry.values} == {
        ("state", None, "follow_up"), ("ideas", None, "1, 2"),
    }  # fmt: skip

    page = browser.get(desk)  # and then somebody else decides
    deciding.set_state(call.meeting_id, [first.id], State.RESTING, NOW, OLLE)
    form = page.form("Med markerade idéer")
    page = form.fill(ticked=[str(first.id), str(third.id)], state="project").submit("Sätt status")
    assert page.status == 409
    assert "idé 1 medan sidan var öppen" in page.errors[0]
    assert [state_of(one) for one in (first, third)] == ["resting", "received"]
    page = form.fill(ticked=[], state="project").submit("Sätt status")
    assert page.status == 409
    assert page.errors == ["Markera minst en idé först."]


def test_states_are_refused_whole(app: Flask) -> None:
    call = a_call()
    good, gone = an_idea(call), an_idea(call, state="withdrawn")
    late, draft = an_idea(call, late=True), an_idea(call, state="draft")
    elsewhere = an_idea(a_call())

    def refused(ideas: list[Idea], state: State = State.RESTING) -> Reason:
        with pytest.raises(Refused) as caught:
            deciding.set_state(call.meeting_id, [idea.id for idea in ideas], state, NOW, OLLE)
        return caught.value.refusal.reason  # type: ignore[return-value]

    assert refused([]) is Reason.NOTHING_CHOSEN
    assert refused([good, gone]) is Reason.WITHDRAWN
    assert refused([good, late]) is Reason.LATE
    assert refused([good], State.RECEIVED) is Reason.SAME
    for other in (draft, elsewhere):
        with pytest.raises(NotFound):
            deciding.set_state(call.meeting_id, [good.id, other.id], State.RESTING, NOW, OLLE)
    assert state_of(good) == "received"
    with pytest.raises(NotFound):
        deciding.set_state(a_meeting().id, [good.id], State.RESTING, NOW, OLLE)


def test_the_condition_of_the_tables_is_the_rule(app: Flask) -> None:
    """What waits to be told is asked of the database as the rule says it, for every state and every thing told."""
    call = a_call()

    expected = []
    for state in State:
        for told in ("", "received", "incomplete", "follow_up", "merged"):
            idea = an_idea(call, state=state.value, told_state=told)
            if waits_to_be_told(state, told):
                expected.append(idea.id)
    late = an_idea(call, state="resting", late=True)
    assert [one.id for one in telling.untold(call.id)] == expected
    assert late.id not in expected
    assert waiting.waiting(call.meeting_id).untold == len(expected)


def state_of(idea: Idea) -> str:
    return db.session.get_one(Idea, idea.id, populate_existing=True).state
