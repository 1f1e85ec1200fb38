"""What a received version says, as the columns that ideas are listed and filtered by."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from meetings.directory.models import Term
from meetings.directory.queries import organisation_id_named
from meetings.directory.rules import Vocabulary
from meetings.ideas.models import Idea
from meetings.ideas.rules.content import Content, seeks_partners
from meetings.ideas.rules.fields import TEXTS
from meetings.text import fold

_Terms = Mapping[tuple[str, str], Term]


def put_on_list(session: Session, idea: Idea, content: Content, number: int) -> None:
    """Let the idea be listed by what its version of this number says. Joins the open transaction."""
    terms = _terms(session, content)
    kind = terms.get((Vocabulary.ORGANISATION_TYPE.value, content.organisation_type))
    sector = terms.get((Vocabulary.SECTOR.value, content.sector))
    municipality = terms.get((Vocabulary.MUNICIPALITY.value, content.municipality))
    idea.current, idea.title, idea.role = number, content.title, content.role
    idea.organisation_name = content.organisation
    idea.organisation_id = organisation_id_named(content.organisation) if content.organisation else None
    idea.type_id = kind.id if kind else None
    idea.sector_id = sector.id if sector else kind.parent_id if kind else None
    idea.municipality_id = municipality.id if municipality else None
    idea.seeks_partners = seeks_partners(content)
    idea.search_text = fold(" ".join([content.title, content.organisation, *_texts(content)]))
    idea.target_groups = _found(terms, Vocabulary.TARGET_GROUP, content.target_groups)
    idea.sought = _found(terms, Vocabulary.SECTOR, content.partners_sought)


def _texts(content: Content) -> list[str]:
    return [text for code in TEXTS if (text := getattr(content, code))]


def _found(terms: _Terms, vocabulary: Vocabulary, codes: tuple[str, ...]) -> list[Term]:
    return [terms[vocabulary.value, code] for code in dict.fromkeys(codes) if (vocabulary.value, code) in terms]


def _terms(session: Session, content: Content) -> _Terms:
    """Return the words that the content uses, with one statement."""
    used = {
        Vocabulary.ORGANISATION_TYPE: {content.organisation_type},
        Vocabulary.SECTOR: {content.sector, *content.partners_sought},
        Vocabulary.MUNICIPALITY: {content.municipality},
        Vocabulary.TARGET_GROUP: set(content.target_groups),
    }
    wanted = [
        and_(Term.vocabulary == vocabulary.value, Term.code.in_(sorted(codes - {""})))
        for vocabulary, codes in used.items()
        if codes - {""}
    ]
    rows = session.scalars(select(Term).where(or_(*wanted))) if wanted else ()
    return {(term.vocabulary, term.code): term for term in rows}
