"""The whole chain of a project in words: boxes and arrows of its picture, and the list that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.projects.models import Project
from meetings.projects.queries.public_links import MeetingLink, Thing
from meetings.projects.rules.picture import Arrow, Box
from meetings.projects.views.public_page import Sources
from meetings.projects.views.public_words import Figure, figures_of, meeting_row, project_url, thing_row
from meetings.projects.views.words import period_words
from meetings.web.lang import lang

FEW_SPARKS, FEW = 3, 2  # boxes of a kind in the picture; more are one box that says how many
_MEETING, _SPARK, _IDEA, _FOLLOW_UP, _PROJECT, _AFTER = range(6)
_THE_PROJECT = "project"


@dataclass
class Chain:
    """Boxes and arrows of the picture, and the steps of the list."""

    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)

    def led_on(self) -> set[str]:
        """Return the keys of the boxes that an arrow begins at."""
        return {one.start for one in self.arrows}

    def keys(self) -> set[str]:
        """Return the keys of all boxes."""
        return {one.key for one in self.boxes}


def chain_of(project: Project, sources: Sources, partners: dict[int, list[str]]) -> Chain:
    """Return the whole chain: what led to the project, and what came of it."""
    chain = Chain()
    _add_meetings(chain, sources.meetings)
    spark_of = _add_sparks(chain, sources.sparks)
    _add_ideas(chain, sources, spark_of, partners)
    _add_follow_ups(chain, sources)
    before = chain.keys()
    _add_project(chain, project)
    chain.arrows += [Arrow(one, _THE_PROJECT) for one in sorted(before - chain.led_on())]
    _add_results(chain, project, sources)
    return chain


def _add_meetings(chain: Chain, meetings: Sequence[MeetingLink]) -> None:
    for one in meetings:
        chain.boxes.append(_meeting_box(one, f"meeting-{one.id}", _MEETING, _kind(one)))
    _step(chain, _("Mötet"), [_meeting_line(one) for one in meetings])


def _add_sparks(chain: Chain, sparks: Sequence[Thing]) -> dict[int, str]:
    """Add the sparks, many of a meeting as one box; return the key of the box that each of them is in."""
    key_of: dict[int, str] = {}
    for meeting_id in sorted({one.meeting_id for one in sparks}):
        of_meeting = [one for one in sparks if one.meeting_id == meeting_id]
        if len(of_meeting) > FEW_SPARKS:
            words = ngettext("%(num)s kort idé från dagen", "%(num)s korta idéer från dagen", len(of_meeting))
            url = thing_row(of_meeting[0])["url"].partition("#")[0]
            boxes = [Box(f"sparks-{meeting_id}", _SPARK, _("Gnistor"), words, url, "sun")]
            key_of |= {one.id: boxes[0].key for one in of_meeting}
        else:
            boxes = [_thing_box(one, _SPARK, _("Gnista"), "sun") for one in of_meeting]
            key_of |= {one.id: box.key for one, box in zip(of_meeting, boxes, strict=True)}
        chain.boxes += boxes
        chain.arrows += [Arrow(f"meeting-{meeting_id}", box.key) for box in boxes]
    _step(chain, _("Gnistor"), [thing_row(one) for one in sparks])
    return key_of


def _add_ideas(chain: Chain, sources: Sources, spark_of: dict[int, str], partners: dict[int, list[str]]) -> None:
    for one in sources.ideas:
        box = _thing_box(one, _IDEA, _("Projektidé"), "brand")
        chain.boxes.append(box)
        chain.arrows.append(Arrow(spark_of.get(one.via, f"meeting-{one.meeting_id}"), box.key))
        if partners.get(one.id):
            chain.boxes.append(Box(f"partners-{one.id}", _IDEA, _("Partner"), ", ".join(partners[one.id]), "", "moss"))
            chain.arrows.append(Arrow(chain.arrows[-1].start, f"partners-{one.id}"))
    _step(chain, _("Projektidéer"), [thing_row(one) for one in sources.ideas])
    names = dict.fromkeys(name for one in sources.ideas for name in partners.get(one.id, ()))
    _step(chain, _("Partner"), [{"title": name, "url": "", "by": "", "lang": ""} for name in names])


def _add_follow_ups(chain: Chain, sources: Sources) -> None:
    for one in sources.follow_ups:
        box = _meeting_box(one, f"follow-up-{one.id}", _FOLLOW_UP, _("Uppföljning"))
        chain.boxes.append(box)
        for idea_id in sources.taken_up.get(one.id, ()):
            starts = {f"idea-{idea_id}", f"partners-{idea_id}"} & chain.keys()
            chain.arrows += [Arrow(start, box.key) for start in sorted(starts)]
    _step(chain, _("Uppföljningen"), [_meeting_line(one) for one in sources.follow_ups])


def _add_project(chain: Chain, project: Project) -> None:
    url = project_url(project.id, project.slug)
    its_lang = project.lang if project.lang != lang() else ""
    chain.boxes.append(Box(_THE_PROJECT, _PROJECT, _("Projektet"), project.title, url, "deep", its_lang))
    period = period_words(project.begins, project.ends)
    _step(chain, _("Projektet"), [{"title": project.title, "url": url, "by": period, "lang": its_lang}])


def _add_results(chain: Chain, project: Project, sources: Sources) -> None:
    """Add what the project arranged, where it was presented, and its first figures."""
    page = project_url(project.id, project.slug)
    figures = figures_of(project)
    found = [
        Box(f"figure-{number}", _AFTER, _("Resultat"), said_of(one), f"{page}#siffror", "sky")
        for number, one in enumerate(figures[:FEW])
    ]
    found += [
        Box(f"series-{one.id}", _AFTER, row["number"], one.title, row["url"], "", row["lang"])
        for one, row in zip(sources.series, sources.series_rows, strict=True)
    ]
    found += _few(sources.own, "own", _("Projektets möte"), _own_number(len(sources.own)), f"{page}#moten")
    shown = ngettext("Visat på %(num)s möte", "Visat på %(num)s möten", len(sources.presented))
    found += _few(sources.presented, "presented", _("Visat på"), shown, f"{page}#visat")
    chain.boxes += found
    chain.arrows += [Arrow(_THE_PROJECT, one.key) for one in found]
    every = [one for figure in figures for one in with_parts(figure)]
    rows = [{"title": said_of(one), "url": f"{page}#siffror", "by": "", "lang": ""} for one in every]
    rows += [row | {"by": row["number"]} for row in sources.series_rows]
    rows += [_line(row) for row in (*sources.own, *sources.presented)]
    _step(chain, _("Vad det blev"), rows)


def _few(rows: Sequence[dict[str, Any]], key: str, label: str, together: str, url: str) -> list[Box]:
    """Return a box for each of a few meetings, or one for all of them."""
    if len(rows) > FEW:
        return [Box(key, _AFTER, label, together, url)]
    return [
        Box(f"{key}-{number}", _AFTER, label, row["title"], row["url"], "", row["lang"])
        for number, row in enumerate(rows)
    ]


def _own_number(number: int) -> str:
    return str(ngettext("%(num)s möte", "%(num)s möten", number))


def with_parts(figure: Figure) -> list[Figure]:
    """Return the figure and all that are parts of it."""
    return [figure, *(one for part in figure.parts for one in with_parts(part))]


def said_of(figure: Figure) -> str:
    """Return a figure as one sentence: "31 av 80 ungdomar fick anställning"."""
    words = (figure.before, figure.number, figure.after, figure.of, figure.label, figure.text)
    return " ".join(part for part in words if part)


def _step(chain: Chain, label: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        chain.steps.append({"label": label, "rows": rows})


def _kind(one: MeetingLink) -> str:
    return one.kind_en if lang() == "en" and one.kind_en else one.kind_sv


def _meeting_box(one: MeetingLink, key: str, step: int, label: str) -> Box:
    url = url_for("pages.meeting", meeting_id=one.id, slug=one.slug)
    return Box(key, step, label, one.title, url, "tint", one.lang if one.lang != lang() else "")


def _thing_box(one: Thing, step: int, label: str, tone: str) -> Box:
    row = thing_row(one)
    return Box(f"{one.kind}-{one.id}", step, label, one.title, row["url"], tone, row["lang"])


def _meeting_line(one: MeetingLink) -> dict[str, str]:
    return _line(meeting_row(one))


def _line(row: dict[str, Any]) -> dict[str, str]:
    by = ", ".join(part for part in (row["day"], row["where"]) if part)
    return {"title": row["title"], "url": row["url"], "by": by, "lang": row["lang"]}
