"""How many queries does a page take: as many for a large meeting as for a small one, and never more than twelve."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.extensions import db
from meetings.ideas.mail.partners import interest_path
from meetings.ideas.models import Idea, IdeaCall, PartnerInterest
from meetings.ideas.views.screen import screen_address
from meetings.links import queries as links
from meetings.materials.mail.speaking import speaker_path
from meetings.materials.models import Material, SpeakerLink
from meetings.notes.mail import taker_path
from meetings.notes.models import Note, NoteTaker
from meetings.projects.models import Project, ProjectGroup
from meetings.projects.queries import series as series_queries
from meetings.projects.queries import series_desk, series_lists
from meetings.registration.models import Pool, Registration
from meetings.schedule.models import Meeting
from tests.browser import Browser
from tests.builders import NOW, a_meeting, an_organisation, an_organiser, searchable, signed_in
from tests.conftest import Clock
from tests.databases import listening
from tests.site.full_meeting import a_meeting_of, call_of, public_idea_of

AT_MOST = 12


@pytest.mark.settings(PAGE_CACHE_BYTES=0)
def test_a_page_takes_as_many_queries_whatever_it_holds(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is remembered is forgotten whenever anybody writes, in PostgreSQL also to another database of the server.
    monkeypatch.setattr(app.extensions["unchanged"], "at_most", 0)
    clock.set(NOW)
    visitor, organiser = Browser(app), signed_in(Browser(app), an_organiser())

    small = a_meeting_of(people=1, items=1)
    few = queries_of_pages(app, visitor, organiser, small)
    large = a_meeting_of(people=60, items=26)  # more than a page holds
    for number in range(26):
        searchable(a_meeting(starts_at=large.starts_at + timedelta(days=number - 13)))
    many = queries_of_pages(app, visitor, organiser, large)

    assert many == few
    assert {page: queries for page, queries in many.items() if queries > AT_MOST} == {}


def note_of(meeting: Meeting) -> int:
    """The meeting's newest note."""
    return (
        db.session.scalars(select(Note.id).where(Note.meeting_id == meeting.id).order_by(Note.id.desc())).first() or 0
    )


def note_path(meeting: Meeting) -> str:
    """The page of somebody who takes that note."""
    return taker_path(db.session.scalars(select(NoteTaker).where(NoteTaker.note_id == note_of(meeting))).all()[0])


def organisation_path(meeting: Meeting) -> str:
    """The page of the last organisation that wants to join."""
    of_call = select(PartnerInterest).where(PartnerInterest.call_id == call_of(meeting).id)
    return interest_path(db.session.scalars(of_call.order_by(PartnerInterest.id.desc())).all()[0])


def idea_of(meeting: Meeting) -> int:
    """The first idea of the meeting's call."""
    return db.session.scalars(select(Idea.id).join(IdeaCall).where(IdeaCall.meeting_id == meeting.id)).first() or 0


def joint_page_of(project_id: int) -> int:
    """The joint page of the project, a new one if there is none."""
    with transaction.write() as session:
        project = session.get_one(Project, project_id)
        if project.group_id is None:
            project.group = ProjectGroup(slug="sida", title="Gemensam sida", created_at=NOW, updated_at=NOW)
        session.flush()
        return project.group_id or 0


def first_material_of(meeting: Meeting) -> int:
    """The first of the meeting's material."""
    return db.session.scalars(select(Material.id).where(Material.meeting_id == meeting.id)).first() or 0


def speaker_of(meeting: Meeting) -> SpeakerLink:
    """The speaker who gave something."""
    return db.session.scalars(select(SpeakerLink).where(SpeakerLink.meeting_id == meeting.id)).all()[0]


def workshop_of(meeting: Meeting) -> int:
    """The first workshop of a meeting."""
    return (
        db.session.scalars(select(Pool.id).where(Pool.meeting_id == meeting.id, Pool.kind == "workshop")).first() or 0
    )


