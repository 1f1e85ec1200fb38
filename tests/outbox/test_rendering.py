"""What a mail says, and that no value can change its headers or who gets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, DictLoader

from meetings.outbox import rendering, wire
from meetings.outbox.rendering import Letter, PlainLetterhead, Rendered, instant
from meetings.outbox.transport import bare_host
from meetings.outbox.wire import UnfitAddress, bare_address
from tests.builders import NOW, a_site, delivered_mails
from tests.databases import only_sqlite
from tests.outbox.letters import a_mail

HEAD = PlainLetterhead("Möten i Västsverige")
EVIL = (
    "\r\nBcc: evil@example.com",
    "\nBcc: evil@example.com",
    "\r\n\r\nbody",
    "\x00",
    "\u2028Bcc: x@example.com",
    "\x85Bcc: x",
)


def a_letter(**facts: object) -> Letter:
    values: dict[str, object] = {
        "id": 1,
        "template": "test",
        "lang": "sv",
        "to_name": "Åsa Öberg",
        "to_address": "asa@example.se",
        "reply_to": "",
        "values": {},
        "calendar": None,
        "calendar_method": "",
        "message_id": "<1@example.se>",
        "tries": 0,
    }
    return Letter(**(values | facts))  # type: ignore[arg-type]


def on_the_wire(letter: Letter, words: Rendered | None = None, head: PlainLetterhead = HEAD) -> EmailMessage:
    words = words or Rendered("Hej", "text\n", "<p>html</p>\n")
    content = wire.message(letter, words, "moten@example.se", head, NOW).replace(b"\r\n", b"\n")
    found = message_from_bytes(content, policy=policy.default)
    assert not any(part.defects for part in found.walk())
    return found


@only_sqlite
def test_the_reader_is_spoken_to_in_their_language_by_the_site(app: Flask) -> None:
    a_site()
    a_mail(1)
    a_mail(2, lang="en")
    swedish, english = delivered_mails()
    assert swedish["Subject"] == "Testmejl från Möten i Västsverige"
    assert str(swedish["From"]) == "Möten i Västsverige <moten@demo.example>"
    assert str(swedish["To"]) == "Åsa Öberg <person1@example.se>"
    text = swedish.get_body(("plain",)).get_content()
    assert text.startswith("Hej Åsa Öberg,\n\nDet här är ett testmejl.")
    assert "\nHälsningar\nMöten i Västsverige\nCecilia Nilsson\n" in text
    assert "\n-- \nDu får mejlet" in text
    html = swedish.get_body(("html",)).get_content()
    assert '<html lang="sv">' in html
    assert "http" not in html.replace("http://localhost", ""), "nothing is fetched from elsewhere"
    assert "<img" not in html
    assert str(english["From"]) == "Meetings in West Sweden <moten@demo.example>"
    assert '<html lang="en">' in english.get_body(("html",)).get_content()


@only_sqlite
def test_a_template_reads_instants_and_escapes_in_html_only(app: Flask) -> None:
    folder = {
        "mail/prov/subject.txt": "Möte\n {{ starts_at|instant|date }} & <{{ name }}>",
        "mail/prov/body.txt": "{% extends 'mail/layout.txt' %}"
        "{% block main %}{{ name }} {{ starts_at|instant|moment }}{% endblock %}",
        "mail/prov/body.html": "{% extends 'mail/layout.html' %}{% block main %}<p>{{ name }}</p>{% endblock %}",
    }
    app.jinja_env.loader = ChoiceLoader([DictLoader(folder), app.jinja_env.loader])  # type: ignore[list-item]
    a_mail(template="prov", values={"starts_at": datetime(2027, 3, 18, 8, 0, tzinfo=UTC), "name": "<b>Å & Ö</b>"})
    (message,) = delivered_mails()
    assert message["Subject"] == "Möte den 18 mars 2027 & <<b>Å & Ö</b>>"
    assert "<b>Å & Ö</b> den 18 mars 2027 kl.\u00a09.00" in message.get_body(("plain",)).get_content()
    assert "<p>&lt;b&gt;Å &amp; Ö&lt;/b&gt;</p>" in message.get_body(("html",)).get_content()


@only_sqlite
def test_headers_say_what_the_mail_is(app: Flask) -> None:
    url = "https://moten.example.se/avsluta/" + "x" * 200
    message = on_the_wire(a_letter(reply_to="cecilia@example.se", values={"unsubscribe_url": url}))
    assert message["Message-ID"] == "<1@example.se>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "cecilia@example.se"
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = on_the_wire(a_letter())
    assert {"Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"} & set(plain.keys()) == set()


@only_sqlite
def test_the_calendar_says_its_method(app: Flask) -> None:
    ics = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Möte i Åmål\r\nEND:VCALENDAR\r\n"
    message = on_the_wire(a_letter(calendar=ics, calendar_method="REQUEST"))
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert (part.get_param("method"), part.get_content_charset()) == ("REQUEST", "utf-8")
    assert part.get_payload(decode=True) == ics.encode()
    assert message.get_content_type() == "multipart/mixed"
    assert message.get_body(("html",)).get_content() == "<p>html</p>\n"


FIELDS: dict[str, Callable[[str], EmailMessage]] = {
    "name": lambda evil: on_the_wire(a_letter(to_name="Åsa" + evil)),
    "subject": lambda evil: on_the_wire(a_letter(), Rendered("Hej" + evil, "text", "html")),
    "site's name": lambda evil: on_the_wire(a_letter(), head=PlainLetterhead("Möten" + evil)),
    "way to leave": lambda evil: on_the_wire(a_letter(values={"unsubscribe_url": "https://x.se/" + evil})),
    "text": lambda evil: on_the_wire(a_letter(), Rendered("Hej", evil, "html")),
    "HTML": lambda evil: on_the_wire(a_letter(), Rendered("Hej", "text", evil)),
    "calendar": lambda evil: on_the_wire(a_letter(calendar="BEGIN:VCALENDAR" + evil)),
    "calendar's method": lambda evil: on_the_wire(a_letter(calendar="x", calendar_method="REQUEST" + evil)),
}
ADDRESSES: dict[str, Callable[[str], EmailMessage]] = {
    "to": lambda evil: on_the_wire(a_letter(to_address="asa@example.se" + evil)),
    "to, in front": lambda evil: on_the_wire(a_letter(to_address=evil + "asa@example.se")),
    "reply to": lambda evil: on_the_wire(a_letter(reply_to="cecilia@example.se" + evil)),
    "number": lambda evil: on_the_wire(a_letter(message_id=f"<1{evil}@example.se>")),
}


@only_sqlite
@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("field", FIELDS)
def test_no_value_adds_a_header_or_a_recipient(field: str, evil: str) -> None:
    message = FIELDS[field](evil)
    normal = {"Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == normal
    assert len(message.keys()) == len(normal)
    assert [address.addr_spec for address in message["To"].addresses] == ["asa@example.se"]
    assert [address.addr_spec for address in message["From"].addresses] == ["moten@example.se"]
    for part in message.walk():
        assert "bcc" not in {name.lower() for name in part}


@only_sqlite
@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("field", ADDRESSES)
def test_an_address_with_a_line_in_it_is_no_address(field: str, evil: str) -> None:
    with pytest.raises((UnfitAddress, ValueError)):
        ADDRESSES[field](evil)


@only_sqlite
@pytest.mark.parametrize("evil", EVIL)
def test_no_setting_of_the_sender_adds_a_header(evil: str) -> None:
    try:
        content = wire.message(a_letter(), Rendered("Hej", "t", "h"), f"Möten{evil} <moten@example.se>", HEAD, NOW)
    except UnfitAddress:
        return
    assert "Bcc" not in message_from_bytes(content, policy=policy.default)


@only_sqlite
@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=250), subject=st.text(max_size=300))
def test_any_name_and_subject_arrive_as_they_were(app: Flask, name: str, subject: str) -> None:
    name, subject = name.encode("utf-8", "ignore").decode(), subject.encode("utf-8", "ignore").decode()
    message = on_the_wire(a_letter(to_name=name), Rendered(subject, "text", "html"))
    assert [address.addr_spec for address in message["To"].addresses] == ["asa@example.se"]
    assert len(message.keys()) == len(on_the_wire(a_letter()).keys())
    assert all(len(line) <= 998 for line in message.as_bytes().splitlines())


@only_sqlite
@pytest.mark.parametrize(
    "name", ["Åsa B. Öberg", "Öberg, Åsa", 'Åsa "Pippi" Öberg', "Åsa (IT)", "Gävleborgs läns " * 12]
)
def test_swedish_names_are_read_as_written(app: Flask, name: str) -> None:
    letter, words = a_letter(to_name=name), Rendered(name, "text", "html")
    content = wire.message(letter, words, "moten@example.se", HEAD, NOW)
    headers = message_from_bytes(content)  # the library's older reader: it joins encoded words as RFC 2047 says
    shown = {field: str(make_header(decode_header(headers[field]))) for field in ("To", "Subject")}
    wanted = " ".join(name.split())
    assert shown["Subject"] == wanted
    assert shown["To"].removesuffix(" <asa@example.se>").replace("\\", "").strip('"') == wanted.strip('"')
    assert all(len(line) <= 78 for line in content.split(b"\r\n\r\n")[0].split(b"\r\n"))


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("asa@example.se", "asa@example.se"),
        ("asa@åmål.se", "asa@xn--ml-xiab.se"),
        ("a+b.c@example.se", "a+b.c@example.se"),
    ],
)
def test_a_domain_is_written_in_ascii(written: str, bare: str) -> None:
    assert bare_address(written) == bare


@pytest.mark.parametrize(
    "written",
    [
        "",
        "asa",
        "asa@",
        "@example.se",
        "a b@example.se",
        "a@b@example.se",
        "<a@example.se>",
        "a,b@example.se",
        "åsa@example.se",
        "a@x..se",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(UnfitAddress):
        bare_address(written)


def test_an_instant_needs_its_zone() -> None:
    assert instant("2027-03-01T09:00:00+00:00") == NOW
    with pytest.raises(ValueError, match="zone"):
        instant("2027-03-01T09:00:00")


def test_every_mail_template_has_its_three_parts() -> None:
    folder = Path(rendering.__file__).parents[2] / "templates" / "mail"
    for mail in (path for path in folder.iterdir() if path.is_dir()):
        assert {"subject.txt", "body.txt", "body.html"} <= {path.name for path in mail.iterdir()}, mail.name


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://moten.example.se", "moten.example.se"),
        ("http://127.0.0.1:5000/x", "127.0.0.1"),
        ("https://möten.se", "xn--mten-5qa.se"),
        ("https://" + "a." * 60 + "se", ("a." * 60 + "se")[-60:].strip(".")),
    ],
)
def test_a_message_id_ends_with_the_host(url: str, host: str) -> None:
    assert bare_host(url) == host
