"""Organisations that want to join, and questions between them and ideas, to test with."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from meetings import transaction
from meetings.directory.rules import Vocabulary
from meetings.extensions import db
from meetings.ideas.actions import joining
from meetings.ideas.actions.joining import Organisation, Reached
from meetings.ideas.actions.partner_asking import Question, ask_to_join
from meetings.ideas.mail import partners as mail
from meetings.ideas.models import Idea, IdeaCall, PartnerInterest, PartnerRequest
from meetings.outbox import transport
from tests.builders import NOW, a_term, delivered_mails

_SERIAL = itertools.count(1)


def vocabulary() -> None:
    """The words that the forms need: two types with their sectors, two towns of one county, two target groups."""
    county = a_term(Vocabulary.COUNTY, "vastra-gotaland", "Västra Götaland")
    for code, name in (("vanersborg", "Vänersborg"), ("trollhattan", "Trollhättan")):
        a_term(Vocabulary.MUNICIPALITY, code, name, parent_id=county.id)
    for number, (sector, said, kind, its) in enumerate(
        (
            ("public", "Offentlig sektor", "municipality", "Kommun"),
            ("private", "Privat sektor", "company", "Företag"),
            ("social-economy", "Social ekonomi", "association", "Ideell förening"),
        )
    ):
        term = a_term(Vocabulary.SECTOR, sector, said, position=number)
        a_term(Vocabulary.ORGANISATION_TYPE, kind, its, parent_id=term.id, position=number)
    a_term(Vocabulary.ORGANISATION_TYPE, "private-person", "Privatperson", position=9)
    a_term(Vocabulary.TARGET_GROUP, "young", "Unga", position=0)
    a_term(Vocabulary.TARGET_GROUP, "newcomers", "Nyanlända", position=1)


def an_interest(call: IdeaCall, name: str = "Restad gård", *, confirmed: bool = True, **facts: Any) -> PartnerInterest:
    """An organisation that stands in the list; its words by their codes: `sector`, `municipality`, `groups`."""
    number = next(_SERIAL)
    sector, town = facts.pop("sector", "social-economy"), facts.pop("municipality", "")
    groups = facts.pop("groups", ())
    said = Organisation(
        name,
        sector_id=a_term(Vocabulary.SECTOR, sector).id if sector else None,
        municipality_id=a_term(Vocabulary.MUNICIPALITY, town).id if town else None,
        target_groups=[a_term(Vocabulary.TARGET_GROUP, code).id for code in groups],
        offers=facts.pop("offers", "Vi kan bidra med lokaler."),
    )
    reached = Reached("Inam", facts.pop("email", f"inam.{number}@restad.example"), facts.pop("lang", "sv"))
    joining.join(call.id, said, reached, "Det här visas", f"interest-{number}", NOW)
    with transaction.write() as session:
        row = session.query(PartnerInterest).filter_by(form_token=f"interest-{number}").one()
        row.confirmed_at = NOW if confirmed else None
        for column, value in facts.items():
            setattr(row, column, value)
    return row


def the_request() -> PartnerRequest:
    """The newest question between an idea and an organisation, as it stands now."""
    db.session.rollback()
    return db.session.query(PartnerRequest).order_by(PartnerRequest.id.desc()).populate_existing().first()


def raw_mails() -> list[bytes]:
    """Send what is due, and return every mail as it went over the wire, oldest first, with its soft breaks undone."""
    delivered_mails()
    folder = transport.delivered_folder()
    return [
        (folder / name).read_bytes().replace(b"=\r\n", b"").replace(b"=\n", b"") for name in transport.delivered_names()
    ]


def own_path(row: PartnerInterest) -> str:
    """The organisation's own page."""
    return mail.interest_path(row)


def a_question(idea: Idea, row: PartnerInterest, now: datetime = NOW) -> PartnerRequest:
    """The organisation's question to the contact of a published idea, which has gone on."""
    said = Organisation(row.organisation_name, row.type_id, row.sector_id, row.municipality_id)
    reached = Reached(row.contact_name, row.contact_email)
    words, token = Question("Vi når unga som ingen annan når.", "Visa oss"), f"question-{next(_SERIAL)}"
    sent = ask_to_join(idea.id, said, reached, words, token, now, proved=True)
    assert sent is not None
    return sent
