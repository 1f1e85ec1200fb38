"""The tables of material: groups, what stands in them with its versions, pictures and tracks, and speakers' links."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.extensions import Base
from meetings.links.rules import first_version
from meetings.materials.rules.shelves import Shelf, of_either

_ONE_HOLDER = "(meeting_id IS NULL) <> (project_id IS NULL)"


class MaterialGroup(Base):
    """A heading that material of a meeting or a project stands under, "Presentationer för dagen"."""

    __tablename__ = "material_group"
    __table_args__ = (CheckConstraint(_ONE_HOLDER, name="one_holder"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    heading: Mapped[str] = mapped_column(String(120))


class SpeakerLink(Base):
    """Somebody who was asked for material, and who uploads it by a link of their own; raising `version` revokes it.

    `wording` and `agreed_at` keep what they ticked about the rights, and when.
    """

    __tablename__ = "speaker_link"
    __table_args__ = (UniqueConstraint("meeting_id", "email_key", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_sort: Mapped[str] = mapped_column(String(800))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    version: Mapped[int] = mapped_column(default=first_version)
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    wording: Mapped[str] = mapped_column(Text, default="")
    erased_at: Mapped[datetime | None]


class Material(Base):
    """A file, link, film or slideshow of a meeting or of a project, never of both.

    `version` is the number of the version that is shown (0: none is yet).
    It is public from `publish_at` (exclusive of nothing: at that instant) while `state` is "published".
    `revision` rises with every save of its texts and every new version. One that was shown and is removed stays as a
    row without content, so that its address can say so. `offered_url` is an address that a speaker
    gives, `offer_state` "offered" until an organiser takes or refuses it; `answer` is what the organiser last wrote to
    the speaker. `presenter` is who speaks in a film, as written.
    """

    __tablename__ = "material"
    __table_args__ = (
        CheckConstraint(_ONE_HOLDER, name="one_holder"),
        Index("ix_material_meeting_id_position", "meeting_id", "position"),
        Index("ix_material_project_id_position", "project_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("programme_item.id", ondelete="SET NULL"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("material_group.id", ondelete="SET NULL"), index=True)
    speaker_id: Mapped[int | None] = mapped_column(ForeignKey("speaker_link.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    credit: Mapped[str] = mapped_column(String(200), default="")
    presenter: Mapped[str] = mapped_column(String(200), default="")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    text: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(String(500), default="")
    offered_url: Mapped[str] = mapped_column(String(500), default="")
    offer_state: Mapped[str] = mapped_column(String(8), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    alt: Mapped[str] = mapped_column(String(500), default="")
    transcript: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(12), default="everybody")
    state: Mapped[str] = mapped_column(String(12), default="draft")
    publish_at: Mapped[datetime | None]
    accepted_flaws: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    versions: Mapped[list[MaterialVersion]] = relationship(
        back_populates="material", cascade="all, delete-orphan", order_by="MaterialVersion.number"
    )
    pictures: Mapped[list[MaterialPicture]] = relationship(
        back_populates="material", cascade="all, delete-orphan", order_by="MaterialPicture.position"
    )
    tracks: Mapped[list[MaterialTrack]] = relationship(
        back_populates="material", cascade="all, delete-orphan", order_by="MaterialTrack.id"
    )

    @property
    def shelf(self) -> Shelf:
        """Whose it is."""
        return of_either(self.meeting_id, self.project_id)


class MaterialVersion(Base):
    """A file of a material, as it was given; `state` is "offered" by a speaker until somebody takes or refuses it.

    `flaws` are codes of what makes it hard to read for some ("untagged", "no-title", …); `picture_key` is the
    picture of its first page, `picture_state` "due" until the worker has tried.
    """

    __tablename__ = "material_version"
    __table_args__ = (
        UniqueConstraint("material_id", "number"),
        Index("ix_material_version_picture_state", "picture_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id", ondelete="CASCADE"))
    number: Mapped[int]
    file_key: Mapped[str] = mapped_column(ForeignKey("stored_file.key"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="taken")
    comment: Mapped[str] = mapped_column(String(500), default="")
    given_by: Mapped[str] = mapped_column(String(200), default="")
    given_at: Mapped[datetime]
    flaws: Mapped[list[str]] = mapped_column(JSON, default=list)
    picture_key: Mapped[str | None] = mapped_column(ForeignKey("stored_file.key"), index=True)
    picture_state: Mapped[str] = mapped_column(String(6), default="due")
    material: Mapped[Material] = relationship(back_populates="versions")


class MaterialPicture(Base):
    """One picture of a slideshow, or the picture that stands for a film; width and height are its own, in pixels.

    `decorative` says that it needs no words. `medium_key` and `small_key` are smaller ones of it that the worker makes;
    `picture_state` is "due" until it has tried.
    """

    __tablename__ = "material_picture"
    __table_args__ = (Index("ix_material_picture_picture_state", "picture_state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str] = mapped_column(ForeignKey("stored_file.key"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(String(500), default="")
    decorative: Mapped[bool] = mapped_column(default=False)
    caption: Mapped[str] = mapped_column(String(500), default="")
    credit: Mapped[str] = mapped_column(String(200), default="")
    medium_key: Mapped[str | None] = mapped_column(ForeignKey("stored_file.key"), index=True)
    small_key: Mapped[str | None] = mapped_column(ForeignKey("stored_file.key"), index=True)
    picture_state: Mapped[str] = mapped_column(String(6), default="due")
    material: Mapped[Material] = relationship(back_populates="pictures")


class MaterialTrack(Base):
    """Subtitles of a film, in WebVTT."""

    __tablename__ = "material_track"
    __table_args__ = (UniqueConstraint("material_id", "lang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(2))
    file_key: Mapped[str] = mapped_column(ForeignKey("stored_file.key"), index=True)
    material: Mapped[Material] = relationship(back_populates="tracks")
