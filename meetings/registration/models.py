"""The sign-up's tables: its settings, pools of seats, registrations, the places they hold, and their opt-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.models import Organisation, Term
from meetings.extensions import Base, SortKey
from meetings.questions.models import Form, Submission
from meetings.schedule.models import Meeting, ProgrammeItem
from meetings.text import fold, sort_key


class SignUp(Base):
    """How one signs up to a meeting; without this row a meeting takes no sign-ups.

    The interval is half-open: from `opens_at` (None: since it was published) until `closes_at`
    (None: until it begins). `list_until` is when the public list of participants goes; None: 12 months after it ends.
    `revision` rises with every save of the settings.
    """

    __tablename__ = "sign_up"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id"), index=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    show_seats_left: Mapped[bool] = mapped_column(default=True)
    public_list: Mapped[bool] = mapped_column(default=False)
    list_until: Mapped[datetime | None]
    notice: Mapped[str] = mapped_column(Text, default="")
    access: Mapped[str] = mapped_column(String(8), default="open")
    link_version: Mapped[int] = mapped_column(default=1)
    moderated: Mapped[bool] = mapped_column(default=False)
    confirm_address: Mapped[bool] = mapped_column(default=False)
    groups: Mapped[bool] = mapped_column(default=True)
    hand_over: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship()
    form: Mapped[Form] = relationship()


class WorkshopBlock(Base):
    """Workshops that are held at the same time, of which one chooses one.

    `mode` is "first" (first come, first served) or "ranked" (people rank `ranks` of them until `wishes_until`,
    then the organiser publishes who goes where). Attendees change their choice until `changes_until` (exclusive;
    None: until the first of them begins). `seed` breaks the ties of an assignment, `published_at` says that it stands.
    """

    __tablename__ = "workshop_block"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    mode: Mapped[str] = mapped_column(String(8), default="first")
    required: Mapped[bool] = mapped_column(default=False)
    ranks: Mapped[int] = mapped_column(default=3)
    wishes_until: Mapped[datetime | None]
    changes_until: Mapped[datetime | None]
    seed: Mapped[int] = mapped_column(default=0)
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    meeting: Mapped[Meeting] = relationship()
    pools: Mapped[list[Pool]] = relationship(back_populates="block", order_by="Pool.position, Pool.id")


class WorkshopPublication(Base):
    """An organiser's word to publish the places of a block; the worker does it. One a block: a new one takes its place.

    `stage` and `problem` are those of `rules.publishing`, `seen` is the mark of the proposal that the organiser saw
    and `found` that of what the worker met. `recipients` are the registrations that are mailed, in this order; the
    first `told` of them have their mail. `people` took part, `placed` of them got a place. After a fault of its own
    the worker tries again at `retry_at`.
    """

    __tablename__ = "workshop_publication"

    block_id: Mapped[int] = mapped_column(ForeignKey("workshop_block.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(8), default="asked")
    problem: Mapped[str] = mapped_column(String(12), default="")
    seen: Mapped[str] = mapped_column(String(100))
    found: Mapped[str] = mapped_column(String(100), default="")
    account_id: Mapped[int | None]
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    recipients: Mapped[list[int]] = mapped_column(JSON, default=list)
    people: Mapped[int] = mapped_column(default=0)
    placed: Mapped[int] = mapped_column(default=0)
    told: Mapped[int] = mapped_column(default=0)
    block: Mapped[WorkshopBlock] = relationship()


class Pool(Base):
    """A number of seats that one allocator serves. `seats` None means that there is no limit.

    `kind` is "meeting" (the meeting as a whole: everybody has a place in it), "room" and "online" (of a hybrid
    meeting: everybody has one of the two as well), "workshop" (`item_id`, `block_id`), "choice" (`choice_id`: an
    answer with so many seats), or "reserved": so many of the meeting's seats are for one sector until `released_at`.
    """

    __tablename__ = "pool"
    __table_args__ = (CheckConstraint("seats IS NULL OR seats >= 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12), default="meeting")
    position: Mapped[int] = mapped_column(default=0)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="CASCADE"), index=True)
    block_id: Mapped[int | None] = mapped_column(ForeignKey("workshop_block.id", ondelete="CASCADE"), index=True)
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id", ondelete="CASCADE"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    released_at: Mapped[datetime | None]
    seats: Mapped[int | None]
    waiting_list: Mapped[bool] = mapped_column(default=True)
    meeting: Mapped[Meeting] = relationship()
    item: Mapped[ProgrammeItem | None] = relationship()
    block: Mapped[WorkshopBlock | None] = relationship(back_populates="pools")


class SignUpGroup(Base):
    """Colleagues who were signed up together, each with a registration of their own.

    `told` is what whoever sent the form `form_token` was told of each row, a letter each (`GroupOutcome`): the same
    form sent again is told the same, and nothing else of the others is kept.
    """

    __tablename__ = "sign_up_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    form_token: Mapped[str] = mapped_column(String(40), default="")
    told: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime]


class Registration(Base):
    """One address at one meeting. `arrival` is its number in line; signing up again takes a new one.

    `form_token` is the one-time token that it was sent with: the same pair of token and address is
    the same registration. Raising `link_version` revokes the person's own link. `decision` is what the
    organiser wrote when accepting or declining a sign-up. After `erased_at` nothing personal is left in it.
    """

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("meeting_id", "email_key"),
        UniqueConstraint("meeting_id", "arrival"),
        Index("ix_registration_meeting_id_name_sort_id", "meeting_id", "name_sort", "id"),
        Index("ix_registration_meeting_id_organisation_sort_id", "meeting_id", "organisation_sort", "id"),
        Index("ix_registration_meeting_id_sector_id", "meeting_id", "sector_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    arrival: Mapped[int]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    form_token: Mapped[str] = mapped_column(String(40), default="")
    link_version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(SortKey)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2))
    organisation_typed: Mapped[str] = mapped_column(String(200), default="")
    organisation_sort: Mapped[str] = mapped_column(SortKey, default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    search_text: Mapped[str] = mapped_column(Text)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    attended_at: Mapped[datetime | None]
    added_by: Mapped[str] = mapped_column(String(200), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("sign_up_group.id", ondelete="SET NULL"), index=True)
    address_confirmed_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    erased_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    organisation_type: Mapped[Term | None] = relationship(foreign_keys=[organisation_type_id])
    sector: Mapped[Term | None] = relationship(foreign_keys=[sector_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])
    submission: Mapped[Submission] = relationship()
    places: Mapped[list[Place]] = relationship(back_populates="registration", cascade="all, delete-orphan")
    opt_ins: Mapped[list[OptIn]] = relationship(back_populates="registration", cascade="all, delete-orphan")

    @property
    def registered_self(self) -> bool:
        """Whether its person filled in the form, and so was asked the questions."""
        return bool(self.form_token) and self.group_id is None

    @validates("name", "email", "organisation_typed")
    def _searchable(self, key: str, value: str) -> str:
        values = {"name": self.name, "email": self.email, "organisation_typed": self.organisation_typed, key: value}
        self.search_text = fold(" ".join(value for value in values.values() if value))
        if key == "name":
            self.name_sort = sort_key(value)[:400]
        if key == "organisation_typed":
            self.organisation_sort = sort_key(value)[:400]
        return value


class Place(Base):
    """What a registration has in a pool: a seat, a place in line, a seat held until a moment, or none any more.

    `rank` orders the workshops of a block that somebody wants: 1 before 2. In the room or on the net it is 1, and 0
    where somebody stands in line for the other one while they keep what they have. A seat is `held_for` "address"
    until its owner has confirmed it, or "offer" while somebody near the start of the meeting is asked whether they
    still come.
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("pool_id", "registration_id"),
        Index("ix_place_pool_id_state_arrival", "pool_id", "state", "arrival"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    arrival: Mapped[int]
    rank: Mapped[int] = mapped_column(default=1)
    held_until: Mapped[datetime | None] = mapped_column(index=True)
    held_for: Mapped[str] = mapped_column(String(10), default="")
    attended_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    pool: Mapped[Pool] = relationship()
    registration: Mapped[Registration] = relationship(back_populates="places")


class Wish(Base):
    """A workshop that somebody wants in a block with ranked wishes; rank 1 is wanted most."""

    __tablename__ = "wish"
    __table_args__ = (UniqueConstraint("registration_id", "pool_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]


class Pin(Base):
    """Where the organiser wants somebody to be whatever they wished, in a block with ranked wishes."""

    __tablename__ = "pin"
    __table_args__ = (UniqueConstraint("block_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("workshop_block.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id", ondelete="CASCADE"), index=True)


class Invitation(Base):
    """Somebody who is asked to come, by a link of their own; `state` is "invited", "accepted", "declined" or "revoked".

    With `holds_seat` one of the meeting's seats is kept for them until `held_until` (exclusive), or until they answer.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("meeting_id", "email_key"),
        Index("ix_invitation_meeting_id_state_held_until", "meeting_id", "state", "held_until"),
        Index("ix_invitation_meeting_id_name_sort_id", "meeting_id", "name_sort", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200), default="")
    name_sort: Mapped[str] = mapped_column(SortKey, default="")
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    message: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="invited")
    holds_seat: Mapped[bool] = mapped_column(default=False)
    held_until: Mapped[datetime | None]
    link_version: Mapped[int] = mapped_column(default=1)
    invited_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    registration: Mapped[Registration | None] = relationship()

    @validates("name")
    def _sorted(self, _key: str, value: str) -> str:
        self.name_sort = sort_key(value)[:400]
        return value


class OptIn(Base):
    """A yes that was given, in which words and when, and when it was taken back ("public-list", "future-meetings")."""

    __tablename__ = "opt_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    wording: Mapped[str] = mapped_column(Text)
    wording_version: Mapped[int]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    registration: Mapped[Registration] = relationship(back_populates="opt_ins")
