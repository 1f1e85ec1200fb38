"""Every mail there is, in both languages: text and HTML that say the same, nothing fetched, nothing broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2.runtime import Undefined
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from meetings.outbox import rendering, wire
from meetings.outbox.rendering import Letter, PlainLetterhead
from tests.builders import NOW
from tests.databases import only_sqlite

pytestmark = only_sqlite
TEMPLATES = Path(rendering.__file__).parents[2] / "templates" / "mail"
KINDS = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())
SAID = "Åsa & <b>Örjan</b>"
HEAD = PlainLetterhead("Möten i Västsverige", "Cecilia Nilsson", "cecilia@example.se", "010-441 00 00")
LEAVE = "http://localhost/prenumeration/avsluta/" + "x" * 60
# What mails are written from where "anything" will not do.
VALUES: dict[str, Any] = {
    "name": SAID, "lang": "sv", "meeting_lang": "sv", "in_line": 4, "more": 2, "number": 3, "fields": {},
    "body": "Hej **alla**\n\n- en\n- två",
    "subject_line": "Hej på er", "part": "", "change": "", "kind": "Workshop", "unsubscribe_url": LEAVE,
}  # fmt: skip


class Anything(Undefined):
    """What a template asks for and nobody gave: true, with every attribute, a list of one, and some words."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return address(name) or Anything(name=name)

    def __getitem__(self, key: Any) -> Any:
        return Anything(name=str(key))

    def __iter__(self) -> Iterator[Any]:
        yield Anything(name="one")
        yield Anything(name="other")

    def __str__(self) -> str:
        return address(self._undefined_name or "") or SAID

    def __bool__(self) -> bool:
        return True

    def __len__(self) -> int:
        return 2

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return Anything(name="called")

    def splitlines(self) -> list[str]:
        return [SAID, SAID]


def address(name: str) -> str:
    return f"http://localhost/{name}/{'x' * 40}" if name.endswith(("link", "url")) else ""


@pytest.fixture
def letters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Returns what a mail of a kind is, parsed."""
    env = app.jinja_env
    env.cache.clear()  # compiled with another idea of what is not defined
    monkeypatch.setattr(env, "undefined", Anything)
    for name in ("instant",):
        monkeypatch.setitem(
            env.filters, name, lambda value: NOW if isinstance(value, Undefined) else rendering.instant(value)
        )

    def written(kind: str, lang: str, **values: Any) -> Any:
        letter = Letter(
            1, kind, lang, SAID, "asa@example.se", "cecilia@example.se", VALUES | {"lang": lang} | values, None, "",
            "<1@localhost>", 0,
        )  # fmt: skip
        content = wire.message(letter, rendering.rendered(letter, HEAD), "moten@example.se", HEAD, NOW)
        return message_from_bytes(content.replace(b"\r\n", b"\n"), policy=policy.default)

    return written


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_mail_is_whole(letters: Any, lang: str) -> None:
    for kind in KINDS:
        message = letters(kind, lang)
        assert not any(part.defects for part in message.walk()), kind
        text, html = (message.get_body((form,)).get_content() for form in ("plain", "html"))
        tree = HTMLParser(html)
        assert message["Subject"].strip(), kind
        assert (message["Message-ID"], message["Auto-Submitted"]) == ("<1@localhost>", "auto-generated"), kind
        assert str(message["Reply-To"]) == "cecilia@example.se", kind
        assert message["List-Unsubscribe"] == f"<{LEAVE}>", kind
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", kind
        assert LEAVE in text, kind
        assert tree.css_first("html").attributes["lang"] == lang, kind
        assert "Cecilia Nilsson" in text, kind
        assert "Cecilia Nilsson" in html, kind
        assert_nothing_is_fetched(tree, html, kind)
        assert "<b>Örjan</b>" not in html, f"{kind} writes what was typed as markup"
        assert not re.search(r"&(amp|lt|#34|#39);", text), f"{kind} writes entities into the text"
        assert "None" not in text + html, kind
        for link in tree.css("a[href^=http]"):
            assert link.attributes["href"] in text.replace("\n", ""), f"{kind}: the text lacks a link of the HTML"


def assert_nothing_is_fetched(tree: HTMLParser, html: str, kind: str) -> None:
    assert not tree.css("img, link, script, iframe, object, embed, video, audio, source, [src], [background]"), kind
    assert not re.search(r"url\(|@import|@font-face", html), kind
    for link in tree.css("a"):
        assert str(link.attributes["href"]).startswith(("http://localhost", "mailto:", "tel:")), kind


def test_a_mail_that_cannot_be_left_says_nothing_of_it(letters: Any) -> None:
    message = letters("test", "sv", unsubscribe_url="")
    assert "List-Unsubscribe" not in message
    assert "Avsluta utskicken" not in message.get_body(("plain",)).get_content()
