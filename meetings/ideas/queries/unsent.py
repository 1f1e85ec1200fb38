"""Does a working copy say something else than what was last received: then its actors are told that."""

from __future__ import annotations

from dataclasses import replace

from meetings.ideas.models import Idea, IdeaVersion
from meetings.ideas.queries import answering, working
from meetings.ideas.rules.content import Content, answers_in, attached_in, from_json
from meetings.web.lang import speaking


def differs(idea: Idea, latest: IdeaVersion) -> bool:
    """Tell whether the working copy says something else than this version, or has other files."""
    draft = from_json(idea.draft)
    if _bare(draft) != _bare(from_json(latest.content)):
        return True
    has = {one.file_key for one in working.live_attachments(idea.id)}
    return has != {one.key for one in attached_in(latest.content)} or _answers_otherwise(idea, draft, latest)


def _bare(content: Content) -> Content:
    return replace(content, answers={})


def _answers_otherwise(idea: Idea, draft: Content, latest: IdeaVersion) -> bool:
    if idea.call.form_id is None:
        return False
    written_in = str(latest.content["lang"])
    with speaking(written_in):
        asked = answering.asked_of(idea.call, written_in)
        said = answering.in_words(asked, answering.given_in(asked, draft.answers))
    return tuple(said) != answers_in(latest.content)
