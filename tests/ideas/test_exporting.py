"""Ideas taken out of the house, each form opened by a program that others have written."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from sqlalchemy import select

from meetings import transaction
from meetings.audit.models import AuditEntry
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.rules import FileState
from meetings.files.store import drafts, new_key, store
from meetings.ideas.models import FollowUpSlot, Idea, IdeaVersion
from meetings.ideas.rules.content import Attached, received
from tests.browser import Browser
from tests.builders import NOW, an_organiser, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.ideas.test_assessing import an_assessed_call, an_assessor, assess

ABOUT = "## Rubrik\n\nText med *å ä ö*.\n\n"
OWN = (("Hur ska ni mäta?", "=SUMMA(A1)"),)


def an_attachment(name: str, content: bytes = b"%PDF-1.7 bilagan") -> Attached:
    key = new_key()
    with drafts() as folder:
        (folder / "draft").write_bytes(content)
        store().put(folder / "draft", key)
    with transaction.write() as session:
        session.add(
            StoredFile(
                key=key, name=name, type="application/pdf", size=len(content), sha256="0" * 64,
                state=FileState.KEPT.value, owner="idea", made_at=NOW,
            )
        )  # fmt: skip
    return Attached(key, name, "application/pdf", len(content), "0" * 64)


def with_answers(idea: Idea, *attached: Attached) -> Idea:
    """The idea with an answer to a question of the call's own, and with attachments, in its received version."""
    with transaction.write() as session:
        version = session.scalar(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id))
        content = a_content(title=idea.title, organisation=idea.organisation_name, budget=1_500_000)
        version.content = received(content, "sv", OWN, attached)
    return idea


def taken_out(boss: Browser, call: Any, query: str = "", **choices: Any) -> Any:
    page = boss.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/export{query}")
    return page.form("Hämta").fill(**choices).submit("Hämta")


