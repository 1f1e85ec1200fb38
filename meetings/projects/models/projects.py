"""The tables of the register: the project with its partners, figures, activities, outcomes, contacts and history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from meetings.directory.models import Organisation, Term
from meetings.extensions import Base, SortKey
from meetings.links.rules import first_version
from meetings.revisions import Revision
from meetings.text import sort_key

project_target_group = Table(
    "project_target_group",
    Base.metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)

project_funder = Table(
    "project_funder",
    Base.metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)

# Copied from owner and partners whenever the project is saved: what a municipality finds it by.
project_municipality = Table(
    "project_municipality",
    Base.metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("term_id", ForeignKey("term.id"), primary_key=True, index=True),
)


class ProjectGroup(Base):
    """Sibling projects on one page, with what is said of all of them; public while one of its projects is."""

    __tablename__ = "project_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    projects: Mapped[list[Project]] = relationship(
        back_populates="group", order_by="Project.group_position, Project.id"
    )


class ProjectGroupRevision(Revision, Base):
    """What was saved of a joint page, each time."""

    __tablename__ = "project_group_revision"
    __table_args__ = (UniqueConstraint("group_id", "number"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("project_group.id", ondelete="CASCADE"), index=True)


class Project(Base):
    """A project, finished, running or to come. Its row is the lock of all that belongs to it.

    `begins` and `ends` are times as exactly as they are known (`rules.points`: "2012-02", "2013-host", "2014"), `first`
    and `last` their months as numbers to find and sort by (201202). `transnational` and `search_text` are copied from
    what was saved. `version` rises with every change that a public page shows, `revision` with every save.
    """

    __tablename__ = "project"
    __table_args__ = (Index("ix_project_state_first", "state", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    lang: Mapped[str] = mapped_column(String(2), default="sv")
    title: Mapped[str] = mapped_column(String(200))
    title_sort: Mapped[str] = mapped_column(SortKey, index=True)
    begins: Mapped[str] = mapped_column(String(11), default="")
    ends: Mapped[str] = mapped_column(String(11), default="")
    first: Mapped[int | None]
    last: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    programme_period_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    programme_area_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    diarienummer: Mapped[str] = mapped_column(String(60), default="")
    eu_funded: Mapped[bool] = mapped_column(default=False)
    summary: Mapped[str] = mapped_column(Text, default="")
    purpose: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    results: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("project_group.id", ondelete="SET NULL"), index=True)
    group_position: Mapped[int] = mapped_column(default=0)
    transnational: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    preview_version: Mapped[int] = mapped_column(default=first_version)

    owner: Mapped[Organisation | None] = relationship()
    programme_period: Mapped[Term | None] = relationship(foreign_keys=[programme_period_id])
    programme_area: Mapped[Term | None] = relationship(foreign_keys=[programme_area_id])
    group: Mapped[ProjectGroup | None] = relationship(back_populates="projects")
    funders: Mapped[list[Term]] = relationship(secondary=project_funder, order_by=Term.position)
    target_groups: Mapped[list[Term]] = relationship(secondary=project_target_group, order_by=Term.position)
    municipalities: Mapped[list[Term]] = relationship(secondary=project_municipality, order_by=Term.position)
    partners: Mapped[list[ProjectPartner]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectPartner.position"
    )
    figures: Mapped[list[ProjectFigure]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectFigure.position"
    )
    activities: Mapped[list[ProjectActivity]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectActivity.position"
    )
    outcomes: Mapped[list[ProjectOutcome]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectOutcome.position"
    )
    contacts: Mapped[list[ProjectContact]] = relationship(
        back_populates="project", cascade="all, delete-orphan", order_by="ProjectContact.position"
    )

    @validates("title")
    def _sorted(self, _key: str, value: str) -> str:
        self.title_sort = sort_key(value)[:400]
        return value


class ProjectPartner(Base):
    """Who took part: an organisation, or the `unit` of one ("Majorna-Linné", of Göteborgs stad)."""

    __tablename__ = "project_partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit: Mapped[str] = mapped_column(String(200), default="")
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    project: Mapped[Project] = relationship(back_populates="partners")
    organisation: Mapped[Organisation] = relationship()
    municipality: Mapped[Term | None] = relationship()


class ProjectFigure(Base):
    """A figure: `value` reached, `planned`, or both; `part_of_id` is the figure that it is a part of."""

    __tablename__ = "project_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    value: Mapped[int | None]
    planned: Mapped[int | None]
    exactness: Mapped[str] = mapped_column(String(10), default="exactly")
    unit: Mapped[str] = mapped_column(String(80), default="")
    group: Mapped[str] = mapped_column("population", String(120), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("project_figure.id", ondelete="SET NULL"), index=True)
    project: Mapped[Project] = relationship(back_populates="figures")
    part_of: Mapped[ProjectFigure | None] = relationship(remote_side="ProjectFigure.id")


class ProjectActivity(Base):
    """What the project did, `count` of a kind (of `planned`); `at` is a time of `rules.points`, `country` its name."""

    __tablename__ = "project_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    count: Mapped[int | None]
    planned: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[str] = mapped_column(String(11), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(80), default="")
    transnational: Mapped[bool] = mapped_column(default=False)
    people: Mapped[int | None]
    people_exactness: Mapped[str] = mapped_column(String(10), default="exactly")
    project: Mapped[Project] = relationship(back_populates="activities")
    kind: Mapped[Term] = relationship()


class ProjectOutcome(Base):
    """What came of it, and who answers for it, as written."""

    __tablename__ = "project_outcome"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(String(200), default="")
    project: Mapped[Project] = relationship(back_populates="outcomes")


class ProjectContact(Base):
    """Somebody to ask about the project; any of the details may be missing, not all."""

    __tablename__ = "project_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phones: Mapped[list[str]] = mapped_column(JSON, default=list)
    project: Mapped[Project] = relationship(back_populates="contacts")


class ProjectRevision(Revision, Base):
    """What the editor saved, each time: the whole content as JSON (`rules.content`)."""

    __tablename__ = "project_revision"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
