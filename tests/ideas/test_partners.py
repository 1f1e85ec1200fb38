"""Ideas and organisations find each other: listing, asking, answering; no address is told before both say yes."""

from __future__ import annotations

import re
from functools import partial

import pytest
from flask import Flask

from meetings import transaction
from meetings.errors import Refused
from meetings.extensions import db
from meetings.ideas.actions import joining, leave
from meetings.ideas.actions.partner_answering import answer
from meetings.ideas.mail.addresses import own_path as idea_path
from meetings.ideas.models import Idea, PartnerInterest, PartnerRequest
from meetings.ideas.queries.interests import joining_of
from meetings.ideas.queries.requests import partners_of
from meetings.ideas.rules.partnering import CONFIRM_WITHIN
from meetings.links import queries as links
from meetings.registration import mail as registration_mail
from meetings.schedule.models import Meeting
from tests.browser import Browser, Page
from tests.builders import NOW, a_meeting, a_registration, a_site, an_organiser, signed_in
from tests.conftest import Clock
from tests.databases import only_sqlite
from tests.ideas.builders import a_call, a_content, an_idea
from tests.ideas.followups import a_published_idea
from tests.ideas.partner_scenes import a_question, an_interest, raw_mails, the_request, vocabulary
from tests.ideas.test_telling import together

ASKER, CONTACT = "karin@solrosen.example", "maja@vanersborg.example"


def the_idea(call: object, **facts: object) -> Idea:
    return a_published_idea(call, contact_email=CONTACT, contact_email_key=CONTACT, **facts)  # type: ignore[arg-type]


def ask(browser: Browser, idea: Idea, meeting_id: int, *, email: str = ASKER, shown: bool = True) -> Page:
    page = browser.get(f"/moten/{meeting_id}/partner/{idea.id}/vara-med")
    form = page.form("Skicka frågan")
    return form.fill(
        organisation="Föreningen Solrosen", organisation_type="Ideell förening", municipality="Vänersborg",
        name="Karin Ros", email=email, message="Vi når unga som ingen annan når.", shown=shown,
    ).submit()  # fmt: skip


def link_in(raw: bytes, kind: str) -> str:
    """The path of a link of this kind in a mail."""
    return re.search(rf"/{kind}/[a-z0-9]+-[a-z0-9]+-[\w-]{{27}}", raw.decode().replace("=3D", "="))[0]


def nobody_is_told(mails: list[bytes]) -> None:
    """No mail holds another address or name than its receiver's: in no header, and nowhere in its body."""
    for raw in mails:
        told = re.search(rb"^To: .*?<?([\w.]+@[\w.]+)>?\r?$", raw, re.M)[1].decode()
        others = {ASKER, CONTACT} - {told}
        assert not [one for one in others if one.encode() in raw], raw
        assert not [name for name, its in (("Karin", ASKER), ("Maja", CONTACT)) if its != told and name.encode() in raw]


