"""Who may have a material when, what may be published, and in which words its type and size are told."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Protocol

from meetings.errors import Refusal
from meetings.text import N_

# What material may be written or spoken in.
LANGUAGES = {
    "sv": N_("svenska"),
    "en": N_("engelska"),
    "no": N_("norska"),
    "da": N_("danska"),
    "fi": N_("finska"),
    "de": N_("tyska"),
    "fr": N_("franska"),
    "es": N_("spanska"),
    "ar": N_("arabiska"),
    "so": N_("somaliska"),
    "uk": N_("ukrainska"),
}
MOST_MATERIALS = 300  # of one meeting or project
MOST_GROUPS = 20
LONGEST_HEADING = 120


class MaterialKind(str, Enum):
    """What a material is."""

    FILE = "file"
    LINK = "link"
    FILM = "film"
    SLIDESHOW = "slideshow"


class Audience(str, Enum):
    """For whom a material is: who have a place at the meeting are its participants."""

    EVERYBODY = "everybody"
    PARTICIPANTS = "participants"
    ORGANISERS = "organisers"


class MaterialState(str, Enum):
    """How far a material has come; what was shown and is removed stays as a row without content."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"


class VersionState(str, Enum):
    """What became of a version: a speaker's is offered until an organiser takes or refuses it."""

    OFFERED = "offered"
    TAKEN = "taken"
    REFUSED = "refused"


class Asker(Enum):
    """Who asks for a material."""

    VISITOR = "visitor"
    PARTICIPANT = "participant"
    ORGANISER = "organiser"


class Answer(Enum):
    """What whoever asks for a material gets: it, that it is no more, or that nothing is known of it."""

    HERE = "here"
    GONE = "gone"
    UNKNOWN = "unknown"


class MaterialReason(Enum):
    """Why something is not done with a material."""

    NOTHING_YET = N_("Det finns inget att visa än. Lägg till filen, adressen eller bilderna först.")
    NEEDS_REASON = N_(
        "Materialet har brister som gör att alla inte kan ta del av det. Rätta dem, eller skriv varför det publiceras "
        "ändå."
    )
    STALE = N_("Någon annan har ändrat materialet. Nedan ser du vad som står nu. Gå igenom och spara igen.")
    CHANGED = N_("Någon annan har ändrat materialet. Läs igenom det som står nu och publicera igen.")
    TOO_MANY = N_("Här kan det finnas högst %(most)s material. Ta bort något som inte behövs först.")
    TOO_MANY_GROUPS = N_("Här kan det finnas högst %(most)s rubriker.")
    NOT_OFFERED = N_("Någon annan har redan svarat på filen.")


class Shelved(Protocol):
    """A material, as far as who may have it goes. `publish_at` is an aware instant, None: no time is set."""

    @property
    def audience(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def publish_at(self) -> datetime | None: ...


_FOR = {
    Asker.VISITOR: frozenset({Audience.EVERYBODY.value}),
    Asker.PARTICIPANT: frozenset({Audience.EVERYBODY.value, Audience.PARTICIPANTS.value}),
    Asker.ORGANISER: frozenset(audience.value for audience in Audience),
}


def audiences_of(asker: Asker) -> frozenset[str]:
    """Return the audiences that the asker belongs to."""
    return _FOR[asker]


def is_shown(one: Shelved, now: datetime) -> bool:
    """Tell whether it is published and its moment has come: at that very instant it is."""
    return one.state == MaterialState.PUBLISHED.value and one.publish_at is not None and one.publish_at <= now


def answer(one: Shelved, asker: Asker, now: datetime, *, draft: bool) -> Answer:
    """Return what the asker gets of the material at `now`.

    Organisers get everything that is there. Of what is not for them, is not published yet, or belongs to a meeting
    or project that is a draft, others are not told that it exists; of what they could have had, they are told that it
    is gone.
    """
    if asker is Asker.ORGANISER:
        return Answer.GONE if one.state == MaterialState.REMOVED.value else Answer.HERE
    if draft or one.audience not in audiences_of(asker):
        return Answer.UNKNOWN
    if one.state in (MaterialState.WITHDRAWN.value, MaterialState.REMOVED.value):
        return Answer.GONE
    return Answer.HERE if is_shown(one, now) else Answer.UNKNOWN


def state_after_withdrawing(one: Shelved, now: datetime, *, draft: bool) -> MaterialState:
    """Return what a material becomes that is taken back: a draft again when nobody has been able to see it."""
    seen = is_shown(one, now) and not draft
    return MaterialState.WITHDRAWN if seen or one.state == MaterialState.WITHDRAWN.value else MaterialState.DRAFT


def refusal_to_publish(*, has_content: bool, flawed: bool, reason: str) -> Refusal | None:
    """Return why it is not published: there is nothing yet, or it is flawed and nobody says why it is all the same."""
    if not has_content:
        return Refusal(MaterialReason.NOTHING_YET)
    if flawed and not reason:
        return Refusal(MaterialReason.NEEDS_REASON)
    return None


def has_content(kind: str, *, url: str, version: int, pictures: int) -> bool:
    """Tell whether there is something to show: a version of a file, an address, pictures."""
    return {
        MaterialKind.FILE.value: version > 0,
        MaterialKind.LINK.value: bool(url),
        MaterialKind.FILM.value: bool(url) or version > 0,
        MaterialKind.SLIDESHOW.value: pictures > 0,
    }[kind]


def size_text(size: int, lang: str) -> str:
    """Return a number of bytes as one says it: "340 kB", "2,4 MB" ("2.4 MB" in English), "1,2 GB"."""
    for unit, number in (("GB", size / 1e9), ("MB", size / 1e6)):
        if number >= 0.95:
            text = f"{number:.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")
            return f"{text if lang == 'en' else text.replace('.', ',')}\N{NO-BREAK SPACE}{unit}"
    return f"{max(1, round(size / 1e3))}\N{NO-BREAK SPACE}kB"
