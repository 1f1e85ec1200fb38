"""When may a meeting be wrapped up, and what can be said of it afterwards from what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from meetings.errors import Refusal
from meetings.schedule.rules import ItemKind, MeetingReason, Phase, Qualifier, Timed, phase
from meetings.text import first_upper

CONCLUDED = ("reported_qualifier", "reported_number", "conclusions", "afterwards")


@dataclass(frozen=True)
class Conclusion:
    """What is written when a meeting is wrapped up: the fields of the meeting of the same names."""

    reported_qualifier: str
    reported_number: int | None
    conclusions: str
    afterwards: str


@dataclass(frozen=True)
class Happened:
    """What is known of a meeting that has been, in words of its own language ("sv" or "en").

    `day`, `follow_up_day` (of a meeting that follows it up; "" for none) and `place` are written out already;
    `items` counts the programme by kind, `people` those who are named on it.
    """

    lang: str
    day: str
    place: str = ""
    online: bool = False
    organisers: Sequence[str] = ()
    number: int | None = None
    qualifier: str = Qualifier.EXACTLY.value
    items: Mapping[str, int] = field(default_factory=dict)
    people: int = 0
    has_conclusions: bool = False
    follow_up_day: str = ""


def refusal_to_conclude(meeting: Timed, now: datetime) -> Refusal | None:
    """Return why the meeting cannot be wrapped up at `now`, or None: not before its end, and only what was held."""
    its_phase = phase(meeting, now)
    if its_phase in (Phase.DRAFT, Phase.CANCELLED):
        return Refusal(MeetingReason.NOT_PUBLISHED)
    return None if its_phase is Phase.PAST else Refusal(MeetingReason.NOT_OVER, {"ends_at": meeting.ends_at})


def drafted_summary(happened: Happened) -> str:
    """Return a few sentences about the meeting, of nothing but what is known; what is not known is left out."""
    words = _WORDS[happened.lang]
    sentences = [_where_and_when(happened, words)]
    if happened.organisers:
        several = len(happened.organisers) > 1
        names = _listed(happened.organisers, words["and"])
        sentences.append(words["organisers" if several else "organiser"].format(names=names))
    if happened.number:
        qualifier = words[happened.qualifier]
        verb = words["took_part_one" if happened.number == 1 else "took_part"]
        sentences.append(first_upper(verb.format(number=f"{qualifier} {happened.number}".strip())))
    counts = [_counted(words, kind.value, happened.items.get(kind.value, 0)) for kind in _TOLD]
    if told := [one for one in counts if one]:
        sentences.append(words["programme"].format(items=_listed(told, words["and"])))
    if happened.people:
        sentences.append(words["people_one" if happened.people == 1 else "people"].format(number=happened.people))
    if happened.has_conclusions:
        sentences.append(words["conclusions"])
    if happened.follow_up_day:
        sentences.append(words["follow_up"].format(day=happened.follow_up_day))
    return " ".join(sentences)


def _where_and_when(happened: Happened, words: Mapping[str, str]) -> str:
    if happened.place and happened.online:
        return words["both"].format(day=happened.day, place=happened.place)
    if happened.online:
        return words["online"].format(day=happened.day)
    return words["place" if happened.place else "day"].format(day=happened.day, place=happened.place)


def _counted(words: Mapping[str, str], kind: str, number: int) -> str:
    if not number:
        return ""
    return words[f"{kind}_one" if number == 1 else kind].format(number=number)


def _listed(parts: Sequence[str], joiner: str) -> str:
    """Return "a", "a och b", "a, b och c"."""
    *first, last = parts
    return f"{', '.join(first)} {joiner} {last}" if first else last


_TOLD = (ItemKind.TALK, ItemKind.PROJECT, ItemKind.WORKSHOP, ItemKind.DISCUSSION)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "and": "och",
        "day": "Mötet ägde rum {day}.",
        "place": "Mötet ägde rum {day} ({place}).",
        "online": "Mötet ägde rum på nätet {day}.",
        "both": "Mötet ägde rum {day} ({place}) och på nätet.",
        "organiser": "Arrangör var {names}.",
        "organisers": "Arrangörer var {names}.",
        "exactly": "", "at_least": "minst", "nearly": "nästan", "about": "cirka", "over": "över",
        "took_part": "{number} personer deltog.",
        "took_part_one": "{number} person deltog.",
        "programme": "På programmet stod {items}.",
        "talk": "{number} föredrag", "talk_one": "ett föredrag",
        "project": "{number} projekt", "project_one": "ett projekt",
        "workshop": "{number} workshoppar", "workshop_one": "en workshop",
        "discussion": "{number} diskussioner", "discussion_one": "en diskussion",
        "people": "{number} personer medverkade i programmet.",
        "people_one": "En person medverkade i programmet.",
        "conclusions": "Vad mötet kom fram till står under Slutsatser.",
        "follow_up": "Uppföljningsmöte: {day}.",
    },
    "en": {
        "and": "and",
        "day": "The meeting took place on {day}.",
        "place": "The meeting took place on {day} ({place}).",
        "online": "The meeting took place online on {day}.",
        "both": "The meeting took place on {day} ({place}) and online.",
        "organiser": "It was organised by {names}.",
        "organisers": "It was organised by {names}.",
        "exactly": "", "at_least": "at least", "nearly": "nearly", "about": "about", "over": "over",
        "took_part": "{number} people took part.",
        "took_part_one": "{number} person took part.",
        "programme": "The programme held {items}.",
        "talk": "{number} talks", "talk_one": "one talk",
        "project": "{number} projects", "project_one": "one project",
        "workshop": "{number} workshops", "workshop_one": "one workshop",
        "discussion": "{number} discussions", "discussion_one": "one discussion",
        "people": "{number} people appeared on the programme.",
        "people_one": "One person appeared on the programme.",
        "conclusions": "What the meeting arrived at stands under Conclusions.",
        "follow_up": "Follow-up meeting: {day}.",
    },
}  # fmt: skip
