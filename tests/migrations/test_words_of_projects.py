"""The upgrade that brings projects: an installed service gets the new words, and keeps the ones that it has."""

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, select, update

from meetings import transaction
from meetings.directory import actions
from meetings.directory.actions.vocabularies import BEGINNING
from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from tests.builders import a_meeting

NEW = (Vocabulary.FUNDER, Vocabulary.PROGRAMME_PERIOD, Vocabulary.ACTIVITY_KIND)
OWN = {"course": "Kurs eller cirkel", "study-trip": "Studiebesök"}


def _words() -> dict[tuple[str, str], tuple[str, ...]]:
    db.session.remove()
    return {
        (one.vocabulary, one.code): (one.name_sv, one.name_en, one.text_sv, one.text_en)
        for one in db.session.scalars(select(Term))
    }


def _back_to_0006(kinds: dict[str, str]) -> None:
    """Go back to the release before: its words alone, kinds of meeting renamed or added by whoever runs it."""
    with transaction.write() as session:
        session.execute(delete(Term).where(Term.vocabulary.in_([one.value for one in NEW])))
        session.execute(delete(Term).where(Term.vocabulary == "meeting_kind", Term.code == "study-trip"))
        for code, name in kinds.items():
            if not session.execute(update(Term).where(Term.code == code).values(name_sv=name)).rowcount:  # type: ignore[attr-defined]
                session.add(Term(vocabulary="meeting_kind", code=code, name_sv=name, name_en=name, position=7))
    db.session.remove()
    downgrade(revision="0006")


def test_an_installed_service_gets_the_new_words_and_keeps_its_own(app: Flask) -> None:
    a_meeting()
    actions.ensure_vocabularies()
    whole = _words()
    _back_to_0006({})
    assert len(_words()) < len(whole)

    upgrade()

    assert _words() == whole
    actions.ensure_vocabularies()
    assert _words() == whole
    for vocabulary, words, _parents in BEGINNING:
        if vocabulary in NEW:
            rows = select(Term.code).where(Term.vocabulary == vocabulary.value).order_by(Term.position)
            assert list(db.session.scalars(rows)) == [word.code for word in words]

    _back_to_0006(OWN)
    upgrade()
    words = _words()
    assert {code: words["meeting_kind", code][0] for code in OWN} == OWN
    assert words["funder", "esf"] == whole["funder", "esf"]


def test_a_new_service_gets_its_words_in_the_order_of_the_code(app: Flask) -> None:
    assert _words() == {}  # the tables of a new service: upgraded from nothing, and no word in them