def test_neither_address_is_told_before_both_have_said_yes(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    a_site()
    vocabulary()
    call = a_call()
    idea = the_idea(call)
    version = db.session.get_one(Meeting, call.meeting_id).version

    sent = ask(browser, idea, call.meeting_id)
    assert sent.heading == "Öppna mejlet"
    first = raw_mails()
    assert len(first) == 1
    assert f"To: Karin Ros <{ASKER}>".encode() in first[0]
    asker = link_in(first[0], "partnerfraga")
    page = browser.get(asker)
    assert page.heading == "Bekräfta din fråga"
    assert the_request().state == "unconfirmed"
    page = page.form("Ja, skicka frågan").submit()
    assert "Frågan är skickad" in page.text
    browser.post(f"{asker}/bekrafta", {"form_token": page.form("Ta tillbaka frågan")["form_token"]})  # twice
    mails = raw_mails()
    assert len(mails) == 2
    assert f"To: Maja Lind <{CONTACT}>".encode() in mails[1]
    nobody_is_told(mails)
    for header in (b"\nFrom:", b"\nReply-To:", b"\nSender:", b"\nReturn-Path:", b"\nMessage-ID:"):
        assert not [line for line in mails[1].splitlines() if line.startswith(header[1:]) and b"solrosen" in line]

    page = browser.get(link_in(mails[1], "partnersvar"))
    assert page.heading == "Föreningen Solrosen vill vara med"
    assert "Vi når unga som ingen annan når." in page.text
    assert "Ideell förening, Vänersborg" in page.text
    assert ASKER not in page.html
    assert "Karin" not in page.html
    refused = page.form("Skicka svaret").submit()
    assert refused.status == 422
    assert refused.errors == ["Ditt svar: välj ja eller nej."]
    page = page.form("Skicka svaret").fill(answer="ja", words="Kul, välkomna.").submit()
    assert "Svaret är skickat" in page.text
    assert ASKER in page.text
    assert "Karin Ros" in page.text
    mails = raw_mails()
    assert len(mails) == 4
    agreed = {bool(re.search(rf"^To: .*{ASKER}".encode(), raw, re.M)): raw for raw in mails[2:]}
    assert CONTACT.encode() in agreed[True]
    assert b"Maja Lind" in agreed[True]
    assert ASKER.encode() in agreed[False]
    assert b"Karin Ros" in agreed[False]
    page = browser.get(asker)
    assert CONTACT in page.text
    assert "Kul, välkomna." in page.text

    found = partners_of(idea.id)
    assert [one.name for one in found.shown] == ["Föreningen Solrosen"]
    assert found.others == 0
    assert [(term.code, number) for term, number in found.by_sector] == [("social-economy", 1)]
    db.session.rollback()
    assert db.session.get_one(Meeting, call.meeting_id).version > version
    page = page.form("Visa oss inte längre").submit()
    assert "visas inte som partner" in page.text
    assert partners_of(idea.id).others == 1
    assert partners_of(idea.id).shown == ()
    page = page.form("Avsluta partnerskapet").submit()
    assert partners_of(idea.id).total == 0
    assert b"inte l" in raw_mails()[-1]
    assert browser.post(f"{asker}/ta-tillbaka", page_token(browser, call.meeting_id)).status == 409


def page_token(browser: Browser, meeting_id: int) -> dict[str, str]:
    """A fresh one-time token, for a button that no page shows any more."""
    form = browser.get(f"/moten/{meeting_id}/partner/anmal").form("Visa oss i listan")
    return {"form_token": form["form_token"]}


def test_no_and_taken_back_tell_nobody_an_address(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call()
    idea, other = the_idea(call), the_idea(call, title="En annan idé")
    ask(browser, idea, call.meeting_id)
    browser.get(link_in(raw_mails()[-1], "partnerfraga")).form("Ja, skicka frågan").submit()
    answer = link_in(raw_mails()[-1], "partnersvar")
    form = browser.get(answer).form("Skicka svaret")
    page = form.fill(answer="nej", words="Vi är redan många.").submit()
    assert page.status == 200
    assert "Tackade nej" in page.text
    assert ASKER not in page.html
    again = browser.post(answer, page_token(browser, call.meeting_id) | {"answer": "ja"})
    assert again.status == 409
    assert "redan besvarad med nej" in again.text
    # Asked once more by the same address: the link to what was answered, and the contact is left alone.
    before = len(raw_mails())
    assert ask(browser, idea, call.meeting_id).heading == "Öppna mejlet"
    mails = raw_mails()
    assert len(mails) == before + 1
    assert f"<{ASKER}>".encode() in mails[-1]
    page = browser.get(link_in(mails[-1], "partnerfraga"))
    assert "Vi är redan många." in page.text
    assert CONTACT not in page.html
    # Taken back before the answer.
    ask(browser, other, call.meeting_id)
    page = browser.get(link_in(raw_mails()[-1], "partnerfraga")).form("Ja, skicka frågan").submit()
    answer = link_in(raw_mails()[-1], "partnersvar")
    page.form("Ta tillbaka frågan").submit()
    page = browser.get(answer)
    assert "Återtagen" in page.text
    assert not page.all("form textarea")
    assert browser.post(answer, page_token(browser, call.meeting_id) | {"answer": "ja"}).status == 409
    nobody_is_told(raw_mails())
    assert partners_of(idea.id).total == partners_of(other.id).total == 0


def test_an_organisation_is_listed_once_its_address_is_confirmed(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call()
    here = f"/moten/{call.meeting_id}/partner"
    form = browser.get(f"{here}/anmal").form("Visa oss i listan")
    refused = form.submit()
    assert refused.status == 422
    assert "Organisation: skriv vilken organisation det gäller." in refused.errors
    sent = refused.form("Visa oss i listan").fill(
        organisation="Restad gård", organisation_type="Ideell förening", municipality="Vänersborg",
        target_groups=["young"], offers="Vi har lokaler.", name="Inam", email="inam@restad.example",
    ).submit()  # fmt: skip
    assert sent.heading == "Öppna mejlet"
    assert "Restad gård" not in browser.get(here).text
    own = link_in(raw_mails()[-1], "partner")
    assert browser.get(own).heading == "Bekräfta adressen"
    clock.set(NOW + CONFIRM_WITHIN)
    assert browser.get(own).heading == "Länken har gått ut"
    assert browser.post(f"{own}/bekrafta", page_token(browser, call.meeting_id)).status == 409
    clock.set(NOW)
    page = browser.get(own).form("Ja, visa oss i listan").submit()
    assert page.heading == "Restad gård"
    assert "Ni står i listan" in page.text
    page = browser.get(here)
    assert "Restad gård" in page.text
    assert "Vi har lokaler." in page.text
    assert "Målgrupper: Unga" in page.text
    assert "inam" not in page.html.casefold()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    # The same address once more: its own link, and nothing has changed.
    browser.get(f"{here}/anmal").form("Visa oss i listan").fill(
        organisation="Nidbild", organisation_type="Företag", name="X", email="Inam@restad.example"
    ).submit()
    assert "Nidbild" not in browser.get(here).text
    assert link_in(raw_mails()[-1], "partner") == own
    page = browser.get(f"{own}/andra").form("Spara").fill(offers="Vi har lokaler och handledare.").submit()
    assert "Ändringarna är sparade" in page.text
    assert "handledare" in browser.get(here).text
    browser.get(f"{own}/ta-bort").form("Ta bort oss").submit()
    assert "Restad gård" not in browser.get(here).text
    page = browser.get(own).form("Visa oss i listan igen").submit()
    assert "Restad gård" in browser.get(here).text
    organiser = signed_in(Browser(app), an_organiser())
    desk = f"/arbetsytan/moten/{call.meeting_id}/ideer/partner?visa=organisationer"
    organiser.get(desk).form("Ta bort ur listan").submit()
    assert "Restad gård" not in browser.get(here).text
    assert browser.post(f"{own}/igen", page_token(browser, call.meeting_id)).status == 409
    organiser.get(desk).form("Visa igen").submit()
    assert "Restad gård" in browser.get(here).text


def test_who_signed_up_to_join_is_listed_by_that_link_alone(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call(a_meeting())
    meeting = db.session.get_one(Meeting, call.meeting_id)
    person = a_registration(meeting, "Inam Alghols", organisation="Restad gård")
    token = links.make(registration_mail.PURPOSE, person.id, person.link_version)
    here = f"/moten/{meeting.id}/partner/anmal?anmalan={token}"
    assert joining_of(person.id) == joining_of(person.id)
    assert joining_of(person.id).interest_id is None
    page = browser.get(here)
    form = page.form("Visa oss i listan")
    assert form["organisation"] == "Restad gård"
    assert form["name"] == "Inam Alghols"
    assert "email" not in form
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    page = form.fill(organisation_type="Ideell förening").submit()
    assert page.heading == "Restad gård"
    assert joining_of(person.id).is_shown
    assert browser.get(here).path == page.path.split("?")[0]  # listed already: the own page
    idea, own = the_idea(call), page.path.split("?")[0]
    asked = browser.get(f"{own}/fraga/{idea.id}").form("Skicka frågan").fill(message="Vi vill.").submit()
    assert "Frågan är skickad" in asked.text
    again = browser.get(f"{own}/fraga/{idea.id}")
    assert "Ni har redan frågat" in again.text
    assert not again.all("form textarea")
    assert the_request().state == "asked"
    assert the_request().interest_id is not None
    forged = browser.get(f"/moten/{meeting.id}/partner/anmal?anmalan={token[:-1]}x")
    assert "email" in forged.form("Visa oss i listan")


def test_an_ideas_contact_invites_from_the_list(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call()
    idea = an_idea(call, contact_email=CONTACT, contact_email_key=CONTACT)  # not published: the contact may ask
    row = an_interest(call, groups=("young",), municipality="vanersborg", email=ASKER)
    here = idea_path(idea)
    page = browser.get(f"{here}/partner?malgrupp=young")
    assert "Samma målgrupp: Unga; samma kommun: Vänersborg; social ekonomi söks" in page.text
    assert ASKER not in page.html
    page = (
        page.click("Bjud in Restad gård")
        if "Bjud in Restad gård" in page.links
        else browser.get(f"{here}/partner/{row.id}")
    )
    sent = page.form("Skicka inbjudan").fill(message="Vi söker er.").submit()
    assert "Inbjudan är skickad" in sent.text
    again = browser.get(f"{here}/partner/{row.id}")
    assert "redan frågat" in again.text
    mails = raw_mails()
    nobody_is_told(mails)
    answer = link_in(mails[-1], "partnersvar")
    page = browser.get(answer)
    assert "Vi söker er." in page.text
    assert CONTACT not in page.html
    page = page.form("Skicka svaret").fill(answer="ja", shown=True).submit()
    assert CONTACT in page.text
    assert ASKER in browser.get(link_in(raw_mails()[-2], "partnerfraga")).text
    assert [one.name for one in partners_of(idea.id).shown] == ["Restad gård"]
    assert "Restad gård" in browser.get(here).text
    # While the contact's own address is unconfirmed, nothing goes on in its name.
    other = an_idea(
        call, content=a_content(title="Obekräftad"), contact_email="x@example.se", contact_email_key="x@example.se"
    )
    with transaction.write() as session:
        session.get_one(Idea, other.id).confirmed_at = None
    before = len(raw_mails())
    page = browser.get(f"{idea_path(other)}/partner/{row.id}").form("Skicka inbjudan").fill(message="Hej.").submit()
    assert "Bekräfta adressen" in page.text
    assert the_request().state == "unconfirmed"
    mails = raw_mails()
    assert len(mails) == before + 1
    assert b"x@example.se" in mails[-1]
    browser.get(link_in(mails[-1], "partnerfraga")).form("Ja, skicka frågan").submit()
    assert the_request().state == "asked"


@only_sqlite
def test_the_lists_are_filtered_paged_and_show_only_what_may_be_shown(app: Flask, browser: Browser) -> None:
    vocabulary()
    call = a_call()
    here = f"/moten/{call.meeting_id}/partner"
    assert "Inga idéer söker parter än" in browser.get(here).text
    a_published_idea(call, "Digital lots", says={"partners_text": "Ett företag med lärlingar"})
    a_published_idea(
        call,
        "Odla",
        says={"municipality": "trollhattan", "target_groups": ("newcomers",), "partners_sought": ("private",)},
    )
    a_published_idea(call, "Söker ingen", says={"partners_sought": ()})
    an_idea(call, content=a_content(title="Inte publicerad"))
    back = a_published_idea(call, "Tog tillbaka sitt ja")
    leave.set_leave(back.id, "Ja", NOW, given=False)
    an_interest(
        call, "Åkeriet", sector="private", municipality="trollhattan", groups=("newcomers",), offers="Lastbilar"
    )
    an_interest(call, "Ängen", groups=("young",))
    an_interest(call, "Inte bekräftad", confirmed=False)
    page = browser.get(here)
    assert page.all("ul.partner-list h3") == ["Digital lots", "Odla", "Åkeriet", "Ängen"]
    assert "Ett företag med lärlingar" in page.text
    assert "Söker: Social ekonomi" in page.text
    for query, expected in {
        "malgrupp=newcomers": ["Odla", "Åkeriet"],
        "kommun=vanersborg": ["Digital lots"],
        "sektor=private": ["Odla", "Åkeriet"],
        "sektor=social-economy": ["Digital lots", "Ängen"],
        "typ=municipality": ["Digital lots", "Odla"],
        "q=LASTBIL": ["Åkeriet"],
        "q=larlingar": ["Digital lots"],
        "kommun=finns-inte&q=": ["Digital lots", "Odla", "Åkeriet", "Ängen"],
    }.items():
        assert browser.get(f"{here}?{query}").all("ul.partner-list h3") == expected, query
    assert "Ingen idé passar in" in browser.get(f"{here}?q=xyz").text
    for number in range(21):
        an_interest(call, f"Nr {number:02}")
    page = browser.get(f"{here}?organisationer=2")
    assert page.all("ul.partner-list h3")[:3] == ["Digital lots", "Odla", "Nr 10"]
    assert (
        browser.get(f"{here}?organisationer=x").status
        == browser.get(f"{here}?organisationer=99999999999").status
        == 200
    )
    page = browser.get("/en" + here)
    assert page.language == "en"
    assert Browser(app).get("/moten/999/partner").status == 404
    draft = a_call(a_meeting(state="draft"))
    assert browser.get(f"/moten/{draft.meeting_id}/partner").status == 404


def test_what_nobody_confirms_is_erased_with_its_mails(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call()
    idea = the_idea(call)
    an_interest(call, "Obekräftad", confirmed=False)
    kept = an_interest(call, "Bekräftad")
    ask(browser, idea, call.meeting_id)
    raw_mails()
    assert joining.erase_unconfirmed(NOW + CONFIRM_WITHIN) == 2
    db.session.rollback()
    assert [one.id for one in db.session.query(PartnerInterest)] == [kept.id]
    assert db.session.query(PartnerRequest).count() == 0
    assert not [raw for raw in raw_mails() if ASKER.encode() in raw]


def test_nobody_is_mailed_without_end(app: Flask, browser: Browser, clock: Clock) -> None:
    clock.set(NOW)
    vocabulary()
    call = a_call()
    ideas = [the_idea(call, title=f"Idé {n}") for n in range(5)]
    for idea in ideas:
        assert ask(browser, idea, call.meeting_id).heading == "Öppna mejlet"
    assert len(raw_mails()) == 3


@pytest.mark.parametrize("yes_first", [True, False])
def test_one_who_asks_in_anothers_name_gets_nothing_on(
    app: Flask, browser: Browser, clock: Clock, yes_first: bool
) -> None:
    """The idea's own contact named as the asker: a mail to confirm, and confirming is refused."""
    clock.set(NOW)
    vocabulary()
    call = a_call()
    idea = the_idea(call)
    ask(browser, idea, call.meeting_id, email=CONTACT)
    link = link_in(raw_mails()[-1], "partnerfraga")
    page = browser.get(link).form("Ja, skicka frågan").submit()
    assert page.status == 409
    assert "Det är er egen idé." in page.text


def test_two_answers_at_once_are_one(app: Flask) -> None:
    vocabulary()
    call = a_call()
    asked = a_question(the_idea(call), an_interest(call, email=ASKER))
    answered, version = asked.id, asked.answer_version

    def reply(yes: bool) -> str:
        try:
            answer(answered, version, "", "", NOW, yes=yes)
        except Refused:
            return "refused"
        return "yes" if yes else "no"

    db.session.rollback()
    said = together(app, [partial(reply, number % 2 == 0) for number in range(4)])
    assert said.count("refused") == 3
    told = [raw for raw in raw_mails() if b"partner i" in raw or b"Svar p" in raw]
    won = next(one for one in said if one != "refused")
    assert (the_request().state, len(told)) == (("accepted", 2) if won == "yes" else ("declined", 1))
