"""What notes and groups of items are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from meetings.notes.models import Note
from meetings.notes.rules.publishing import STATUS_NAMES, Status, status_of
from meetings.notes.rules.suggesting import Group, group_of
from meetings.schedule.models import ProgrammeItem
from meetings.schedule.rules import ITEM_KIND_NAMES, ItemKind
from meetings.web import dates
from meetings.web.lang import speaking

_TONES = {
    Status.DRAFT: "neutral",
    Status.REVIEWED: "info",
    Status.CHANGED_SINCE_REVIEW: "wait",
    Status.PUBLISHED: "good",
    Status.CHANGED_SINCE_PUBLISHING: "wait",
}


def state_words(note: Note) -> tuple[str, str]:
    """Return how far notes have come, in words, and the tone of its pill; what was changed since is said."""
    status = status_of(note)
    return str(_(STATUS_NAMES[status])), _TONES[status]


def kind_beside(item: ProgrammeItem) -> str:
    """Return what kind of item it is, "Workshop"; "" when its title begins with just that."""
    kind = str(_(ITEM_KIND_NAMES[ItemKind(item.kind)]))
    return "" if item.title.casefold().startswith(kind.casefold()) else kind


def item_label(item: ProgrammeItem, *, with_day: bool = False) -> str:
    """Return an item as it stands in a list: "9.30 Workshop: Digital tillgänglighet"."""
    kind = kind_beside(item)
    words = ": ".join(filter(None, (kind, item.title)))
    when = f"{dates.date_short(item.starts_at)} " if with_day else ""
    return f"{when}{dates.clock_time(item.starts_at)} {words}"


def group_title(group: Group, lang: str, *, several_days: bool = False) -> str:
    """Return what a group is called in "sv" or "en": "Förmiddagens föredrag", with its day where there are several."""
    with speaking(lang):
        named = {
            ("talks", True): _("Förmiddagens föredrag"),
            ("talks", False): _("Eftermiddagens föredrag"),
            ("workshops", True): _("Förmiddagens workshoppar"),
            ("workshops", False): _("Eftermiddagens workshoppar"),
        }[group.what, group.morning]
        return f"{named}, {dates.date_short(group.day)}" if several_days else str(named)


def title_for(items: Sequence[ProgrammeItem], chosen: Iterable[int], lang: str) -> str:
    """Return what notes on these items of the programme are called unless somebody says otherwise."""
    wanted = set(chosen)
    picked = [item for item in items if item.id in wanted]
    with speaking(lang):
        if not picked:
            return str(_("Hela dagen"))
        group = group_of(items, wanted)
        if group is not None:
            return group_title(group, lang, several_days=on_several_days(items))
        first = picked[0].title or str(_(ITEM_KIND_NAMES[ItemKind(picked[0].kind)]))
        return first if len(picked) == 1 else str(_("%(title)s med mera", title=first[:180]))


def on_several_days(items: Iterable[ProgrammeItem]) -> bool:
    """Tell whether the programme goes over more than one day in Sweden."""
    return len({dates.local(item.starts_at).date() for item in items}) > 1
