"""What is written of a project: one value for editor, history, page and demonstration; as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from meetings.projects.rules.figures import Exactness


@dataclass(frozen=True)
class PartnerText:
    """Who took part: an organisation, or a part of one ("Majorna-Linné", in "Göteborgs stad").

    `municipality` is the code of the municipality that it is found by.
    """

    organisation: str
    unit: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class FigureText:
    """A figure: how many of what was reached (and planned, for who funds it), and how exact that is.

    `unit` is what is counted ("ungdomar"), `group` which of them ("arbetslösa"), `text` the rest of the sentence.
    `whole` is the number, from 0, of the figure that it is a part of.
    """

    value: int | None = None
    planned: int | None = None
    exactness: str = Exactness.EXACTLY.value
    unit: str = ""
    group: str = ""
    text: str = ""
    whole: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says no number."""
        return self.value is None and self.planned is None


@dataclass(frozen=True)
class ActivityText:
    """What a project did: so many of a kind, when (`at` is a code of `points`), where, and for how many people.

    `kind` is a code of the vocabulary of kinds of activity. `planned` is how many there should be. `key` is the number
    of its row, which meetings count towards (0: not known); it says nothing of what is written.
    """

    kind: str
    count: int | None = 1
    planned: int | None = None
    title: str = ""
    text: str = ""
    at: str = ""
    place: str = ""
    country: str = ""
    transnational: bool = False
    people: int | None = None
    people_exactness: str = Exactness.EXACTLY.value
    key: int = field(default=0, compare=False)


@dataclass(frozen=True)
class OutcomeText:
    """What came of it in words, and who answers for it ("kommunernas arbetsmarknadsenheter")."""

    text: str
    actor: str = ""


@dataclass(frozen=True)
class ContactText:
    """Somebody to ask; any of the details may be missing, not all."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that is written of a project. Words of vocabularies stand by their codes, organisations by their names.

    `begins` and `ends` are codes of `points`. `items` are numbers of the programme items at which it was presented,
    `ideas`, `sparks` and `meetings` of what led to it. `body` and `results` are Markdown.
    """

    title: str
    lang: str = "sv"
    begins: str = ""
    ends: str = ""
    owner: str = ""
    funders: tuple[str, ...] = ()
    programme_period: str = ""
    programme_area: str = ""
    diarienummer: str = ""
    eu_funded: bool = False
    target_groups: tuple[str, ...] = ()
    summary: str = ""
    purpose: str = ""
    body: str = ""
    results: str = ""
    website: str = ""
    group: int | None = None
    partners: tuple[PartnerText, ...] = ()
    figures: tuple[FigureText, ...] = ()
    activities: tuple[ActivityText, ...] = ()
    outcomes: tuple[OutcomeText, ...] = ()
    contacts: tuple[ContactText, ...] = ()
    items: tuple[int, ...] = ()
    ideas: tuple[int, ...] = ()
    sparks: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()


NAMES: Final = tuple(one.name for one in fields(Content))
ROWS: Final[Mapping[str, type[Any]]] = {
    "partners": PartnerText,
    "figures": FigureText,
    "activities": ActivityText,
    "outcomes": OutcomeText,
    "contacts": ContactText,
}


def to_json(content: Content) -> dict[str, Any]:
    """Return the content as what a JSON column holds: lists for tuples, objects for rows, every field but keys."""
    found = {name: _plain(value) for name, value in asdict(content).items()}
    for row in found["activities"]:
        del row["key"]
    return found


def from_json(stored: Mapping[str, Any]) -> Content:
    """Return the content that a JSON column holds; fields that it lacks are empty, unknown ones are dropped."""
    values: dict[str, Any] = {}
    for name in NAMES:
        if name not in stored:
            continue
        value = stored[name]
        if name in ROWS:
            value = tuple(_row(ROWS[name], one) for one in value)
        elif isinstance(value, list):
            value = tuple(value)
        values[name] = value
    return Content(**values)


def with_links(content: Content, links: Mapping[str, tuple[int, ...]]) -> Content:
    """Return the content with these links: "items", "ideas", "sparks", "meetings", each if it is named."""
    return replace(
        content,
        items=links.get("items", content.items),
        ideas=links.get("ideas", content.ideas),
        sparks=links.get("sparks", content.sparks),
        meetings=links.get("meetings", content.meetings),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _row(kind: type[Any], stored: Mapping[str, Any]) -> Any:
    known = {one.name for one in fields(kind)}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
    return kind(**{name: value for name, value in values.items() if name in known})
