"""Who may do what, which password is good enough, and how long a sign-in lasts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol
from urllib.parse import urlsplit

from meetings.errors import Refusal
from meetings.text import N_, fold

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
RESET_LASTS = timedelta(hours=1)
INVITATION_LASTS = timedelta(days=7)
RESET_MAILS_AN_HOUR = 3
SEEN_AT_MOST_EVERY = timedelta(minutes=1)

# What a password may not be made of alone, whatever figures and marks stand round it (folded).
_COMMON_WORDS = """
password passord losenord losenordet mittlosenord hemligt hemlighet qwerty qwertyuiop qwertyuiopa asdfghjkl
asdfghjkloa zxcvbnm qazwsx qazwsxedc abc abcd abcdef abcdefgh abcdefghijkl letmein letmeinplease welcome
valkommen valkommenhit iloveyou jagalskardig monkey dragon football fotboll hockey sommar sommaren vinter
vintern hosten varen host spring summer winter autumn monday mandag fredag januari december admin
administrator arrangor organiser master superman batman sverige svensk goteborg stockholm malmo vanersborg
vastragotaland vastsverige region kommun kommunen moten motet test tester testing changeme bytmig
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_RUNS = ("0123456789012345678901234567890", "9876543210987654321098765432109", "abcdefghijklmnopqrstuvwxyzåäö")


class Permission(str, Enum):
    """What a view asks for; a grant holds one of the last two.

    ACCOUNT is anybody signed in. ADMINISTRATOR implies ORGANISER of every meeting.
    """

    ACCOUNT = "account"
    ORGANISER = "organiser"
    ADMINISTRATOR = "administrator"


class GrantLike(Protocol):
    """A permission, for one meeting or (None) for all."""

    @property
    def permission(self) -> str: ...
    @property
    def meeting_id(self) -> int | None: ...


class AccountReason(Enum):
    """Why something is not done with an account."""

    TOO_SHORT = N_("Lösenordet är %(length)d tecken. Välj ett med minst %(least)d, gärna flera ord i rad.")
    TOO_LONG = N_("Lösenordet är %(length)d tecken. Korta det till högst %(most)d.")
    TOO_COMMON = N_("Lösenordet är lätt att gissa. Välj ett annat, gärna flera ord som inte hör ihop.")
    HOLDS_THE_NAME = N_("Lösenordet innehåller ditt namn eller din e-postadress. Välj ett annat.")
    WRONG_PASSWORD = N_("Lösenordet du har i dag stämmer inte. Skriv det igen.")
    WRONG_SIGN_IN = N_("E-postadressen och lösenordet hör inte ihop. Kontrollera båda, eller begär ett nytt lösenord.")
    LINK_GONE = N_("Länken gäller inte längre. Begär en ny.")
    ADDRESS_TAKEN = N_("Det finns redan ett konto med den e-postadressen.")
    LAST_ADMINISTRATOR = N_("Det måste finnas minst en administratör. Ge någon annan behörigheten först.")
    GRANT_THERE_ALREADY = N_("Kontot har redan den behörigheten.")
    ACCOUNT_CLOSED = N_("Kontot är stängt. Öppna det först.")
    HAS_PASSWORD = N_("Kontot har redan ett lösenord. Den som har glömt det begär ett nytt vid inloggningen.")


def may(grants: Iterable[GrantLike], permission: str, meeting_id: int | None) -> bool:
    """Tell whether somebody signed in with these grants may do what asks for `permission`.

    With a `meeting_id` the question is about that meeting; without one it is about the whole service, and
    a grant for one meeting is not enough.
    """
    if permission == Permission.ACCOUNT:
        return True
    held = [(grant.permission, grant.meeting_id) for grant in grants]
    if (Permission.ADMINISTRATOR, None) in held:
        return permission in (Permission.ORGANISER, Permission.ADMINISTRATOR)
    if permission != Permission.ORGANISER:
        return False
    return (Permission.ORGANISER, None) in held or (
        meeting_id is not None and (Permission.ORGANISER, meeting_id) in held
    )


def may_know_of(grants: Iterable[GrantLike], meeting_id: int | None) -> bool:
    """Tell whether the desk of this meeting exists for somebody with these grants: else it answers 404, not 403."""
    return meeting_id is None or may(grants, Permission.ORGANISER, meeting_id)


def meetings_within_reach(grants: Iterable[GrantLike]) -> frozenset[int] | None:
    """Return the meetings that the grants open; None means all of them."""
    grants = list(grants)
    if may(grants, Permission.ORGANISER, None):
        return None
    return frozenset(
        grant.meeting_id
        for grant in grants
        if grant.permission == Permission.ORGANISER and grant.meeting_id is not None
    )


def refusal_of_password(password: str, *, name: str, email: str) -> Refusal | None:
    """Return why this cannot be the password of the account, or None.

    At least 12 characters, no composition rules; refused are a short list of common ones and the owner's
    own name and address (NIST SP 800-63B, 5.1.1.2).
    """
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST_PASSWORD:
        return Refusal(AccountReason.TOO_SHORT, {"length": length, "least": SHORTEST_PASSWORD})
    if length > LONGEST_PASSWORD:
        return Refusal(AccountReason.TOO_LONG, {"length": length, "most": LONGEST_PASSWORD})
    bare = _letters(password)
    own = {_letters(name), _letters(email.partition("@")[0]), _letters(email)}
    if any(len(part) >= 4 and part in bare for part in own):
        return Refusal(AccountReason.HOLDS_THE_NAME)
    return Refusal(AccountReason.TOO_COMMON) if _is_common(password) else None


def _letters(value: str) -> str:
    return "".join(letter for letter in fold(value) if letter.isalpha())


def _is_common(password: str) -> bool:
    folded = fold(password).replace(" ", "")
    if len(set(folded)) < 4 or any(folded in run for run in _RUNS):
        return True
    letters = _letters(password)
    half = letters[: len(letters) // 2]
    return not letters or letters in _COMMON or (half in _COMMON and half * 2 == letters)


def refusal_to_drop_administrator(open_administrators: Sequence[int], account_id: int) -> Refusal | None:
    """Return why the account cannot cease to be an administrator, or None; `open_administrators` are account ids."""
    if set(open_administrators) == {account_id}:
        return Refusal(AccountReason.LAST_ADMINISTRATOR)
    return None


def link_is_good(version: int, current_version: int, until: datetime | None, now: datetime) -> bool:
    """Tell whether a link with this version still sets a password; `until` (UTC) is exclusive."""
    return version == current_version and until is not None and now < until


def is_due_to_be_seen(seen_at: datetime, now: datetime) -> bool:
    """Tell whether a sign-in is to be extended now: at most once a minute, so that reading pages does not write."""
    return now - seen_at >= SEEN_AT_MOST_EVERY


def own_path(target: str | None) -> str | None:
    """Return the address to go on to after signing in, if it is a path of this service; else None."""
    if not target or len(target) > 2000 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if "\\" in target or any(unicodedata.category(letter)[0] == "C" for letter in target):
        return None
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else target
