"""What somebody meant who typed an amount of money or a month."""

from __future__ import annotations

import re

from meetings.text import fold, one_line

MOST_KRONOR = 10**12
_KRONOR = re.compile(r"(\d+|\d{1,3}(?:[ .]\d{3})+)(?:,00|:-)?")
_MILLIONS = re.compile(r"(\d{1,6})(?:[,.](\d{1,6}))?")
_CURRENCY = re.compile(r"(?<![a-z])\s*(?:kr|kronor|sek)\.?$")
_IN_MILLIONS = re.compile(r"\s*(?:mkr|mnkr|msek|milj|miljon|miljoner|million|millions)\.?$")
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",), ("maj", "may"), ("juni", "june"),
    ("juli", "july"), ("augusti", "august"), ("september",), ("oktober", "october"), ("november",), ("december",),
)  # fmt: skip
_BY_NAME = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}


def kronor_typed(typed: str) -> int | None:
    """Return whole kronor: "1 500 000", "1500000 kr", "1,5 miljoner", "2 mkr"; None when it is no such amount."""
    said = one_line(typed.replace("\u2009", " ").replace("\u202f", " ")).casefold()
    words = _CURRENCY.sub("", said).rstrip()
    in_millions = _IN_MILLIONS.sub("", words)
    if in_millions != words:
        match = _MILLIONS.fullmatch(in_millions)
        found = int(match[1]) * 10**6 + int((match[2] or "0").ljust(6, "0")) if match else None
    else:
        match = _KRONOR.fullmatch(words)
        found = int(re.sub(r"\D", "", match[1])) if match else None
    return found if found is not None and found <= MOST_KRONOR else None


def month_typed(typed: str) -> str | None:
    """Return a month as "2018-09": "2018-09", "9/2018", "sep 2018", "september 2018"; None when it is no month."""
    said = fold(one_line(typed))
    for pattern, year, month in ((r"(\d{4})[-/ .]?(\d{1,2})", 1, 2), (r"(\d{1,2})[-/ .](\d{4})", 2, 1)):
        if match := re.fullmatch(pattern, said):
            return _month(int(match[year]), int(match[month]))
    if match := re.fullmatch(r"([a-z]{3,})\.? (\d{4})", said):
        numbers = {number for name, number in _BY_NAME.items() if name.startswith(match[1])}
        return _month(int(match[2]), numbers.pop()) if len(numbers) == 1 else None
    return None


def _month(year: int, month: int) -> str | None:
    return f"{year:04}-{month:02}" if 2000 <= year < 2100 and 1 <= month <= 12 else None
