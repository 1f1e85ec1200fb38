"""Who may get what, what may stand in brackets, and when a mailing may go: truth tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from meetings.mailings.mail import as_html, as_text
from meetings.mailings.rules import (
    HERE,
    About,
    Audience,
    Came,
    MailingReason,
    Placeholder,
    Target,
    Why,
    audience_of,
    decided,
    filled,
    plain,
    refusal_of_target,
    refusal_of_time,
    unknown,
)

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TARGET = Target(2, "published", NOW + timedelta(days=9), 1, "open")
FIELDS = {
    "name": "Åsa *Öberg*",
    "meeting": "Digitalisering",
    "workshop": "",
    "own_link": "https://a.se/min-anmalan/x-1",
}


@pytest.mark.parametrize(
    ("about", "follows", "why", "only"),
    [
        (About.MEETING, None, Why.MEETING, False),
        (About.FOLLOW_UP, None, Why.FOLLOW_UP, False),
        (About.OTHER, None, Why.OTHER, True),
        (About.FOLLOW_UP, 1, Why.FOLLOW_UP, False),
        (About.MEETING, 7, Why.OTHER_MEETING, True),
        (About.FOLLOW_UP, 7, Why.OTHER_MEETING, True),
        (About.OTHER, 1, Why.FOLLOW_UP, False),
    ],
)
def test_who_may_get_what(about: About, follows: int | None, why: Why, only: bool) -> None:
    target = replace(TARGET, follows_id=follows) if follows else None
    for asked in (True, False):
        found = decided(1, about, Audience(opted_in=asked), target)
        assert (found.why, found.opt_ins_only, found.audience.opted_in) == (why, only, only or asked)


def test_nothing_else_of_the_audience_changes() -> None:
    audience = Audience(HERE, 3, 4, 5, "6", Came.CAME)
    assert decided(1, About.OTHER, audience).audience == replace(audience, opted_in=True)
    assert audience_of(audience.kept()) == audience
    assert audience_of({}) == Audience()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"access": "link"}, None),
        ({"access": "invited"}, MailingReason.FOLLOW_UP_INVITED),
        ({"state": "draft"}, MailingReason.FOLLOW_UP_DRAFT),
        ({"state": "cancelled"}, MailingReason.FOLLOW_UP_CANCELLED),
        ({"ends_at": NOW}, MailingReason.FOLLOW_UP_PAST),
        ({"ends_at": NOW + timedelta(seconds=1)}, None),
    ],
)
def test_what_can_be_invited_to(facts: dict[str, object], reason: MailingReason | None) -> None:
    refusal = refusal_of_target(replace(TARGET, **facts), NOW)  # type: ignore[arg-type]
    assert (refusal and refusal.reason) == reason


def test_what_is_gone_cannot_be_invited_to() -> None:
    refusal = refusal_of_target(None, NOW)
    assert refusal is not None
    assert refusal.reason is MailingReason.NO_FOLLOW_UP


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(-1, MailingReason.PAST), (0, MailingReason.PAST), (1, None), (367 * 86_400, MailingReason.TOO_FAR)],
)
def test_when_it_can_be_planned(seconds: int, reason: MailingReason | None) -> None:
    refusal = refusal_of_time(NOW + timedelta(seconds=seconds), NOW)
    assert (refusal and refusal.reason) == reason
    assert refusal_of_time(None, NOW) is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Hej [namn], [NAMN], [möte], [mote], [egen länk], [own link]", []),
        ("[förnamn] och [kost] och [förnamn]", ["[förnamn]", "[kost]"]),
        ("[programmet](https://example.se) och [skriv](mailto:a@example.se)", []),
        ("[Min sida]([egen länk])", []),
        (r"\[inte ifyllt\] [ namn ]", []),
        ("{{ name }} {% if x %} %(name)s ${name}", []),
        ("[]", []),
    ],
)
def test_what_stands_in_brackets(text: str, wrong: list[str]) -> None:
    assert unknown(text) == wrong


def test_a_subject_holds_no_link() -> None:
    assert unknown("[namn] [egen länk]", but=[Placeholder.OWN_LINK]) == ["[egen länk]"]


def test_no_template_language_is_read() -> None:
    text = "{{ config }} {% raw %} %(name)s [namn]"
    assert filled(text, {"name": "{{ 7 * 7 }}[möte]"}, plain) == "{{ config }} {% raw %} %(name)s {{ 7 * 7 }}[möte]"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Hej [namn].", "<p>Hej Åsa *Öberg*.</p>"),
        ("**Hej**, se [egen länk]", '<a href="https://a.se/min-anmalan/x-1" rel="noopener">https://a.se/'),
        ("[Min sida]([egen länk])", '<a href="https://a.se/min-anmalan/x-1" rel="noopener">Min sida</a>'),
        ("<script>x</script>", "&lt;script&gt;"),
        ("[workshop]", ""),
        ("![x](https://spion.se/x.png)", "<p></p>"),
    ],
)
def test_the_text_as_html(body: str, html: str) -> None:
    assert html in as_html(body, FIELDS)


@pytest.mark.parametrize(
    "name",
    ["[x](https://ond.se)", "<b>x</b>", "# x", "- x", "1. x", "![x](y)", "`x`", "http://ond.se", "<https://o.se>"],
)
def test_a_name_is_shown_as_it_is(name: str) -> None:
    shown = as_html("[namn]", {"name": name})
    assert "<a" not in shown
    assert shown.count("<") == 2  # the paragraph alone
    assert as_text("[namn]", {"name": name}) == name


def test_the_text_without_html() -> None:
    body = "## Tider\n\n**Kom** i tid, [namn]. Se [programmet](https://a.se/p) eller [egen länk].\n\n- ett"
    assert as_text(body, FIELDS) == (
        "Tider\n\nKom i tid, Åsa *Öberg*. Se programmet (https://a.se/p) eller https://a.se/min-anmalan/x-1.\n\n- ett"
    )
