"""The tables of partners: organisations that want to join, and who asked whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.models import Term
from meetings.extensions import Base, SortKey
from meetings.ideas.models.calls import IdeaCall
from meetings.ideas.models.ideas import Idea
from meetings.links.rules import first_version
from meetings.text import sort_key

interest_target_group = Table(
    "interest_target_group",
    Base.metadata,
    Column("interest_id", ForeignKey("partner_interest.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)


class PartnerInterest(Base):
    """An organisation that wants to take part in somebody's project ("delta"), shown once its address is confirmed.

    One that came from a sign-up (`registration_id`) is confirmed by the link that it came by. `wording` is what they
    were told about being shown, when they said yes. Shown: organisation, type, municipality, target groups, `offers`;
    never the contact. The secretariat takes one off the list by `hidden_at`. Raising `link_version` revokes its own
    link.
    """

    __tablename__ = "partner_interest"
    __table_args__ = (Index("ix_partner_interest_call_id_organisation_sort", "call_id", "organisation_sort"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("idea_call.id", ondelete="CASCADE"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    organisation_name: Mapped[str] = mapped_column(String(200))
    organisation_sort: Mapped[str] = mapped_column(SortKey)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    offers: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254))
    contact_email_key: Mapped[str] = mapped_column(String(254), index=True)
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    link_version: Mapped[int] = mapped_column(default=first_version)
    wording: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    call: Mapped[IdeaCall] = relationship()
    type: Mapped[Term | None] = relationship(foreign_keys=[type_id])
    sector: Mapped[Term | None] = relationship(foreign_keys=[sector_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])
    target_groups: Mapped[list[Term]] = relationship(secondary=interest_target_group, order_by=Term.position)

    @validates("organisation_name")
    def _sorted(self, _key: str, value: str) -> str:
        self.organisation_sort = sort_key(value)[:400]
        return value


class PartnerRequest(Base):
    """One side asks the other ("Vi vill vara med"); neither sees the other's address until both agree.

    `direction` is "join" (an organisation asks the idea's contact) or "invite" (the idea's contact asks an organisation
    that stands in the list). The columns of the organisation are those of who joins, whichever way it was asked; they
    come from `interest_id` where there is one. `state` is "unconfirmed" (the asker's address is not yet), "asked",
    "accepted", "declined" or "withdrawn". `answer_version` is the version of the link that the asked side answers by,
    `asker_version` of the link that the asker confirms and withdraws by. An accepted partner is shown by name on the
    idea's page when `shown`: they said so, in the words `shown_wording`.
    """

    __tablename__ = "partner_request"
    __table_args__ = (Index("ix_partner_request_idea_id_state", "idea_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    interest_id: Mapped[int | None] = mapped_column(ForeignKey("partner_interest.id", ondelete="SET NULL"), index=True)
    direction: Mapped[str] = mapped_column(String(6))
    form_token: Mapped[str | None] = mapped_column(String(64), unique=True)
    organisation_name: Mapped[str] = mapped_column(String(200))
    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    message: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12), default="asked")
    shown: Mapped[bool] = mapped_column(default=False)
    shown_wording: Mapped[str] = mapped_column(Text, default="")
    asker_version: Mapped[int] = mapped_column(default=first_version)
    answer_version: Mapped[int] = mapped_column(default=first_version)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    idea: Mapped[Idea] = relationship()
    interest: Mapped[PartnerInterest | None] = relationship()
    type: Mapped[Term | None] = relationship(foreign_keys=[type_id])
    sector: Mapped[Term | None] = relationship(foreign_keys=[sector_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])
