"""Who is behind ideas: all that `rules.anonymity` is told, to be hidden. For reading that hides it alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from meetings.directory.models import Organisation
from meetings.extensions import db
from meetings.ideas.models import Idea, IdeaCoauthor, IdeaVersion
from meetings.ideas.rules.anonymity import Behind


def behind(idea_ids: Collection[int], hidden_words: str) -> Mapping[int, Behind]:
    """Return who is behind each of these ideas, by its id; `hidden_words` of the call, one to a line. Three queries.

    An organisation counts under every name that it was received with, and under its name in the directory.
    """
    organisations, coauthors = _organisations(idea_ids), _coauthors(idea_ids)
    words = tuple(filter(None, map(str.strip, hidden_words.split("\n"))))
    found = {}
    for row in db.session.execute(
        select(
            Idea.id,
            Idea.organisation_name,
            Organisation.name.label("listed"),
            Idea.contact_name,
            Idea.contact_email,
            Idea.contact_phone,
        )
        .outerjoin(Organisation, Organisation.id == Idea.organisation_id)
        .where(Idea.id.in_(idea_ids))
    ):
        names, addresses = zip(*[("", ""), *coauthors[row.id]], strict=True)
        found[row.id] = Behind(
            organisations=_said(row.organisation_name, row.listed, *organisations[row.id]),
            people=_said(row.contact_name, *names),
            emails=_said(row.contact_email, *addresses),
            phones=_said(row.contact_phone),
            words=words,
        )
    return found


def _said(*values: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _organisations(idea_ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    name = IdeaVersion.content["organisation"].as_string()
    for idea_id, organisation in db.session.execute(
        select(IdeaVersion.idea_id, name).where(IdeaVersion.idea_id.in_(idea_ids)).distinct()
    ):
        found[idea_id].append(organisation)
    return found


def _coauthors(idea_ids: Collection[int]) -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for idea_id, name, email in db.session.execute(
        select(IdeaCoauthor.idea_id, IdeaCoauthor.name, IdeaCoauthor.email).where(IdeaCoauthor.idea_id.in_(idea_ids))
    ):
        found[idea_id].append((name, email))
    return found
