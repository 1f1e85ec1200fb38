"""What is a clean text, and how is it folded, sorted and made into an address."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Swedish order: å, ä, ö after z; é sorts as e, ü as y (Svenska skrivregler); the rest by its base letter.
_LETTERS: Final = {"å": "zza", "ä": "zzb", "ö": "zzc", "æ": "zzb", "ø": "zzc", "ü": "y", "ß": "ss", "đ": "d", "ð": "d"}
_LETTERS_FOLDED: Final = {"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l"}
# Controls that reverse or hide text: they let one name pose as another on a list (Unicode TR 36).
_BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def N_(text: str) -> str:
    """Mark a Swedish sentence for translation and return it unchanged."""
    return text


def clean(value: str | None) -> str:
    """Return the text in NFC with line breaks as `\\n` and no white space around it; None becomes "".

    Browsers count a line break as one character and submit two, so lengths are checked after this.
    """
    if not value:
        return ""
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(value: str | None) -> str:
    """Return the clean text with every run of white space, line breaks included, as one space."""
    return " ".join(clean(value).split())


_BROKEN: Final = N_("Texten innehåller ett trasigt tecken. Skriv om den för hand i stället för att klistra in den.")
# A lone surrogate that was sent as bytes: what cannot be decoded arrives as it was written in the request.
_HALF_A_CHARACTER: Final = re.compile(r"%ED%[AB][0-9A-F]%[89AB][0-9A-F]", re.IGNORECASE)


def problem_in(value: str, *, line_breaks: bool = False) -> str | None:
    """Return the Swedish sentence that says which character cannot be kept, or None when all can.

    Refused are NUL and other control characters, lone surrogates (no database keeps them), and marks
    that turn the reading direction (they make one name look like another). A line break is refused
    unless `line_breaks`.
    """
    if _HALF_A_CHARACTER.search(value):
        return _BROKEN
    for character in value:
        category = unicodedata.category(character)
        if category == "Cs" or character == "\ufffd":  # what becomes of half a character on its way here
            return _BROKEN
        if character in _BIDI:
            return N_("Texten innehåller ett osynligt tecken som vänder läsriktningen. Skriv om den för hand.")
        if character in "\n\t":
            if not line_breaks:
                return N_("Skriv på en rad, utan radbrytning.")
        elif category == "Cc":
            return N_("Texten innehåller ett styrtecken som inte går att spara. Skriv om den för hand.")
    return None


def key(value: str) -> str:
    """Return the form in which two spellings of the same text are equal: NFC and casefolded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", value).casefold())


def fold(value: str) -> str:
    """Return the text casefolded and without diacritics, so that "Åmål" and "amal" are equal."""
    letters = "".join(_LETTERS_FOLDED.get(letter, letter) for letter in key(value))
    return "".join(letter for letter in unicodedata.normalize("NFD", letters) if not unicodedata.combining(letter))


def sort_key(value: str) -> str:
    """Return a key that gives Swedish order when compared byte by byte: … z å ä ö."""
    out: list[str] = []
    for letter in key(value):
        if letter in _LETTERS:
            out.append(_LETTERS[letter])
        elif letter.isalnum():
            out.append("".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)))
        elif letter.isspace() or letter == "-":
            out.append(" ")
    return "".join(out)


def slug(value: str, *, at_most: int = 60) -> str:
    """Return the text as the readable part of an address: ascii, lower case, hyphens; never empty."""
    words = re.findall(r"[a-z0-9]+", fold(value).encode("ascii", "ignore").decode())
    found = ""
    for word in words:
        if found and len(found) + 1 + len(word) > at_most:
            break
        found = f"{found}-{word}" if found else word[:at_most]
    return found or "sida"


def first_upper(text: str) -> str:
    """Return the text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def initials(name: str) -> str:
    """Return the first letters of the first and the last word, "Cecilia Nilsson" → "CN"."""
    words = [word for word in re.split(r"[\s\-]+", name) if word and word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


_PERSONAL_NUMBER: Final = re.compile(r"(?<!\d)(?:19|20)?(\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?!\d)")


def whole_number(value: object) -> int:
    """Return the number, of at most nine digits, that a hidden field or an address holds; 0 when it holds none."""
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def holds_personal_number(value: str) -> bool:
    """Tell whether the text seems to hold a Swedish personal identity or co-ordination number.

    Checked are the date (day + 60 for co-ordination numbers) and the Luhn digit (SFS 1990:1536).
    """
    for year, month, day, last in _PERSONAL_NUMBER.findall(value):
        if not (1 <= int(month) <= 12 and (1 <= int(day) <= 31 or 61 <= int(day) <= 91)):
            continue
        if luhn_holds(year + month + day + last):
            return True
    return False


def luhn_holds(digits: str) -> bool:
    """Tell whether ten digits end with their check digit, as every other one doubled makes it (Luhn)."""
    total = 0
    for position, digit in enumerate(digits):
        product = int(digit) * (2 if position % 2 == 0 else 1)
        total += product - 9 if product > 9 else product
    return total % 10 == 0
