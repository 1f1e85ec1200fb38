"""Projects as the pages of sparks, ideas and meetings name them, and as examples beside an idea that is written."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence

from meetings.ideas.rules.content import Content
from meetings.ideas.rules.similarity import Known
from meetings.projects.queries import led_to, public
from meetings.projects.queries import similar as queries
from meetings.projects.queries.led_to import Named
from meetings.projects.views.public_words import project_url, this_month
from meetings.sparks.views.became import Became, Link
from meetings.web.lang import lang
from meetings.web.requests import arrival
from meetings.web.unchanged import unchanged


def link_of(one: Named) -> Link:
    """Return a project as a link to its page."""
    return Link(project_url(one.id, one.slug), one.title, one.lang if one.lang != lang() else "")


def _state() -> Hashable:
    return unchanged("all public projects", public.state_of_all), this_month(arrival())


def _of_sparks(meeting_id: int) -> Mapping[int, Sequence[Link]]:
    return _links(led_to.of_sparks(meeting_id))


def _of_ideas(idea_ids: Collection[int]) -> Mapping[int, Sequence[Link]]:
    return _links(led_to.of_ideas(idea_ids))


def _links(found: Mapping[int, Sequence[Named]]) -> dict[int, Sequence[Link]]:
    return {key: [link_of(one) for one in projects] for key, projects in found.items()}


def finished(content: Content, _but: int | None) -> Sequence[Known]:
    """Return the finished projects that may be like an idea, at the moment of the request."""
    return queries.finished(content, this_month(arrival()))


BECAME = Became(state=_state, of_sparks=_of_sparks, of_ideas=_of_ideas)
EXAMPLES = {queries.PROJECT: (finished, project_url)}