def test_a_spreadsheet_holds_every_field_and_no_contact_unless_asked(app, clock):
    clock.set(NOW)
    call = an_assessed_call()
    idea = with_answers(an_idea(call, content=a_content(title="=Åmåls lots", organisation="Åmåls kommun")))
    an_idea(call, content=a_content(title="Återtagen"), state="withdrawn")
    an_idea(call, content=a_content(title="Ett utkast"), state="draft")
    assess(an_assessor(call), idea, [5, 10])
    boss = signed_in(Browser(app), an_organiser())

    answer = taken_out(boss, call, form="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.body))
    head, *rows = book.active.iter_rows(values_only=True)
    row = dict(zip(head, rows[0], strict=True))

    assert [one[1] for one in rows] == ["=Åmåls lots", "Återtagen"]
    assert row["Organisation"] == "Åmåls kommun"
    assert row["Hur ska ni mäta?"] == "=SUMMA(A1)"
    assert row["Ungefärlig budget"] == 1_500_000
    assert (row["Betyg av 100"], row["Bedömare"], row["Status"]) == (100, 1, "Mottagen")
    assert all(cell.data_type in ("s", "n", "d") for line in book.active.iter_rows() for cell in line)
    assert "Maja Lind" not in str(rows)
    assert "E-post" not in head
    assert answer.headers["Content-Disposition"].startswith("attachment")

    everything = taken_out(boss, call, form="xlsx", telling="allt")
    (_head, row, _other) = openpyxl.load_workbook(io.BytesIO(everything.body)).active.iter_rows(values_only=True)
    assert "Maja Lind" in row
    filtered = taken_out(boss, call, "?status=atertagna", form="xlsx")
    assert len(list(openpyxl.load_workbook(io.BytesIO(filtered.body)).active.iter_rows())) == 2
    assert taken_out(boss, call, "?q=finns+inte", form="xlsx").status == 409

    told = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ideas.export")).all()
    assert [{value.field: value.new for value in one.values} for one in told][:2] == [
        {"format": "xlsx", "rows": "2", "which": "tabellen", "contacts": "utan-kontakt"},
        {"format": "xlsx", "rows": "2", "which": "tabellen", "contacts": "allt"},
    ]


@only_sqlite
def test_documents_have_a_heading_for_each_idea_and_the_booklet_its_pages(app, clock):
    clock.set(NOW)
    call = a_call()
    ideas = [
        an_idea(
            call,
            content=a_content(title=f"Åmåls lots {n}", about="## Rubrik\n\nText med *å ä ö*.\n\n" + "ord " * n * 400),
        )
        for n in range(1, 5)
    ]
    with transaction.write() as session:
        for position, idea in enumerate(reversed(ideas[1:])):
            session.add(FollowUpSlot(idea_id=idea.id, meeting_id=call.meeting_id, position=position, created_at=NOW))
    boss = signed_in(Browser(app), an_organiser())

    word = docx.Document(io.BytesIO(taken_out(boss, call, form="docx").body))
    styles = [(one.style.name, one.text) for one in word.paragraphs]
    assert [text for style, text in styles if style == "Heading 1"] == [f"Åmåls lots {n}" for n in range(1, 5)]
    assert ("Heading 2", "Berätta om idén") in styles
    assert ("Heading 3", "Rubrik") in styles

    answer = taken_out(boss, call, form="hafte", which="uppfoljning")
    assert "id%C3%A9h%C3%A4fte" in answer.headers["Content-Disposition"]
    book = pypdf.PdfReader(io.BytesIO(answer.body))
    pages = [page.extract_text() for page in book.pages]
    assert book.metadata.title.startswith("Idéhäfte: ")
    assert book.trailer["/Root"]["/Lang"].startswith("sv")
    assert book.trailer["/Root"]["/MarkInfo"]["/Marked"]
    listed = [line for line in pages[1].splitlines() if line.startswith("Åmåls lots")]
    assert [line.split(" . ")[0].split(" .")[0] for line in listed] == [f"Åmåls lots {n}" for n in (4, 3, 2)]
    for line in listed:
        title, number = line.split(" .")[0], int(line.split()[-1])
        assert pages[number - 1].startswith(title)
        assert f"{number} av {len(pages)}" in pages[number - 1]
    assert "å ä ö" in pages[2]
    assert "Mottagen" not in "".join(pages)

    one = pypdf.PdfReader(io.BytesIO(taken_out(boss, call, f"?ide={ideas[0].id}", form="pdf").body))
    assert "Åmåls lots 1" in one.pages[0].extract_text()
    assert "Åmåls lots 2" not in one.pages[0].extract_text()
    assert boss.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/export?ide=9999").status == 404


@only_sqlite
def test_a_zip_holds_a_folder_for_each_idea(app, clock):
    clock.set(NOW)
    call = a_call()
    with_answers(
        an_idea(call, content=a_content(title="Åka / räls: ön?", organisation="Åmåls kommun")),
        an_attachment("Budget åäö.pdf"),
        an_attachment("../../Budget åäö.pdf", b"den andra"),
    )
    boss = signed_in(Browser(app), an_organiser())

    packed = zipfile.ZipFile(io.BytesIO(taken_out(boss, call, form="zip").body))
    assert packed.testzip() is None
    text, first, second = sorted(packed.namelist(), key=lambda name: "Bilagor" in name)
    folder = text.rpartition("/")[0]
    assert folder.startswith("001 Åka")
    assert {first, second} == {f"{folder}/Bilagor/Budget åäö.pdf", f"{folder}/Bilagor/Budget åäö (2).pdf"}
    assert packed.read(f"{folder}/Bilagor/Budget åäö.pdf") == b"%PDF-1.7 bilagan"
    words = packed.read(text).decode("utf-8-sig")
    assert "Hur ska ni mäta?".upper() in words
    assert "Åmåls kommun" in words
    assert "Maja Lind" not in words
    assert "1\N{NO-BREAK SPACE}500\N{NO-BREAK SPACE}000 kronor" in words

    hidden = zipfile.ZipFile(io.BytesIO(taken_out(boss, call, form="zip", telling="avidentifierat").body))
    (name,) = hidden.namelist()
    words = hidden.read(name).decode("utf-8-sig")
    assert "Bilaga 1" in words
    assert "Åmål" not in words + name


@only_sqlite
def test_what_is_too_large_is_said(app, clock):
    clock.set(NOW)
    call = a_call()
    for _number in range(8):
        an_idea(call, content=a_content(about="o" * 100_000))
    page = taken_out(signed_in(Browser(app), an_organiser()), call, form="pdf")
    assert page.status == 409
    assert "för stort" in page.errors[0]
    assert page.form("Hämta")["form"] == "pdf"


@pytest.mark.parametrize("query", ["?sektor=x&kommun=999999999999", "?ide=-1&q=%00"])
@only_sqlite
def test_odd_addresses_are_read(app, query):
    call = a_call()
    boss = signed_in(Browser(app), an_organiser())
    assert boss.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/export{query}").status == 200
