from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.extensions import db
from meetings.participants.queries import export as exports
from meetings.participants.queries import listing
from meetings.participants.rules.listing import Wanted
from meetings.participants.rules.spreadsheet import restored
from meetings.participants.views import spreadsheets
from meetings.questions.models import Question, SensitiveAnswer
from meetings.registration.models import Registration
from tests.bench.crowd import a_crowd
from tests.browser import Browser
from tests.participants.conftest import a_gathering, the_person


def table_of(meeting: Any, *, sensitive: bool = False, asked: Wanted = Wanted()) -> tuple[list[str], list[dict]]:  # noqa: B008
    """The headings and rows as the CSV holds them."""
    what = exports.export(listing.head(meeting.id), asked, "sv", sensitive=sensitive)
    data = b"".join(spreadsheets.csv_parts(spreadsheets.columns(what), spreadsheets.in_words(what, exports.rows(what))))
    return read(data)


def read(data: bytes) -> tuple[list[str], list[dict]]:
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    heads = next(rows)
    return heads, [dict(zip(heads, row, strict=True)) for row in rows]


def test_every_field_and_answer_is_there(app):
    meeting = a_gathering()
    _, rows = table_of(meeting)
    assert [row["Namn"] for row in rows] == ["Bo Ek", "Zoë Åkesson", "Åsa Öberg", "Ärla Ståhl", "Örjan Ek"]
    asa, zoe, arla = rows[2], rows[1], rows[3]
    assert asa["E-post"] == "asa@example.se"
    assert (asa["Sektor"], asa["Typ av organisation"]) == ("Offentlig sektor", "Kommun")
    assert (asa["Status"], asa["Anmäld"], asa["Ja till namn på webben"]) == (
        "Anmäld", "2027-03-01 10:00", "2027-03-01 10:00",
    )  # fmt: skip
    assert (zoe["Status"], zoe["Reservplats"], zoe["Ankomstnummer"]) == ("Reservlista", "1", "5")
    assert (arla["Status"], arla["Avanmäld"]) == ("Avanmäld", "2027-03-01 10:00")
    form = listing.head(meeting.id).form_id
    interest = db.session.query(Question).filter_by(form_id=form, code="interest").one()
    assert asa[interest.label_sv] == interest.choices[0].label_sv


def test_sensitive_answers_are_left_out_unless_asked_for(app):
    meeting = a_gathering()
    assert "Hörslinga" not in str(table_of(meeting))
    _, rows = table_of(meeting, sensitive=True)
    assert "Hörslinga" in rows[2].values()


def test_a_retired_question_keeps_its_column_and_choices_are_joined(app):
    meeting = a_crowd(4)
    with transaction.write() as session:
        diet = session.query(Question).filter_by(code="diet").one()
        diet.retired_at = meeting.starts_at
    heads, _ = table_of(meeting, sensitive=True)
    assert "Kost" in heads
    with transaction.write() as session:
        person = session.query(Registration).filter_by(meeting_id=meeting.id, arrival=2).one()
        for choice in diet.choices:
            session.add(_sensitive(person, diet, choice.label_sv, choice.id))
    _, rows = table_of(meeting, sensitive=True)
    assert next(row for row in rows if row["Ankomstnummer"] == "2")["Kost"] == "Vegetarisk; Glutenfri"


def test_no_formula_runs_and_what_was_typed_can_be_had_back(app):
    _, rows = table_of(a_gathering())
    assert rows[3]["Organisation"] == "'=cmd|' /C calc'!A0"
    assert restored(rows[3]["Organisation"]) == "=cmd|' /C calc'!A0"


def test_batches_leave_nobody_out_and_repeat_nobody(app, monkeypatch):
    monkeypatch.setattr(exports, "BATCH", 7)
    meeting = a_crowd(40)
    _, rows = table_of(meeting)
    assert sorted(int(row["Ankomstnummer"]) for row in rows) == list(range(1, 41))
    waiting = [row for row in rows if row["Status"] == "Reservlista"]
    waiting.sort(key=lambda row: int(row["Ankomstnummer"]))
    assert [row["Reservplats"] for row in waiting] == ["1", "2", "3", "4"]


