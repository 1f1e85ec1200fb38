"""How is a change shown: each part by its name, before and after, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.revisions import changes
from meetings.schedule import queries, rules
from meetings.schedule.forms.details import LANGUAGES
from meetings.schedule.rules.content import PROGRAMME, Difference, by_key
from meetings.schedule.rules.wording import Words, changed_words
from meetings.text import N_
from meetings.web import dates
from meetings.web.lang import lang

PART_NAMES = {
    "state": N_("Status"),
    "cancel_reason": N_("Varför mötet är inställt"),
    "kind": N_("Slags möte"),
    "title": N_("Rubrik"),
    "theme": N_("Tema"),
    "summary": N_("Sammanfattning"),
    "purpose": N_("Syfte"),
    "body": N_("Mer om mötet"),
    "lang": N_("Språk som mötet beskrivs på"),
    "starts_at": N_("Börjar"),
    "ends_at": N_("Slutar"),
    "attendance": N_("Hur man deltar"),
    "venue": N_("Lokal"),
    "street": N_("Gatuadress"),
    "postcode": N_("Postnummer"),
    "town": N_("Ort"),
    "directions": N_("Hitta hit"),
    "venue_access": N_("Tillgänglighet i lokalen"),
    "online_url": N_("Adress till onlinemötet"),
    "online_in_calendar": N_("Adressen till onlinemötet i kalenderfilen"),
    "organisers": N_("Arrangörer"),
    "contacts": N_("Kontaktpersoner"),
    "programme_area": N_("Programområde"),
    "target_groups": N_("Målgrupper"),
    "follows": N_("Uppföljning av"),
    "diarienummer": N_("Diarienummer"),
    "eu_funded": N_("EU-flaggan"),
    "ideas_until": N_("Projektidéer tas emot"),
    "ideas_text": N_("Om projektidéer"),
    "reported_qualifier": N_("Så exakt är antalet"),
    "reported_number": N_("Antal deltagare"),
    "conclusions": N_("Slutsatser"),
    "afterwards": N_("Sammanfattning efter mötet"),
    "concluded": N_("Mötet är avslutat"),
}
# Parts that meetings had before calls took them over: read in old revisions, where both sides have them.
_TAKEN_OVER = ("ideas_until", "ideas_text")
_NAMES: Mapping[str, Mapping[Any, str]] = {
    "state": rules.STATE_NAMES,
    "attendance": rules.ATTENDANCE_NAMES,
    "reported_qualifier": rules.QUALIFIER_NAMES,
    "lang": dict(LANGUAGES),
}
_VOCABULARIES = {
    "kind": Vocabulary.MEETING_KIND,
    "programme_area": Vocabulary.PROGRAMME_AREA,
    "target_groups": Vocabulary.TARGET_GROUP,
}


@dataclass(frozen=True)
class Changed:
    """A part before and after in words; `words` is the text with what was taken out and put in, where that helps."""

    label: str
    before: str
    after: str
    words: Sequence[Words] = field(default=())


@dataclass(frozen=True)
class Collision:
    """A part that somebody else changed meanwhile: before, theirs, mine; and whether both changed it."""

    label: str
    before: str
    theirs: str
    mine: str
    is_conflict: bool


class Wording:
    """Puts values of a content into words; asks each vocabulary once."""

    def __init__(self) -> None:
        self._terms: dict[Vocabulary, dict[str, str]] = {}

    def label(self, part: str, value: Any) -> str:
        """Return the name of a part; an item of the programme is named by its time and title."""
        if part in PART_NAMES:
            return str(_(PART_NAMES[part]))
        at = dates.clock_time(datetime.fromisoformat(value["starts_at"]))
        title = value.get("title") or _(rules.ITEM_KIND_NAMES[rules.ItemKind(value["kind"])])
        return str(_("Program: %(time)s %(title)s", time=at, title=title))

    def text(self, part: str, value: Any) -> str:
        """Return the value in words; "" when there is none."""
        if value is None or value == "" or value == []:
            return ""
        if part in _VOCABULARIES:
            codes = value if isinstance(value, list) else [value]
            return ", ".join(self._term(_VOCABULARIES[part], code) for code in codes)
        if part in _NAMES:
            return str(_(str(_NAMES[part][value])))
        if part in ("starts_at", "ends_at"):
            return dates.moment(datetime.fromisoformat(value))
        if part == "ideas_until":
            return dates.deadline(datetime.fromisoformat(value))
        if part == "follows":
            return queries.title_of(value) or _("ett möte som har tagits bort")
        return _shape(value)

    def _term(self, vocabulary: Vocabulary, code: str) -> str:
        if vocabulary not in self._terms:
            self._terms[vocabulary] = {term.code: term.name(lang()) for term in directory.terms(vocabulary)}
        return self._terms[vocabulary].get(code, code)


def changed_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    """Return what differs between two contents, part by part and item by item."""
    wording = Wording()
    found = []
    for change in changes(_parts(_comparable(old, new)), _parts(new)):
        before, after = wording.text(change.field, change.old), wording.text(change.field, change.new)
        words = changed_words(before, after) if before and after and len(before) + len(after) > 30 else ()
        found.append(Changed(wording.label(change.field, change.new or change.old), before, after, words))
    return found


def changed_labels(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that differ; the programme is one part here."""
    found = [change.field for change in changes(_comparable(old, new), new)]
    return [_("Program") if part == PROGRAMME else str(_(PART_NAMES[part])) for part in found]


def collisions(differences: Sequence[Difference]) -> list[Collision]:
    """Return the differences in words."""
    wording = Wording()
    return [
        Collision(
            wording.label(one.part, one.theirs or one.before or one.mine),
            wording.text(one.part, one.before),
            wording.text(one.part, one.theirs),
            wording.text(one.part, one.mine),
            one.is_conflict,
        )
        for one in differences
    ]


def _comparable(old: Mapping[str, Any], new: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the older content without what meetings no longer have: a call took it over, nobody removed it."""
    return {part: value for part, value in old.items() if part in new or part not in _TAKEN_OVER}


def _parts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content with each item of the programme as a part of its own."""
    own = {part: value for part, value in content.items() if part in PART_NAMES}
    return own | by_key(content.get(PROGRAMME, ()))


def _shape(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Ja") if value else _("Nej"))
    if isinstance(value, dict):
        return _item(value) if "starts_at" in value else _line(value.values())
    if isinstance(value, list):
        return "\n".join(_shape(one) for one in value)
    return str(value)


def _line(values: Any) -> str:
    flat = [", ".join(one) if isinstance(one, list) else str(one) for one in values]
    return ", ".join(one for one in flat if one)


def _item(item: Mapping[str, Any]) -> str:
    ends_at = item.get("ends_at")
    starts = datetime.fromisoformat(item["starts_at"])
    when = (
        f"{dates.date_short(starts)} {dates.bare_range(starts, datetime.fromisoformat(ends_at) if ends_at else None)}"
    )
    kind = str(_(rules.ITEM_KIND_NAMES[rules.ItemKind(item["kind"])]))
    lines = [_line([when, kind, item.get("room", "")]), item.get("title", ""), item.get("summary", "")]
    lines += [_line(one.values()) for one in item.get("appearances", ())]
    return "\n".join(line for line in lines if line)
