"""How is a change of a project shown: each part by its name, before and after, in the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from meetings.directory import queries as directory
from meetings.directory.rules import Vocabulary
from meetings.projects.forms.fields import LANGUAGES
from meetings.projects.queries import desk
from meetings.projects.queries import links as links_queries
from meetings.projects.rules.content import ActivityText, FigureText
from meetings.projects.views.words import figure_words, number_words, point_words
from meetings.revisions import changes
from meetings.schedule.rules.content import Difference
from meetings.schedule.rules.wording import changed_words
from meetings.schedule.views.differences import Changed, Collision
from meetings.text import N_
from meetings.web.lang import lang

PART_NAMES = {
    "title": N_("Projektets namn"),
    "lang": N_("Språk som projektet beskrivs på"),
    "begins": N_("Börjar"),
    "ends": N_("Slutar"),
    "owner": N_("Projektägare"),
    "funders": N_("Finansiärer"),
    "programme_period": N_("Programperiod"),
    "programme_area": N_("Programområde"),
    "diarienummer": N_("Diarienummer"),
    "eu_funded": N_("EU-flaggan"),
    "target_groups": N_("Målgrupper"),
    "summary": N_("Sammanfattning"),
    "purpose": N_("Syfte"),
    "body": N_("Mer om projektet"),
    "results": N_("Resultat"),
    "website": N_("Webbplats"),
    "group": N_("Gemensam sida"),
    "partners": N_("Deltagande organisationer"),
    "figures": N_("Resultat i siffror"),
    "activities": N_("Aktiviteter"),
    "outcomes": N_("Vad det blev"),
    "contacts": N_("Kontaktpersoner"),
    "items": N_("Programpunkter där projektet presenterades"),
    "ideas": N_("Idéer som ledde till projektet"),
    "sparks": N_("Gnistor som ledde till projektet"),
    "meetings": N_("Möten som ledde till projektet"),
    "projects": N_("Projekt"),
}
_VOCABULARIES = {
    "funders": Vocabulary.FUNDER,
    "programme_period": Vocabulary.PROGRAMME_PERIOD,
    "programme_area": Vocabulary.PROGRAMME_AREA,
    "target_groups": Vocabulary.TARGET_GROUP,
}
_LINKED = ("items", "ideas", "sparks", "meetings")


class Wording:
    """Puts values of a content into words; asks what it needs once."""

    def __init__(self) -> None:
        self._terms: dict[Vocabulary, dict[str, str]] | None = None
        self._names: dict[str, dict[int, str]] = {}

    def label(self, part: str) -> str:
        """Return the name of a part; a row is named by its list and its number: "Resultat i siffror 3"."""
        name, _colon, number = part.partition(":")
        return f"{_(PART_NAMES[name])} {number}".strip() if name in PART_NAMES else part

    def text(self, part: str, value: Any) -> str:
        """Return the value in words; "" when there is none."""
        if value is None or value in ("", [], False):
            return ""
        name, is_row, _number = part.partition(":")
        if is_row:
            return self._row(name, value)
        if name in _VOCABULARIES:
            return self._words(name, value)
        if name in ("begins", "ends"):
            return point_words(value)
        if name == "lang":
            return str(dict(LANGUAGES)[value])
        if name in ("group", "projects", *_LINKED):
            return self._named(name, value)
        if isinstance(value, list):
            return "\n".join(self._row(name, one) for one in value)
        return str(_("Ja")) if value is True else str(value)

    def _row(self, name: str, row: Mapping[str, Any] | None) -> str:
        if row is None:
            return ""
        if name == "figures":
            return _line(figure_words(_bare_figure(row)), row.get("text"), self._part_of(row))
        if name == "activities":
            return self._activity(row)
        if name == "partners":
            place = self._term(Vocabulary.MUNICIPALITY, row.get("municipality") or "")
            return _line(row.get("unit"), row.get("organisation"), place)
        values = (", ".join(one) if isinstance(one, list) else one for one in row.values())
        return _line(*values)

    def _activity(self, row: Mapping[str, Any]) -> str:
        one = ActivityText(**{name: row[name] for name in ActivityText.__dataclass_fields__ if name in row})
        number = one.count if one.count is not None else one.planned
        people = number_words(one.people, one.people_exactness)
        return _line(
            f"{number or ''} {self._term(Vocabulary.ACTIVITY_KIND, one.kind)}".strip(),
            one.title,
            one.text,
            point_words(one.at),
            one.place,
            one.country,
            _("%(number)s personer", number=people) if people else "",
            _("transnationell") if one.transnational else "",
        )

    def _part_of(self, row: Mapping[str, Any]) -> str:
        whole = row.get("whole")
        return _("en del av siffra %(number)s", number=whole + 1) if whole is not None else ""

    def _words(self, name: str, value: Any) -> str:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(self._term(_VOCABULARIES[name], code) for code in codes)

    def _term(self, vocabulary: Vocabulary, code: str) -> str:
        if not code:
            return ""
        if self._terms is None:
            every = (*_VOCABULARIES.values(), Vocabulary.MUNICIPALITY, Vocabulary.ACTIVITY_KIND)
            found = directory.terms_of(every)
            self._terms = {one: {term.code: term.name(lang()) for term in terms} for one, terms in found.items()}
        return self._terms[vocabulary].get(code, code)

    def _named(self, name: str, value: Any) -> str:
        """Return what the numbers name, as it is called now; what is gone is said to be."""
        numbers = value if isinstance(value, list) else [value]
        if name not in self._names:
            if name in _LINKED:
                self._names[name] = links_queries.names(name)
            else:
                self._names[name] = dict(desk.group_names() if name == "group" else desk.names())
        gone = str(_("borttaget"))
        return "\n".join(self._names[name].get(number, gone) for number in numbers)


def changed_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Changed]:
    """Return what differs between two contents, part by part."""
    wording = Wording()
    found = []
    for change in changes(old, new):
        before, after = wording.text(change.field, change.old), wording.text(change.field, change.new)
        if before == after:
            continue
        words = changed_words(before, after) if before and after and len(before) + len(after) > 30 else ()
        found.append(Changed(wording.label(change.field), before, after, words))
    return found


def changed_labels(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that differ."""
    return [str(_(PART_NAMES[change.field])) for change in changes(old, new) if change.field in PART_NAMES]


def collisions(differences: Sequence[Difference]) -> list[Collision]:
    """Return what somebody else changed, in words."""
    wording = Wording()
    return [
        Collision(
            wording.label(one.part),
            wording.text(one.part, one.before),
            wording.text(one.part, one.theirs),
            wording.text(one.part, one.mine),
            one.is_conflict,
        )
        for one in differences
    ]


def _bare_figure(row: Mapping[str, Any]) -> FigureText:
    return FigureText(**{name: row[name] for name in FigureText.__dataclass_fields__ if name in row})


def _line(*values: Any) -> str:
    return ", ".join(str(one) for one in values if one)
