"""Nothing that an assessor can reach says who is behind an idea, and nothing that is taken out without them does."""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import docx
import pypdf
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.actions.history import note
from meetings.ideas.mail.assessing import assessor_path
from meetings.ideas.models import FollowUpSlot, Idea, IdeaCall, IdeaCoauthor, IdeaNote, IdeaVersion
from meetings.ideas.rules.content import Content, received
from tests.browser import Browser
from tests.builders import NOW, an_organisation, an_organiser, delivered_mails, signed_in
from tests.databases import only_sqlite
from tests.ideas.builders import a_content, an_idea
from tests.ideas.test_assessing import an_assessed_call, an_assessor, assess
from tests.ideas.test_exporting import an_attachment, taken_out

CANARIES = ("kanarin", "zebran", "gamlingen", "hemligheten", "512 34 56")
EVERYTHING = (
    "Kanarinen AB vill, KANARINENS och kana&shy;rinen, Zelda Zebran, zebran@kanarin.example.se, "
    "[här](https://kanarin.example.se/om), 0701-512 34 56, Gamlingens förening, Hemligheten"
)
ALLOWED = {
    "meetings.ideas.actions.assessing",
    "meetings.ideas.forms.assessing",
    "meetings.ideas.queries",  # of which `assessing` and `terms` alone, see below
    "meetings.ideas.queries.assessing",
    "meetings.ideas.rules.assessing",
    "meetings.ideas.rules.presenting",
    "meetings.ideas.views.blueprint",
}


def a_call_full_of_canaries(**facts: Any) -> IdeaCall:
    """A call whose one idea says who is behind it wherever it can."""
    call = an_assessed_call(hidden_words="Hemligheten", **facts)
    free = {one.name: EVERYTHING for one in fields(Content) if one.type == "str"}
    free |= {"role": "lead", "sector": "private", "starts_in": "2027-09", "ends_in": "2028-09"}
    free |= {"organisation": "Kanarinen AB", "organisation_type": "company", "municipality": "kanarin"}
    content = a_content(**free)
    idea = an_idea(call, content=content, contact_name="Zelda Zebran", contact_email="zebran@kanarin.example.se",
                   contact_phone="+46 70 151 23 456".replace(" ", ""), organisation_name="Kanarinen AB")  # fmt: skip
    with transaction.write() as session:
        idea = session.get(Idea, idea.id)
        idea.contact_phone = "0701-512 34 56"
        idea.organisation = an_organisation("Kanarinens syster")
        idea.diarienummer, idea.entered_by = "Kanarin 1", "Zebran"
        version = session.scalar(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id))
        attached = [an_attachment("Kanarinen.pdf", b"Zebran")]
        version.content = received(content, "sv", (("Vem?", EVERYTHING),), attached)
        before = received(a_content(organisation="Gamlingens förening"), "sv", (), ())
        session.add(IdeaVersion(idea_id=idea.id, number=2, reference="AAAA", form_token="x", content=version.content,
                                checksum="x", received_at=NOW))  # fmt: skip
        version.content, idea.current = before, 2
        session.add(IdeaCoauthor(idea_id=idea.id, name="Gamlingen", email="g@kanarin.example.se",
                                 email_key="g@kanarin.example.se", added_at=NOW))  # fmt: skip
        session.add(IdeaNote(idea_id=idea.id, text=EVERYTHING, by="Zebran", at=NOW))
        session.add(FollowUpSlot(idea_id=idea.id, meeting_id=call.meeting_id, presenters="Zebran", created_at=NOW))
        note(session, idea, "received", NOW, text=EVERYTHING, internal=EVERYTHING)
    return call


def crawled(visitor: Browser, start: str) -> Iterator[tuple[str, str]]:
    """Every page under an address that links lead to, with its headers, in both languages, and what POST answers."""
    left, seen = [start, "/en" + start], set()
    while left:
        path = left.pop()
        if path in seen or start not in path:
            continue
        seen.add(path)
        page = visitor.get(path, check=False)
        yield path, f"{page.headers}\n{page.body.decode('utf-8', 'replace')}"
        if "html" in page.headers.get("Content-Type", ""):
            left += [address.split("#")[0] for address in page.links.values()]
    for values in ({}, {"comment": "x" * 5000}, {"base_revision": "7", "comment": "Stale"}):
        page = visitor.post(f"{start}/1", values)
        yield f"POST {values}", f"{page.headers}\n{page.body.decode()}"
    for path in (f"{start}/1/bilaga/1", f"{start}/1/bilaga/9", f"{start}/99"):
        page = visitor.get(path, check=False)
        yield path, f"{page.status} {page.headers}\n{page.body.decode('utf-8', 'replace')}"