def test_the_export_holds_what_the_list_shows(app):
    _, rows = table_of(a_gathering(), asked=Wanted(words="ek"))
    assert [row["Namn"] for row in rows] == ["Bo Ek", "Örjan Ek"]


def _export(organiser: Browser, meeting: Any, query: str = "", **fields: Any) -> Any:
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare{query}")
    return page.form("Exportera").fill(fields).submit(check=False)


def test_excel_opens_the_file_with_dates_as_dates_and_texts_as_texts(organiser: Browser):
    meeting = a_gathering()
    page = _export(organiser, meeting, format="xlsx", sensitive=True)
    assert "filename*=UTF-8''deltagare-digitalisering-som-%C3%B6ppnar" in page.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(page.body)).active
    heads = [cell.value for cell in sheet[1]]
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:3]) == ("C2", "A1:")
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert rows[0]["Anmäld"].value == datetime(2027, 3, 1, 10, 0)
    assert rows[0]["Anmäld"].is_date
    evil = rows[3]["Organisation"]
    assert (evil.value, evil.data_type) == ("=cmd|' /C calc'!A0", "s")
    assert "Hörslinga" in [cell.value for cell in rows[2].values()]


def test_csv_comes_over_the_wire_and_leaves_a_trace(organiser: Browser):
    meeting = a_gathering()
    page = _export(organiser, meeting, "?q=ek", format="csv")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store"
    _, rows = read(page.body)
    assert len(rows) == 2
    entry = db.session.query(AuditEntry).filter_by(action="participants.export").one()
    assert {value.field: value.new for value in entry.values} == {
        "format": "csv", "rows": "2", "everybody": "no", "sensitive": "no",
    }  # fmt: skip
    assert entry.actor == "Karin Ek"


def test_an_export_without_a_token_exports_nothing(organiser: Browser):
    meeting = a_gathering()
    page = organiser.post(f"/arbetsytan/moten/{meeting.id}/deltagare/exportera", {"format": "csv"})
    assert page.heading == "Deltagare"
    assert db.session.query(AuditEntry).filter_by(action="participants.export").count() == 0


def _sensitive(person: Registration, question: Question, text: str, choice_id: int | None = None) -> SensitiveAnswer:
    return SensitiveAnswer(
        submission_id=person.submission_id,
        question_id=question.id,
        choice_id=choice_id,
        asked=question.label_sv,
        text=text,
    )


def test_the_caterer_gets_numbers_of_those_who_come_and_no_names(organiser: Browser):
    meeting = a_gathering()
    asa, zoe = the_person(meeting, "Åsa Öberg"), the_person(meeting, "Zoë Åkesson")
    bo = the_person(meeting, "Bo Ek")
    with transaction.write() as session:
        form_id = listing.head(meeting.id).form_id
        diet = session.query(Question).filter_by(form_id=form_id, code="diet").one()
        other = session.query(Question).filter_by(form_id=form_id, code="diet-other").one()
        for person, text in ((asa, "Ingen fisk"), (bo, "ingen  FISK"), (zoe, "Inget kött")):
            session.add(_sensitive(person, diet, diet.choices[0].label_sv, diet.choices[0].id))
            session.add(_sensitive(person, other, text))
        words = diet.choices[0].label_sv
    page = organiser.get(f"/arbetsytan/moten/{meeting.id}/deltagare/kost")
    assert page.heading == "Kost och tillgänglighet"
    assert [words, "2"] in page.rows(0)
    assert page.rows(1)[1][1] == "2"
    assert "Hörslinga" in page.main
    for name in ("Åsa", "Zoë", "Bo Ek", "Inget kött"):
        assert name not in page.main
