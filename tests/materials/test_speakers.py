"""Speakers send material by a link of their own, and an organiser takes it or says why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from meetings.audit.models import AuditEntry
from meetings.errors import NotFound, Refused
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.materials.actions import giving, reviewing, speaking
from meetings.materials.actions.adding import Texts
from meetings.materials.actions.giving import Gift, Told, texts_of
from meetings.materials.actions.reviewing import Decision
from meetings.materials.actions.speaking import Wanted
from meetings.materials.models import Material, MaterialVersion, SpeakerLink
from meetings.materials.queries import speaking as read
from meetings.materials.rules import MaterialReason
from meetings.materials.rules.speaking import MOST_THINGS, SpeakerReason
from meetings.outbox.models import OutgoingMail
from meetings.schedule.models import Meeting
from tests.builders import NOW, a_meeting, a_programme_item, delivered_mails
from tests.conftest import Clock
from tests.materials.scenes import OLLE, an_upload
from tests.materials.speakers import WORDING, a_speaker, a_talk, given

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(app: Flask, clock: Clock) -> None:
    clock.set(NOW)


def states(meeting: Meeting) -> list[tuple[str, str]]:
    return [(one.link.name, one.state.value) for one in read.speakers(meeting.id)]


def sent(template: str = "") -> list[str]:
    rows = db.session.query(OutgoingMail).order_by(OutgoingMail.id)
    return [row.to_address for row in rows if not template or row.template == template]


def again(link: SpeakerLink, material: Material, name: str, *, once: str) -> Material:
    piece = giving.looked_through(an_upload(name).key)
    assert piece is not None
    return giving.give_again(link.id, link.version, material.id, Gift([piece], "", Told(), WORDING, once), NOW)


def version_states(material: Material) -> list[tuple[int, str]]:
    rows = db.session.query(MaterialVersion).filter_by(material_id=material.id).order_by(MaterialVersion.number)
    return [(row.number, row.state) for row in rows]


def why(refused: pytest.ExceptionInfo[Refused]) -> object:
    return refused.value.refusal.reason


def test_who_is_on_the_programme_is_suggested_once_for_each_item() -> None:
    meeting = a_meeting()
    first = a_talk(meeting, "Martin Gellerstedt", "Högskolan Väst")
    later: dict[str, Any] = {"starts_at": meeting.starts_at + timedelta(hours=2)}
    a_talk(meeting, "", "Försäkringskassan", **later)
    a_talk(meeting, "Kocken", kind="meal", **later)
    a_programme_item(meeting, title="Utan talare")
    found = read.suggestions(meeting.id)
    assert [(one.name, one.organisation, one.item_id == first.id) for one in found] == [
        ("Martin Gellerstedt", "Högskolan Väst", True),
        ("Försäkringskassan", "", False),
    ]
    a_speaker(meeting, "martin gellerstedt", item=first)
    assert [one.name for one in read.suggestions(meeting.id)] == ["Försäkringskassan"]
    with pytest.raises(Refused) as refused:
        speaking.add(meeting.id, [Wanted("M", "MARTIN@example.se", first.id)], NOW, OLLE)
    assert why(refused) is SpeakerReason.KNOWN
    with pytest.raises(NotFound):
        speaking.add(meeting.id, [Wanted("M", "m@example.se", a_programme_item(a_meeting()).id)], NOW, OLLE)


def test_all_are_asked_and_who_is_missing_is_reminded_after_a_day() -> None:
    meeting = a_meeting()
    item = a_programme_item(meeting)
    people = [Wanted(name, f"{name}@example.se", item.id) for name in ("asa", "bo", "cia", "dan")]
    asa, bo, cia, _dan = speaking.add(meeting.id, people, NOW, OLLE)
    assert {state for _name, state in states(meeting)} == {"not-asked"}
    due = NOW + 9 * DAY
    assert speaking.ask_all(meeting.id, due, NOW, OLLE) == 4
    with pytest.raises(Refused) as refused:
        speaking.ask_all(meeting.id, due, NOW, OLLE)
    assert why(refused) is SpeakerReason.NOBODY
    given(asa, "bilder.pdf")
    giving.decline(bo.id, bo.version, NOW)
    with pytest.raises(Refused):
        speaking.remind_all(meeting.id, NOW + DAY - timedelta(seconds=1), OLLE)
    with pytest.raises(Refused) as refused:
        speaking.mail_one(meeting.id, asa.id, NOW + DAY, OLLE)
    assert why(refused) is SpeakerReason.HAS_GIVEN
    speaking.mail_one(meeting.id, cia.id, NOW + DAY, OLLE)
    assert speaking.remind_all(meeting.id, NOW + DAY, OLLE) == 1
    assert states(meeting) == [("asa", "waiting"), ("bo", "declined"), ("cia", "missing"), ("dan", "missing")]
    assert sorted(sent("speaker_request")) == [f"{name}@example.se" for name in ("asa", "bo", "cia", "dan")]
    assert sent("speaker_reminder") == ["cia@example.se", "dan@example.se"]
    with pytest.raises(Refused):
        speaking.ask_all(meeting.id, None, meeting.ends_at + 365 * DAY, OLLE)


def test_the_mails_say_what_when_and_how_in_the_speakers_language() -> None:
    meeting = a_meeting()
    item = a_programme_item(meeting, title="Möjligheterna med AI")
    link = a_speaker(meeting, item=item, asked=False)
    speaking.ask_all(meeting.id, meeting.starts_at - 2 * DAY, NOW, OLLE)
    english = a_speaker(meeting, "Mary", "mary@example.com", lang="en")
    given(link, "AI_och_jobben.pdf", "Bilaga.pdf")
    asked, in_english, receipt = delivered_mails()
    text = " ".join(str(asked.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]
    assert asked["Subject"] == "Din presentation: Digitalisering som öppnar vägen till arbete"
    assert asked["Reply-To"] == "cecilia.v.nilsson@vgregion.se"
    assert asked["To"] == "Martin Gellerstedt <martin@example.se>"
    for words in ("Möjligheterna med AI", "den 18 mars 2027 kl. 9.00", "före kl. 9.00 den 16 mars 2027", "500 MB var"):
        assert words in text
    html = str(asked.get_body(("html",)).get_content())  # type: ignore[union-attr]
    assert f"http://localhost/talare/{_token(link)}" in text
    assert f"http://localhost/talare/{_token(link)}" in html
    assert f"http://localhost/en/talare/{_token(english)}" in str(in_english)
    assert "AI och jobben" in str(receipt.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert receipt["Subject"].startswith("Tack, vi har fått ditt material")


def _token(link: SpeakerLink) -> str:
    from meetings.materials.mail.speaking import speaker_path

    return speaker_path(link).rpartition("/")[2]


def test_a_corrected_address_is_asked_anew_by_another_link() -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    old = link.version
    wanted = Wanted("Martin Gellerstedt", "gellerstedt@example.se")
    assert speaking.change(meeting.id, link.id, wanted, None, NOW, OLLE)
    assert sent("speaker_request") == ["martin@example.se", "gellerstedt@example.se"]
    with pytest.raises(NotFound):
        read.speaker_by_link(link.id, old)
    assert not speaking.change(meeting.id, link.id, Wanted("Martin G", wanted.email), None, NOW, OLLE)
    assert len(sent()) == 2
    renewed = speaking.renew(meeting.id, link.id, NOW + DAY, OLLE).version
    assert len(sent("speaker_request")) == 3
    assert read.speaker_by_link(link.id, renewed).name == "Martin G"


def test_what_is_given_waits_is_refused_given_anew_and_taken() -> None:
    meeting = a_meeting()
    item = a_programme_item(meeting)
    link = a_speaker(meeting, item=item)
    version = meeting.version
    (one,) = given(link, "bilder.pdf", title="Möjligheterna", credit="Martin", once="a")
    assert (one.title, one.item_id, one.speaker_id, one.state, one.version) == (
        "Möjligheterna", item.id, link.id, "draft", 0,
    )  # fmt: skip
    assert given(link, "bilder.pdf", once="a") == [], "the same form once more"
    assert [one.material.title for one in read.to_review(meeting.id)] == ["Möjligheterna"]
    with pytest.raises(Refused) as refused:
        reviewing.refuse(meeting.id, one.id, 1, "", NOW, OLLE)
    assert why(refused) is SpeakerReason.NO_WORDS
    reviewing.refuse(meeting.id, one.id, 1, "Bilden på sidan 3 är inte din.", NOW, OLLE)
    assert states(meeting) == [("Martin Gellerstedt", "refused")]
    assert read.to_review(meeting.id) == []
    again(link, one, "nya.pdf", once="b")
    again(link, one, "nyaste.pdf", once="c")
    assert version_states(one) == [(1, "refused"), (3, "offered")], "what nobody had looked at gave way"
    assert db.session.query(StoredFile).filter_by(name="nya.pdf").one().state == "discarded"
    with pytest.raises(Refused) as refused:  # the organiser looked at the second
        reviewing.take(meeting.id, one.id, texts_of(one), Decision(2), one.revision, NOW, OLLE)
    assert why(refused) is MaterialReason.NOT_OFFERED
    assert meeting.version == version
    reviewing.take(
        meeting.id,
        one.id,
        Texts("Rätt titel", "Martin", item_id=item.id),
        Decision(3, "Tack", publish=True, reason="Talarens fil."),
        one.revision,
        NOW,
        OLLE,
    )
    assert (one.title, one.version, one.state, one.answer) == ("Rätt titel", 3, "published", "Tack")
    assert meeting.version > version
    assert states(meeting) == [("Martin Gellerstedt", "approved")]
    answers = [row.values for row in db.session.query(OutgoingMail).filter_by(template="speaker_answer")]
    assert [(row["taken"], row["words"]) for row in answers] == [
        (False, "Bilden på sidan 3 är inte din."),
        (True, "Tack"),
    ]
    db.session.expire_all()
    assert (link.wording, link.agreed_at) == (WORDING, NOW)


def test_an_address_goes_the_same_way() -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    (one,) = given(link, url="https://film.example.se/ai", title="Filmen", once="a")
    assert (one.kind, one.url, one.offered_url) == ("link", "", "https://film.example.se/ai")
    reviewing.refuse(meeting.id, one.id, None, "Den går inte att öppna.", NOW, OLLE)
    gift = Gift([], "https://film.example.se/ai2", Told(), WORDING, "b")
    giving.give_again(link.id, link.version, one.id, gift, NOW)
    assert states(meeting) == [("Martin Gellerstedt", "waiting")]
    reviewing.take(meeting.id, one.id, texts_of(one), Decision(None), one.revision, NOW, OLLE)
    assert (one.url, one.offered_url, one.offer_state, one.state) == ("https://film.example.se/ai2", "", "", "draft")
    giving.give_again(link.id, link.version, one.id, Gift([], "https://film.example.se/3", Told(), WORDING, "c"), NOW)
    assert (one.url, one.offered_url) == ("https://film.example.se/ai2", "https://film.example.se/3")
    giving.take_back(link.id, link.version, one.id, NOW)
    assert (one.url, one.offered_url, one.offer_state) == ("https://film.example.se/ai2", "", "")


def test_what_nobody_has_looked_at_is_taken_back() -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    first, second = given(link, "ett.pdf", "två.pdf", title="Gäller inte två")
    assert [one.title for one in (first, second)] == ["ett", "två"]
    giving.retell(link.id, link.version, second.id, Told("Två bättre", "Martin", "en", "Bild"), NOW)
    assert (second.title, second.credit, second.lang, second.alt) == ("Två bättre", "Martin", "en", "Bild")
    reviewing.refuse(meeting.id, second.id, 1, "Nej.", NOW, OLLE)
    with pytest.raises(Refused) as refused:
        giving.take_back(link.id, link.version, second.id, NOW)
    assert why(refused) is SpeakerReason.NOT_WAITING
    again(link, second, "två igen.pdf", once="b")
    giving.take_back(link.id, link.version, second.id, NOW)
    giving.take_back(link.id, link.version, first.id, NOW)
    assert [one.title for one in db.session.query(Material)] == ["Två bättre"]
    assert version_states(second) == [(1, "refused")]
    assert sorted(row.name for row in db.session.query(StoredFile).filter_by(state="discarded")) == [
        "ett.pdf",
        "två igen.pdf",
    ]
    db.session.expire_all()
    reviewing_again = again(link, second, "tre.pdf", once="c")
    reviewing.take(meeting.id, second.id, texts_of(second), Decision(2), reviewing_again.revision, NOW, OLLE)
    with pytest.raises(Refused):
        giving.retell(link.id, link.version, second.id, Told("Efteråt"), NOW)


def test_so_much_and_no_longer_is_taken() -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    for number in range(MOST_THINGS):
        given(link, url=f"https://example.se/{number}", once=str(number))
    with pytest.raises(Refused) as refused:
        given(link, url="https://example.se/x", once="x")
    assert why(refused) is SpeakerReason.TOO_MANY
    with pytest.raises(Refused) as refused:
        giving.decline(link.id, link.version, meeting.ends_at + 365 * DAY)
    assert why(refused) is SpeakerReason.CLOSED


def test_a_speaker_is_forgotten_and_what_they_gave_stays() -> None:
    meeting = a_meeting()
    link = a_speaker(meeting)
    (one,) = given(link, "bilder.pdf", credit="Martin Gellerstedt")
    delivered_mails()
    old = (link.id, link.version)
    speaking.remove(meeting.id, link.id, NOW, OLLE)
    db.session.expire_all()
    assert states(meeting) == []
    with pytest.raises(NotFound):
        read.speaker_by_link(*old)
    assert (one.speaker_id, one.credit, one.versions[0].given_by) == (None, "Martin Gellerstedt", "")
    assert {(row.to_name, row.to_address, row.body_text) for row in db.session.query(OutgoingMail)} == {("", "", None)}
    held = [value for entry in db.session.query(AuditEntry) for value in (entry.subject, *entry.values)]
    assert "martin@example.se" not in str([getattr(value, "new", value) for value in held])
    reviewing.take(meeting.id, one.id, texts_of(one), Decision(1), one.revision, NOW, OLLE)  # who is gone gets no mail
    assert len(sent()) == 2
