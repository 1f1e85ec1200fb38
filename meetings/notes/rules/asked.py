"""What an organiser asks for: notes on something, and somebody to take them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What an organiser decides of notes: title, language, and the ids of programme items; none is the whole day."""

    title: str
    lang: str = "sv"
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Person:
    """Who is to write: a name, and an address ("" is none) to mail the link to."""

    name: str
    email: str = ""
    lang: str = "sv"
