"""What did somebody mean who typed a number, a telephone number, an organisation number or an address on the web."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from urllib.parse import urlsplit

from meetings.text import N_, luhn_holds, one_line, problem_in

MOST_DIGITS = 15  # what a spreadsheet keeps exactly
LONGEST_LINK = 500


class Mistyped(Enum):
    """What is wrong with what was typed, and how to mend it."""

    NUMBER = N_("Skriv ett tal med siffror, till exempel 12 eller 2,5.")
    TOO_LONG_NUMBER = N_("Talet har för många siffror. Skriv högst femton.")
    PHONE = N_("Skriv telefonnumret med siffror, till exempel 031-335 50 25.")
    LINK = N_("Skriv hela adressen, till exempel https://www.example.se/sida.")
    LINK_SCHEME = N_("Adressen måste börja med https:// eller http://.")
    LONG_LINK = N_("Adressen är för lång. Skriv högst 500 tecken.")
    ORGANISATION_NUMBER = N_("Skriv organisationsnumret med tio siffror, till exempel 556677-8899.")
    CHECK_DIGIT = N_("Någon siffra i organisationsnumret är fel: kontrollsiffran stämmer inte. Jämför med numret igen.")
    PERSONAL_NUMBER = N_("Numret ser ut som ett personnummer. Skriv inget personnummer här.")


class Unreadable(ValueError):
    """What was typed is not what was asked for."""

    def __init__(self, mistyped: Mistyped) -> None:
        self.mistyped = mistyped
        super().__init__(mistyped.name)


def number(typed: str) -> str:
    """Return the number as it is stored, with a point and without idle noughts: "1 200,50" → "1200.5".

    Raises `Unreadable`.
    """
    digits = "".join(one_line(typed).replace("−", "-").replace("\u2009", " ").split())
    match = re.fullmatch(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?", digits)
    if match is None:
        raise Unreadable(Mistyped.NUMBER)
    whole, part = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    if len(whole) + len(part) > MOST_DIGITS:
        raise Unreadable(Mistyped.TOO_LONG_NUMBER)
    sign = "-" if match[1] == "-" and (whole != "0" or part) else ""
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def reckoned(stored: str) -> int | float | str:
    """Return a stored number as one that can be reckoned with; what is none stays the text that it is."""
    try:
        value = Decimal(stored)
    except ArithmeticError:
        return stored
    return int(value) if value == value.to_integral_value() else float(value)


def phone(typed: str) -> str:
    """Return the telephone number as it was typed, on one line. Raises `Unreadable`."""
    written = one_line(typed)
    digits = sum(character.isdigit() for character in written)
    if not re.fullmatch(r"\+?[0-9 ()/.\u2010-\u2013-]+", written) or not 5 <= digits <= 15:
        raise Unreadable(Mistyped.PHONE)
    return written


def dialled(stored: str) -> str:
    """Return the number as a telephone dials it, with Sweden's prefix: "031-335 50 25" → "+46313355025"."""
    digits = "".join(character for character in stored if character.isdigit())
    if stored.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+46{digits[1:]}" if digits.startswith("0") else digits


def link(typed: str) -> str:
    """Return the address; one typed without https:// gets it. Raises `Unreadable`."""
    written = one_line(typed)
    if "://" not in written and re.match(r"(?i)[a-z][a-z0-9+.-]*:(?![0-9])", written):
        raise Unreadable(Mistyped.LINK_SCHEME)  # javascript:, data:, mailto:
    address = written if "://" in written else f"https://{written}"
    if len(address) > LONGEST_LINK:
        raise Unreadable(Mistyped.LONG_LINK)
    if problem_in(address) or " " in address or any(character in address for character in "<>\"'`\\"):
        raise Unreadable(Mistyped.LINK)
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise Unreadable(Mistyped.LINK) from None
    if parts.scheme not in ("http", "https"):
        raise Unreadable(Mistyped.LINK_SCHEME)
    if "@" in parts.netloc or not re.fullmatch(r"[^\s.]+(\.[^\s.]+)+", host):
        raise Unreadable(Mistyped.LINK)
    return parts.scheme + address[len(parts.scheme) :]


def organisation_number(typed: str) -> str:
    """Return the organisation number as "556677-8899", its check digit checked (SFS 1974:174). Raises `Unreadable`.

    The third digit is at least 2, which tells it from a personal identity number.
    """
    digits = re.sub(r"[\s\u2010-\u2015−-]", "", one_line(typed))
    if not (digits.isascii() and digits.isdigit() and len(digits) in (10, 12)):
        raise Unreadable(Mistyped.ORGANISATION_NUMBER)
    if len(digits) == 12:
        if digits[:2] != "16":  # the century that stands for a legal person
            personal = digits[:2] in ("18", "19", "20")
            raise Unreadable(Mistyped.PERSONAL_NUMBER if personal else Mistyped.ORGANISATION_NUMBER)
        digits = digits[2:]
    if digits[2] in "01":
        raise Unreadable(Mistyped.PERSONAL_NUMBER)
    if not luhn_holds(digits):
        raise Unreadable(Mistyped.CHECK_DIGIT)
    return f"{digits[:6]}-{digits[6:]}"