def leaks(text: str) -> list[str]:
    shown = text.replace("\u00ad", "").replace("&shy;", "").casefold()
    return [one for one in CANARIES if one in shown]


def words_in(answer: Any, form: str) -> str:
    """What a file holds as text, its name and its properties among it."""
    file = io.BytesIO(answer.body)
    if form in ("pdf", "hafte"):
        book = pypdf.PdfReader(file)
        text = f"{book.metadata} {book.xmp_metadata} " + "".join(page.extract_text() for page in book.pages)
    elif form == "docx":
        text = "\n".join(one.text for one in docx.Document(file).paragraphs)
        text += "".join(part.decode("utf-8", "ignore") for part in parts_of(answer.body))
    else:
        text = "".join(part.decode("utf-8", "ignore") for part in parts_of(answer.body))
    return f"{answer.headers}\n{text}"


def parts_of(body: bytes) -> list[bytes]:
    packed = zipfile.ZipFile(io.BytesIO(body))
    return [*(packed.read(name) for name in packed.namelist()), *(name.encode() for name in packed.namelist())]


def test_no_page_mail_or_file_for_assessors_says_who_is_behind(app, clock):
    clock.set(NOW)
    call = a_call_full_of_canaries(hides_actors=True)
    assessor = an_assessor(call)
    path = assessor_path(assessor)

    assert {address: found for address, page in crawled(Browser(app), path) if (found := leaks(page))} == {}
    assert "[dolt]" in Browser(app).get(f"{path}/1").heading
    assert "Bilaga 1 (PDF)" in Browser(app).get(f"{path}/1").text
    idea = db.session.scalar(select(Idea).where(Idea.call_id == call.id))
    assess(assessor, idea, [1, 1], comment="Sparat")
    assert {address: found for address, page in crawled(Browser(app), path) if (found := leaks(page))} == {}
    for mail in delivered_mails():
        assert leaks(mail.as_string() + mail.get_body(("plain",)).get_content()) == []

    with transaction.write() as session:
        session.get(IdeaCall, call.id).hides_actors = False
    shown = {address: leaks(page) for address, page in crawled(Browser(app), path)}
    assert set(shown[f"{path}/1"]) == set(CANARIES)  # the control: the same crawl finds them all
    assert Browser(app).get(f"{path}/1/bilaga/1", check=False).status == 200


@only_sqlite
def test_no_export_without_them_says_who_is_behind(app, clock):
    clock.set(NOW)
    call = a_call_full_of_canaries()
    boss = signed_in(Browser(app), an_organiser())

    for form in ("xlsx", "pdf", "docx", "hafte", "zip"):
        hidden = taken_out(boss, call, form=form, telling="avidentifierat")
        assert hidden.status == 200
        assert (form, leaks(words_in(hidden, form))) == (form, [])
        told = taken_out(boss, call, form=form, telling="allt")
        assert "kanarin" in leaks(words_in(told, form))
    desk = boss.get(f"/arbetsytan/moten/{call.meeting_id}/ideer/bedomning/1/som-bedomare")
    assert "kanarin" in leaks(desk.text)  # shown to assessors as it is: actors are not hidden in this call


@only_sqlite
def test_the_pages_of_assessors_read_in_one_place_alone():
    source = Path("meetings/ideas/views/assessing.py").read_text(encoding="utf-8")
    imported = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    ours = {
        (node.module or "", alias.name)
        for node in imported
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("meetings.")
        for alias in node.names
    }

    assert not any(isinstance(node, ast.Import) for node in imported)
    assert {module for module, _name in ours if module.startswith("meetings.ideas")} <= ALLOWED
    assert {name for module, name in ours if module == "meetings.ideas.queries"} == {"assessing", "terms"}
    machinery = ("ideas.", "web", "errors", "text", "files.rules", "files.sending")
    assert not [
        module for module, _name in ours if not module.startswith(tuple(f"meetings.{one}" for one in machinery))
    ]
