"""What does a project that grows from an idea begin with: what the idea said when it was received."""

from __future__ import annotations

from meetings.ideas.rules.content import Content as Idea
from meetings.projects.rules.content import Content, PartnerText
from meetings.projects.rules.points import point

_MOST_SUMMARY = 600


def content_from(
    idea: Idea,
    lang: str,
    *,
    idea_id: int,
    spark_id: int | None,
    meeting_ids: tuple[int, ...],
    partners: tuple[str, ...],
) -> Content:
    """Return the draft that an idea makes: its own words, and links to the idea, its spark and its meetings.

    `partners` are the names of organisations that said yes to take part. What the idea tells of itself becomes the
    summary when it is short enough for one, else the text.
    """
    is_short = len(idea.about) <= _MOST_SUMMARY
    more = [] if is_short else [idea.about]
    more += [text for text in (idea.background, idea.activities) if text]
    return Content(
        title=idea.title,
        lang=lang,
        owner=idea.organisation,
        begins=_code(idea.starts_in),
        ends=_code(idea.ends_in),
        target_groups=idea.target_groups,
        summary=idea.about if is_short else "",
        purpose=idea.purpose,
        body="\n\n".join(more),
        partners=tuple(PartnerText(name) for name in dict.fromkeys(partners) if name and name != idea.organisation),
        ideas=(idea_id,),
        sparks=(spark_id,) if spark_id is not None else (),
        meetings=meeting_ids,
    )


def _code(month: str) -> str:
    found = point(month)
    return found.code if found else ""