def queries_of_pages(app: Flask, visitor: Browser, organiser: Browser, meeting: Meeting) -> dict[str, int]:
    """Return how many queries each page takes, nothing of it being remembered."""
    person = db.session.execute(
        select(Registration.id, Registration.link_version).where(Registration.meeting_id == meeting.id).limit(1)
    ).one()
    project = db.session.scalars(select(Project).order_by(Project.id.desc()).limit(1)).one()
    db.session.expunge(project)
    db.session.rollback()
    desk = f"/arbetsytan/moten/{meeting.id}"
    series = max(one.id for one in series_lists.on_desk(NOW))
    series_path, in_series = series_paths(series)
    pages = {
        "a series": (visitor, series_path),
        "sign-up to a series": (visitor, f"/serier/{series}/anmalan"),
        "a meeting of a series": (visitor, in_series),
        "another meeting instead": (visitor, own_of_series(series)),
        "series on the desk": (organiser, "/arbetsytan/serier"),
        "a series on the desk": (organiser, f"/arbetsytan/serier/{series}"),
        "people of a series": (organiser, f"/arbetsytan/serier/{series}/deltagare"),
        "texts of a series": (organiser, f"/arbetsytan/serier/{series}/texter"),
        "home": (visitor, "/"),
        "search": (visitor, "/sok?q=digitalisering"),
        "subscribe": (visitor, "/prenumerera"),
        "feed": (visitor, "/flode.xml?tema=young"),
        "calendar": (visitor, "/kalender.ics?tema=young"),
        "meeting": (visitor, f"/moten/{meeting.id}-{meeting.slug}"),
        "sign-up": (visitor, f"/moten/{meeting.id}/anmalan"),
        "own page": (visitor, f"/min-anmalan/{links.make('registration', person.id, person.link_version)}"),
        "public list": (visitor, f"/moten/{meeting.id}/deltagarlista"),
        "desk": (organiser, "/arbetsytan"),
        "desk, one meeting": (organiser, desk),
        "participants": (organiser, f"{desk}/deltagare"),
        "programme": (organiser, f"{desk}/program"),
        "meeting's editor": (organiser, f"{desk}/redigera"),
        "sign-up settings": (organiser, f"{desk}/anmalan"),
        "mailings": (organiser, f"{desk}/utskick"),
        "workshops": (organiser, f"{desk}/workshoppar"),
        "a workshop's list": (organiser, f"{desk}/workshoppar/{workshop_of(meeting)}"),
        "mails": (organiser, f"{desk}/mejl"),
        "notes": (organiser, f"{desk}/anteckningar"),
        "a note's versions": (organiser, f"{desk}/anteckningar/{note_of(meeting)}/versioner"),
        "a note taker's page": (visitor, note_path(meeting)),
        "reminders": (organiser, f"{desk}/paminnelser"),
        "material": (organiser, f"{desk}/material"),
        "a material": (organiser, f"{desk}/material/{first_material_of(meeting)}"),
        "material of a project": (organiser, f"/arbetsytan/projekt/{project.id}/material"),
        "the register": (organiser, "/arbetsytan/projekt"),
        "a project on the desk": (organiser, f"/arbetsytan/projekt/{project.id}"),
        "a project's editor": (organiser, f"/arbetsytan/projekt/{project.id}/redigera"),
        "a project's links": (organiser, f"/arbetsytan/projekt/{project.id}/samband?q=e"),
        "a project's versions": (organiser, f"/arbetsytan/projekt/{project.id}/historik"),
        "joint pages": (organiser, "/arbetsytan/projekt/gemensamma"),
        "a joint page on the desk": (organiser, f"/arbetsytan/projekt/gemensamma/{joint_page_of(project.id)}"),
        "a project": (visitor, f"/projekt/{project.id}-{project.slug}"),
        "a project's chain": (visitor, f"/projekt/{project.id}/kedjan"),
        "a joint page of projects": (visitor, f"/projekt/gemensamt/{joint_page_of(project.id)}-bada"),
        "projects": (visitor, "/projekt?ar=2013"),
        "feed of projects": (visitor, "/projekt.atom?ar=2013"),
        "speakers": (organiser, f"{desk}/material/talare"),
        "a speaker": (organiser, f"{desk}/material/talare/{speaker_of(meeting).id}"),
        "a speaker's page": (visitor, speaker_path(speaker_of(meeting))),
        "flawed material": (organiser, "/arbetsytan/otillgangligt-material"),
        "notes to publish": (organiser, f"{desk}/anteckningar/publicera"),
        "published notes": (visitor, f"/moten/{meeting.id}-{meeting.slug}/anteckningar"),
        "ideas": (organiser, f"{desk}/ideer"),
        "an idea on the desk": (organiser, f"{desk}/ideer/{idea_of(meeting)}"),
        "public ideas": (visitor, f"/ideer?mote={meeting.id}"),
        "a public idea": (visitor, f"/ideer/{public_idea_of(meeting).idea_id}-{public_idea_of(meeting).slug}"),
        "feed of ideas": (visitor, "/ideer.atom"),
        "partners": (visitor, f"/moten/{meeting.id}/partner"),
        "an organisation's own page": (visitor, organisation_path(meeting)),
        "partners on the desk": (organiser, f"{desk}/ideer/partner"),
        "organisations on the desk": (organiser, f"{desk}/ideer/partner?visa=organisationer"),
        "a call": (visitor, f"/moten/{meeting.id}/ideer"),
        "a call on the desk": (organiser, f"{desk}/ideer/inspel"),
        "more time for a call": (organiser, f"{desk}/ideer/inspel/tid"),
        "a call's questions": (organiser, f"{desk}/ideer/inspel/fragor"),
        "rounds": (organiser, "/arbetsytan/utlysningar"),
        "organisations": (visitor, "/organisationer"),
        "an organisation": (visitor, f"/organisationer/{an_organisation().id}-strukturfondspartnerskapet-vastsverige"),
        "directory": (organiser, "/arbetsytan/organisationer"),
        "an organisation on the desk": (organiser, f"/arbetsytan/organisationer/{an_organisation().id}"),
        "names to tidy up": (organiser, "/arbetsytan/organisationer/stada"),
        "merges": (organiser, "/arbetsytan/organisationer/sammanslagningar"),
        "ideas to publish": (organiser, f"{desk}/ideer/publicering"),
        "follow-up": (organiser, f"{desk}/ideer/uppfoljning"),
        "figures of ideas": (organiser, f"{desk}/ideer/siffror"),
        "figures": (visitor, "/siffror"),
        "figures on the desk": (organiser, "/arbetsytan/siffror"),
        "certificates": (organiser, f"{desk}/intyg"),
        "screen": (visitor, urlsplit(screen_address(call_of(meeting))).path),
        "states to tell": (organiser, f"{desk}/ideer/besked"),
        "sparks": (organiser, f"{desk}/gnistor"),
        "groups of sparks": (organiser, f"{desk}/gnistor/grupper"),
        "spark form": (visitor, f"/g/{meeting.id}"),
        "published sparks": (visitor, f"/moten/{meeting.id}-{meeting.slug}/gnistor"),
        "wall": (visitor, f"/vaggen/{links.make('spark-wall', meeting.id, 1)}?visa=grupper"),
        "sign-up's questions": (organiser, f"{desk}/fragor"),
    }
    found = {}
    for name, (browser, path) in pages.items():
        with listening() as queries:
            page = browser.get(path)
        assert page.status == 200, f"{path}: {page.status}"
        found[name] = len(queries)
    return found


def series_paths(series_id: int) -> tuple[str, str]:
    """The page of a series, and that of its first meeting."""
    series, first = series_queries.series(series_id), series_queries.occasions(series_id)[0]
    return f"/serier/{series.id}-{series.slug}", f"/moten/{first.meeting_id}-{first.slug}"


def own_of_series(series_id: int) -> str:
    """Where somebody at the first meeting of a series goes to another."""
    (one,) = db.session.scalars(series_desk.people(series_id, "")).all()
    return f"/min-anmalan/{links.make('registration', one.id, one.link_version)}/tillfalle"
