"""The meeting's tables: the meeting with its place and texts, programme, appearances, contacts, history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.directory.models import Organisation, Term
from meetings.extensions import Base
from meetings.links.rules import first_version
from meetings.revisions import Revision

meeting_target_group = Table(
    "meeting_target_group",
    Base.metadata,
    Column("meeting_id", ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True),
)

related_item = Table(
    "related_item",
    Base.metadata,
    Column("item_id", ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True),
    Column("related_id", ForeignKey("programme_item.id", ondelete="CASCADE"), primary_key=True),
)


class Meeting(Base):
    """A meeting. Its row is the lock of all its seats, and holds the counter that numbers arrivals.

    `version` rises with every change that a public page shows, `revision` with every save in the
    editor, `calendar_sequence` (RFC 5545 SEQUENCE) when time, place or state changes. One that is not
    `listed` stands on no list, in no search and no feed: only who has its address finds it.
    """

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_state_starts_at", "state", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    kind_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    theme: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    conclusions: Mapped[str] = mapped_column(Text, default="")
    afterwards: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    attendance: Mapped[str] = mapped_column(String(8), default="place")
    venue: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postcode: Mapped[str] = mapped_column(String(12), default="")
    town: Mapped[str] = mapped_column(String(80), default="")
    directions: Mapped[str] = mapped_column(Text, default="")
    venue_access: Mapped[str] = mapped_column(Text, default="")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    online_in_calendar: Mapped[bool] = mapped_column(default=False)
    programme_area_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    diarienummer: Mapped[str] = mapped_column(String(60), default="")
    eu_funded: Mapped[bool] = mapped_column(default=False)
    reported_qualifier: Mapped[str] = mapped_column(String(10), default="exactly")
    reported_number: Mapped[int | None]
    ideas_until: Mapped[datetime | None]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="SET NULL"), index=True)
    published_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None]
    concluded_by: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    preview_version: Mapped[int] = mapped_column(default=first_version)
    listed: Mapped[bool] = mapped_column(default=True)
    arrivals: Mapped[int] = mapped_column(default=0)

    kind: Mapped[Term] = relationship(foreign_keys=[kind_id])
    programme_area: Mapped[Term | None] = relationship(foreign_keys=[programme_area_id])
    target_groups: Mapped[list[Term]] = relationship(secondary=meeting_target_group, order_by=Term.position)
    organisers: Mapped[list[MeetingOrganiser]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="MeetingOrganiser.position"
    )
    contacts: Mapped[list[Contact]] = relationship(
        back_populates="meeting", cascade="all, delete-orphan", order_by="Contact.position"
    )
    items: Mapped[list[ProgrammeItem]] = relationship(
        back_populates="meeting",
        cascade="all, delete-orphan",
        order_by="ProgrammeItem.starts_at, ProgrammeItem.position",
    )
    follows: Mapped[Meeting | None] = relationship(remote_side="Meeting.id", back_populates="followed_by")
    followed_by: Mapped[list[Meeting]] = relationship(back_populates="follows", order_by="Meeting.starts_at")

    def next_arrival(self) -> int:
        """Return the next number in line. Only under the meeting's lock: it alone says who came first."""
        self.arrivals += 1
        return self.arrivals


class MeetingOrganiser(Base):
    """An organisation that arranges the meeting."""

    __tablename__ = "meeting_organiser"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    meeting: Mapped[Meeting] = relationship(back_populates="organisers")
    organisation: Mapped[Organisation] = relationship()


class Contact(Base):
    """Somebody to ask about the meeting; any of the details may be missing, not all."""

    __tablename__ = "meeting_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phones: Mapped[list[str]] = mapped_column(JSON, default=list)
    meeting: Mapped[Meeting] = relationship(back_populates="contacts")


class ProgrammeItem(Base):
    """One item of the programme; those that begin together are parallel."""

    __tablename__ = "programme_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    room: Mapped[str] = mapped_column(String(120), default="")
    meeting: Mapped[Meeting] = relationship(back_populates="items")
    appearances: Mapped[list[Appearance]] = relationship(
        back_populates="item", cascade="all, delete-orphan", order_by="Appearance.position"
    )
    related: Mapped[list[ProgrammeItem]] = relationship(
        secondary=related_item,
        primaryjoin="ProgrammeItem.id == related_item.c.item_id",
        secondaryjoin="ProgrammeItem.id == related_item.c.related_id",
        order_by="ProgrammeItem.starts_at",
    )


class Appearance(Base):
    """Who is seen on a programme item, as shown: a name or an organisation, or both; party and roles if any."""

    __tablename__ = "appearance"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), default="")
    party: Mapped[str] = mapped_column(String(20), default="")
    roles: Mapped[str] = mapped_column(String(300), default="")
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    item: Mapped[ProgrammeItem] = relationship(back_populates="appearances")
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def shown(self) -> str:
        """Who is seen, as written: "Alex Bergström (S), ledamot och regionråd"; or an organisation alone."""
        organisation = self.organisation_name or (self.organisation.name if self.organisation else "")
        name = f"{self.name} ({self.party})" if self.name and self.party else self.name
        return ", ".join(part for part in (name, self.roles, organisation) if part)


class MeetingRevision(Revision, Base):
    """What the editor saved, each time: the meeting's fields and its programme as one content."""

    __tablename__ = "meeting_revision"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
