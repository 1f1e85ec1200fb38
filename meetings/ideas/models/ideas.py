"""The tables of an idea: the idea with its working copy, what was received, attachments, co-authors, its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.models import Organisation, Term
from meetings.extensions import Base, SortKey
from meetings.ideas.models.calls import CallExtension, IdeaCall
from meetings.links.rules import first_version
from meetings.questions.models import Submission
from meetings.revisions import Revision
from meetings.text import sort_key

idea_target_group = Table(
    "idea_target_group",
    Base.metadata,
    Column("idea_id", ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)

idea_sought = Table(
    "idea_sought",
    Base.metadata,
    Column("idea_id", ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)


class Idea(Base):
    """One project idea of a call, from the first line of its draft.

    `draft` is the working copy (`rules.content.Content` as JSON), its actors' own: no organiser reads it. `revision` is
    the number of the latest `IdeaRevision` of it. What has been received stands in `versions`; `current` is the number
    of the latest (0: none yet), and the columns from `title` to `seeks_partners`, the target groups and the sectors
    sought are copied from it, to be listed and filtered by. `number` is its number in the call, once received.

    `state` is one of `rules.states.State`; what its actors are shown is `told_state` ("": nothing yet; see
    `rules.states.shown_to_actor`). `state_text` is what they may read beside the state when it is published: then it
    becomes `told_text`, and while `tells` the worker has yet to mail it. `late` says that it came after its deadline
    and stands apart until `late_decision` is "accepted" (or "declined"). `extension_id` is a personal extension (None:
    the call's own closing holds). `publish_*` is the actor's leave with its wording, `published_at` the secretariat's
    word. Raising `link_version` revokes the actor's link.
    """

    __tablename__ = "idea"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        UniqueConstraint("call_id", "form_token"),
        Index("ix_idea_call_id_state", "call_id", "state"),
        Index("ix_idea_published_at", "published_at"),
        Index("ix_idea_tells", "id", sqlite_where=text("tells"), postgresql_where=text("tells")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("idea_call.id"))
    number: Mapped[int | None]
    form_token: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default="draft")
    link_version: Mapped[int] = mapped_column(default=first_version)
    lang: Mapped[str] = mapped_column(String(2), default="sv")

    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    contact_email_key: Mapped[str] = mapped_column(String(254), default="", index=True)
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    confirmed_at: Mapped[datetime | None]

    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]

    current: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200), default="")
    title_sort: Mapped[str] = mapped_column(SortKey, default="")
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    organisation_sort: Mapped[str] = mapped_column(SortKey, default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), default="")
    seeks_partners: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text, default="")

    late: Mapped[bool] = mapped_column(default=False)
    late_decision: Mapped[str] = mapped_column(String(10), default="")
    extension_id: Mapped[int | None] = mapped_column(ForeignKey("call_extension.id"), unique=True)
    entered_by: Mapped[str] = mapped_column(String(200), default="")
    spark_id: Mapped[int | None] = mapped_column(ForeignKey("spark.id", ondelete="SET NULL"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)

    publish_consent: Mapped[bool] = mapped_column(default=False)
    publish_wording: Mapped[str] = mapped_column(Text, default="")
    publish_consent_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_version: Mapped[int | None]
    diarienummer: Mapped[str] = mapped_column(String(60), default="")

    state_text: Mapped[str] = mapped_column(Text, default="")
    told_state: Mapped[str] = mapped_column(String(16), default="")
    told_text: Mapped[str] = mapped_column(Text, default="")
    told_at: Mapped[datetime | None]
    tells: Mapped[bool] = mapped_column(default=False)

    created_at: Mapped[datetime]
    received_at: Mapped[datetime | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    reminded_week_at: Mapped[datetime | None]
    reminded_day_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    call: Mapped[IdeaCall] = relationship()
    extension: Mapped[CallExtension | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    type: Mapped[Term | None] = relationship(foreign_keys=[type_id])
    sector: Mapped[Term | None] = relationship(foreign_keys=[sector_id])
    municipality: Mapped[Term | None] = relationship(foreign_keys=[municipality_id])
    merged_into: Mapped[Idea | None] = relationship(remote_side="Idea.id", foreign_keys=[merged_into_id])
    target_groups: Mapped[list[Term]] = relationship(secondary=idea_target_group, order_by=Term.position)
    sought: Mapped[list[Term]] = relationship(secondary=idea_sought, order_by=Term.position)
    versions: Mapped[list[IdeaVersion]] = relationship(back_populates="idea", order_by="IdeaVersion.number")
    attachments: Mapped[list[IdeaAttachment]] = relationship(back_populates="idea", order_by="IdeaAttachment.position")
    coauthors: Mapped[list[IdeaCoauthor]] = relationship(back_populates="idea", order_by="IdeaCoauthor.id")

    @validates("title", "organisation_name")
    def _sorted(self, key: str, value: str) -> str:
        setattr(self, "title_sort" if key == "title" else "organisation_sort", sort_key(value)[:400])
        return value


class IdeaVersion(Base):
    """What was received, as it was: never changed, never overwritten; its receipt names `reference` and `checksum`.

    `content` is the idea without its contact (so that erasing a person leaves the record provable), the answers to the
    call's own questions as they were worded, and the attachments with the SHA-256 of each; `checksum` is
    `revisions.checksum` of it. `received_at` is the arrival of the request. `form_token` is the random part of the form
    that it came by: the same form sent twice is one version.
    """

    __tablename__ = "idea_version"
    __table_args__ = (UniqueConstraint("idea_id", "number"), UniqueConstraint("idea_id", "form_token"))

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    number: Mapped[int]
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    form_token: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[str] = mapped_column(String(200), default="")
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id", ondelete="SET NULL"), index=True)
    idea: Mapped[Idea] = relationship(back_populates="versions")
    submission: Mapped[Submission | None] = relationship()


class IdeaRevision(Revision, Base):
    """Each save of the working copy, so that several devices and co-authors merge and nobody overwrites another.

    `base` is the number that the writer started from; `coauthor_id` says which co-author wrote (None: the contact, or
    the secretariat by `author`). `origin` and `sequence` name the open page that sent it, and its how manieth save.
    """

    __tablename__ = "idea_revision"
    __table_args__ = (UniqueConstraint("idea_id", "number"), Index("ix_idea_revision_origin", "idea_id", "origin"))

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    base: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(8), default="saved")
    coauthor_id: Mapped[int | None] = mapped_column(ForeignKey("idea_coauthor.id", ondelete="SET NULL"), index=True)
    origin: Mapped[str] = mapped_column(String(36), default="")
    sequence: Mapped[int] = mapped_column(default=0)


class IdeaAttachment(Base):
    """A file of the working copy. A removed one stays as long as a received version names its key."""

    __tablename__ = "idea_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    idea: Mapped[Idea] = relationship(back_populates="attachments")


class IdeaCoauthor(Base):
    """Somebody whom the contact asked to write the draft too, by a link of their own; raising `version` revokes it."""

    __tablename__ = "idea_coauthor"
    __table_args__ = (UniqueConstraint("idea_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    version: Mapped[int] = mapped_column(default=first_version)
    added_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    idea: Mapped[Idea] = relationship(back_populates="coauthors")
