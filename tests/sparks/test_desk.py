"""The desk's list: one tap approves or hides, headings gather, and every deed is in the log."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask

from meetings.audit.models import AuditEntry, AuditValue
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.sparks import actions, queries
from meetings.sparks.models import SparkBoard
from meetings.sparks.rules import MOST_GROUPS, SparkReason, SparkState
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, an_organiser, signed_in
from tests.sparks.scenes import OLLE, a_spark, an_open_meeting, approved, spark_of

DESK = "/arbetsytan/moten/{}/gnistor"


def test_open_approve_hide_close_without_scripts(browser: Browser) -> None:
    meeting = a_meeting()
    signed_in(browser, an_organiser())
    desk = DESK.format(meeting.id)
    page = browser.get(desk)
    assert "Inga gnistor ännu" in page.text
    page = page.form("Öppna för gnistor").submit()
    assert "Nu kan deltagarna lämna gnistor." in page.text
    first, second, third = (a_spark(meeting, text) for text in ("Första", "Andra", "Tredje"))
    page = browser.get(desk)
    assert page.all(".spark-row__text") == ["Tredje", "Andra", "Första"]
    assert page.links["Gnistor 3"] == desk
    page = page.form("Listan").submit("Godkänn Andra")
    assert "Gnistan är godkänd." in page.text
    assert page.path == desk
    assert spark_of(second).state == "approved"
    page = page.form("Listan").submit("Dölj Första")
    assert [spark_of(number).state for number in (first, second, third)] == ["hidden", "approved", "new"]
    assert (spark_of(first).decided_by, spark_of(third).decided_by) == ("Olle Organisatör", "")
    assert browser.get(f"{desk}?visa=nya").all(".spark-row__text") == ["Tredje"]
    assert browser.get(f"{desk}?visa=godkanda").all(".spark-row__text") == ["Andra"]
    assert browser.get(f"{desk}?visa=dolda").all(".spark-row__text") == ["Första"]
    assert browser.get(f"{desk}?visa=trams").all(".spark-row__text") == ["Tredje", "Andra", "Första"]
    page = browser.get(desk).form("Stäng insamlingen").submit()
    assert "Insamlingen är stängd." in page.text
    assert db.session.get_one(SparkBoard, meeting.id).is_open is False
    deeds = [row.action for row in db.session.query(AuditEntry).filter_by(meeting_id=meeting.id).order_by("id")]
    assert deeds == ["sparks.open", "sparks.approve", "sparks.hide", "sparks.close"]


def test_all_new_on_the_page_and_no_other(browser: Browser) -> None:
    """What has come since the page was shown is not approved unread."""
    meeting = an_open_meeting()
    shown = [a_spark(meeting, f"Idé {number}") for number in range(3)]
    signed_in(browser, an_organiser())
    page = browser.get(DESK.format(meeting.id))
    later = a_spark(meeting, "Kom sedan")
    page = page.form("Listan").submit("Godkänn alla nya på sidan")
    assert "3 gnistor är godkända." in page.text
    assert {spark_of(number).state for number in shown} == {"approved"}
    assert spark_of(later).state == "new"


def test_ticked_ones_move_under_a_heading_and_back(browser: Browser) -> None:
    meeting = an_open_meeting()
    first, second = a_spark(meeting, "Första"), a_spark(meeting, "Andra")
    signed_in(browser, an_organiser())
    desk = DESK.format(meeting.id)
    page = browser.get(f"{desk}/grupper").form("Lägg till").fill(heading="Lots").submit()
    page = page.form("Lägg till").fill(heading="Kurser").submit()
    (lots, courses) = queries.groups(meeting.id)
    page = browser.get(desk)
    assert "Markera minst en gnista först." in page.form("Listan").submit("Flytta").text
    page = browser.get(desk).form("Listan").fill(ticked=[str(first), str(second)], group="Lots").submit("Flytta")
    assert "2 gnistor är flyttade." in page.text
    assert [(spark_of(one).group_id, spark_of(one).state) for one in (first, second)] == [(lots.id, "approved")] * 2
    assert browser.get(f"{desk}?grupp={lots.id}").all(".spark-row__text") == ["Andra", "Första"]
    assert browser.get(f"{desk}?grupp={courses.id}").all(".spark-row__text") == []
    page = browser.get(desk).form("Listan").fill(ticked=[str(first)]).submit("Dölj markerade")
    assert spark_of(first).state == "hidden"
    actions.move(meeting.id, [second], None, NOW, OLLE)
    assert browser.get(f"{desk}?grupp=0").all(".spark-row__text") == ["Andra"]


def test_headings_are_renamed_ordered_and_removed(browser: Browser) -> None:
    meeting = an_open_meeting()
    (number,) = approved(meeting, "Lots")
    for heading in ("A", "B", "C"):
        actions.add_group(meeting.id, heading, NOW, OLLE)
    first = queries.groups(meeting.id)[0].id
    actions.move(meeting.id, [number], first, NOW, OLLE)
    signed_in(browser, an_organiser())
    path = f"{DESK.format(meeting.id)}/grupper"

    def press(group: int, button: str, **typed: str) -> Page:
        (form,) = [one for one in browser.get(path).forms if one.action.endswith(f"{path}/{group}")]
        return form.fill({f"grupp{group}-{name}": value for name, value in typed.items()}).submit(button)

    assert press(first, "Spara A", heading="  ").status == 422
    assert "Gruppen är sparad." in press(first, "Spara A", heading="Lotsar").text
    for _time in range(2):
        press(first, "Ner Lotsar")
    actions.move_group(meeting.id, first, 1, NOW, OLLE)  # it is the last: nothing happens
    assert [group.heading for group in queries.groups(meeting.id)] == ["B", "C", "Lotsar"]
    press(first, "Upp Lotsar")
    assert [group.heading for group in queries.groups(meeting.id)] == ["B", "Lotsar", "C"]
    assert "Gruppen är borttagen." in press(first, "Ta bort Lotsar", heading="").text
    assert spark_of(number).group_id is None
    with pytest.raises(NotFound):
        actions.rename_group(meeting.id, first, "Borta", NOW, OLLE)
    for number in range(MOST_GROUPS - 2):
        actions.add_group(meeting.id, f"Grupp {number}", NOW, OLLE)
    with pytest.raises(Refused):
        actions.add_group(meeting.id, "En för mycket", NOW, OLLE)
    assert "Lägg till en grupp" not in browser.get(path).text


def test_a_text_is_mended_with_a_trace_and_never_over_somebody_else_s(browser: Browser) -> None:
    meeting = an_open_meeting()
    number = a_spark(meeting, "Lotts på bibloteket", name="Åsa Öberg", email="asa@example.se")
    signed_in(browser, an_organiser())
    page = browser.get(f"{DESK.format(meeting.id)}/{number}")
    assert "Åsa Öberg" in page.text
    form = page.form("Spara").fill(text="Lots på biblioteket")
    stale = page.form("Spara").fill(text="Något annat")
    assert "Gnistan är sparad." in form.submit("Spara").text
    page = stale.submit("Spara")
    assert (page.status, page.errors) == (409, ["Någon annan har ändrat gnistan. Läs igenom den och spara igen."])
    assert spark_of(number).text == "Lots på biblioteket"
    assert page.form("Spara").submit("Spara").status == 200  # sent once more it is meant
    entry = db.session.query(AuditEntry).filter_by(action="sparks.change").order_by(AuditEntry.id).first()
    assert entry is not None
    assert [(one.field, one.old, one.new) for one in entry.values] == [
        ("text", "Lotts på bibloteket", "Lots på biblioteket")
    ]
    page = browser.get(f"{DESK.format(meeting.id)}/{number}").form("Spara").fill(text="").submit("Spara")
    assert page.status == 422


def test_who_asks_is_erased(browser: Browser) -> None:
    meeting = an_open_meeting()
    number = a_spark(meeting, "Ring mig", name="Åsa Öberg", email="asa@example.se")
    other = a_spark(meeting, "En annan")
    actions.change(meeting.id, number, "Ring Åsa", None, "Ring mig", NOW, OLLE)
    signed_in(browser, an_organiser())
    path = f"{DESK.format(meeting.id)}/{number}"
    page = browser.get(path).form("Radera kontakten").submit()
    found = spark_of(number)
    assert (found.text, found.name, found.email, found.email_key) == ("Ring Åsa", "", "", "")
    assert "Radera kontakten" not in page.main
    page = page.form("Radera gnistan").submit()
    found = spark_of(number)
    assert (found.text, found.state, found.erased_at is not None) == ("", "hidden", True)
    assert "Åsa" not in {value for row in db.session.query(AuditValue) for value in (row.old, row.new)}
    assert db.session.query(AuditValue).filter(AuditValue.new == "Ring Åsa").count() == 0
    assert browser.get(path).status == 404
    assert page.all(".spark-row__text") == ["En annan"]
    assert queries.counts(meeting.id).all == 1
    assert spark_of(other).text == "En annan"


def test_an_organiser_of_another_meeting_reaches_nothing(app: Flask) -> None:
    meeting, other = an_open_meeting(), an_open_meeting(slug="annat")
    number = a_spark(meeting)
    assert actions.decide(other.id, [number], SparkState.APPROVED, NOW, OLLE) == 0
    group = actions.add_group(other.id, "Deras", NOW, OLLE)
    with pytest.raises(Refused) as refused:
        actions.move(meeting.id, [number], group.id, NOW, OLLE)
    assert refused.value.refusal.reason is SparkReason.NO_GROUP
    with pytest.raises(NotFound):
        actions.erase(other.id, number, NOW, OLLE)
    assert spark_of(number).state == "new"


def test_the_desk_says_what_waits_and_the_sheet_holds_all(browser: Browser) -> None:
    meeting = an_open_meeting(title="Digitalisering")
    a_spark(meeting, "=1+1", name="Åsa Öberg", email="asa@example.se")
    approved(meeting, "Lots")
    signed_in(browser, an_organiser())
    assert "1 gnista väntar på godkännande." in browser.get(f"/arbetsytan/moten/{meeting.id}").text
    assert "1 gnista till ”Digitalisering” väntar på godkännande." in browser.get("/arbetsytan").text
    page = browser.get(DESK.format(meeting.id)).form("Exportera (XLSX)").submit()
    sheet = openpyxl.load_workbook(io.BytesIO(page.body)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Nummer", "Gnista", "Grupp", "Status", "Kom", "Namn", "E-post"]
    assert [row[1] for row in rows[1:]] == ["=1+1", "Lots"]
    assert (rows[1][3], rows[1][5], rows[1][6]) == ("Väntar", "Åsa Öberg", "asa@example.se")
    assert db.session.query(AuditEntry).filter_by(action="sparks.export").count() == 1


def test_settings_poster_and_the_state_to_follow(browser: Browser) -> None:
    meeting = an_open_meeting()
    signed_in(browser, an_organiser())
    desk = DESK.format(meeting.id)
    page = (
        browser.get(f"{desk}/installningar")
        .form("Spara")
        .fill(prompt="Vad vill du prova?", shows_at_once=True)
        .submit()
    )
    assert "Vad vill du prova?" in page.text
    poster = browser.get(f"{desk}/affisch")
    assert f"localhost/g/{meeting.id}" in poster.text
    assert "Vad vill du prova?" in poster.text
    before = browser.get(f"{desk}/lage").json
    assert browser.get(f"{desk}/lage").json == before
    a_spark(meeting)
    assert browser.get(f"{desk}/lage").json != before


def test_a_long_list_is_paged(browser: Browser) -> None:
    meeting = an_open_meeting()
    first, *_more = [a_spark(meeting, f"Idé {number}") for number in range(51)]
    signed_in(browser, an_organiser())
    page = browser.get(DESK.format(meeting.id))
    assert page.all(".spark-row__text")[0] == "Idé 50"
    page = page.click("Nästa")
    assert page.all(".spark-row__text") == ["Idé 0"]
    page = page.form("Listan").submit("Dölj Idé 0")
    assert page.all(".spark-row__text") == ["Idé 0"]  # still on the second page
    assert spark_of(first).state == "hidden"
