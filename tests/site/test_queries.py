"""How many queries does a page take: as many for a large meeting as for a small one, and never more than twelve."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.ideas.actions import asking, combining, publishing
from meetings.ideas.mail.partners import interest_path
from meetings.ideas.models import Idea, IdeaCall, PartnerInterest, PublishedIdea
from meetings.ideas.views.screen import screen_address
from meetings.links import queries as links
from meetings.materials.mail.speaking import speaker_path
from meetings.materials.models import Material, MaterialGroup, SpeakerLink
from meetings.notes.actions import Writer
from meetings.notes.mail import taker_path
from meetings.notes.models import Note, NoteTaker
from meetings.projects.actions import choosing
from meetings.projects.models import Project, ProjectGroup
from meetings.projects.queries import series as series_queries
from meetings.projects.queries import series_desk, series_lists
from meetings.registration.actions import Applicant
from meetings.registration.models import Pool, Registration, SignUp
from meetings.schedule.models import Appearance, Meeting
from meetings.sparks.models import Spark, SparkBoard, SparkGroup
from tests.bench.crowd import a_crowd
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_programme_item, an_organisation, an_organiser, searchable, signed_in
from tests.conftest import Clock
from tests.databases import listening
from tests.ideas.builders import a_call, an_idea
from tests.ideas.followups import a_follow_up, an_agreed_idea, planned
from tests.ideas.partner_scenes import a_question, an_interest
from tests.notes.scenes import a_note, a_taker, saved
from tests.projects.builders import a_project
from tests.projects.series_scenes import a_series
from tests.registration.workshop_scenes import a_block
from tests.site.project_places import linked_with_all

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


def a_meeting_of(*, people: int, items: int) -> Meeting:
    """A meeting with so many people, and so many items on its programme, each with two who appear."""
    meeting = a_crowd(people)
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).public_list = True
        for number in range(items):
            item = a_programme_item(meeting, position=number)
            item.appearances = [Appearance(name="Åsa Öberg"), Appearance(position=1, organisation_name="Ale kommun")]
    for number in range(1 + items // 12):
        a_block(meeting, {f"{number} A": people, f"{number} B": 5}, hour=number + 0.5)
    sparks_of(meeting, people)
    published_notes_of(meeting, items)
    material_of(meeting, items)
    siblings = [a_project() for _number in range(items // 6 + 1)]
    project = project_of(items)
    series_of(items)
    speakers_of(meeting, items)
    for number in range(1 + items // 12):
        note = a_note(meeting=meeting)
        for name in ("Olle Ek", "Åsa Öberg")[: 1 + number]:
            taker = a_taker(note, name)
            saved(note, name, note_revision(note), Writer(taker_id=taker.id))
    ideas_of(meeting, items)
    published_ideas_of(meeting, items)
    partners_of_call(meeting, items)
    linked_with_all(project, siblings, meeting, items)
    searchable(meeting)
    return meeting


def series_of(number: int) -> None:
    """A series of so many meetings, with somebody at the first of them."""
    series = a_series(number, 1, start=NOW + timedelta(days=30))
    first = series_queries.occasions(series.id)[0]
    choosing.sign_up(series.id, first.meeting_id, Applicant("Åsa", "asa@example.se"), f"of-{series.id}", NOW, "sv")


def note_revision(note: Note) -> int:
    """The number of the note's newest revision."""
    return db.session.scalars(select(Note.revision).where(Note.id == note.id)).one()


def note_of(meeting: Meeting) -> int:
    """The meeting's newest note."""
    return (
        db.session.scalars(select(Note.id).where(Note.meeting_id == meeting.id).order_by(Note.id.desc())).first() or 0
    )


def note_path(meeting: Meeting) -> str:
    """The page of somebody who takes that note."""
    return taker_path(db.session.scalars(select(NoteTaker).where(NoteTaker.note_id == note_of(meeting))).all()[0])


def sparks_of(meeting: Meeting, number: int) -> None:
    """So many published sparks, a heading for every thirty of them, and as many that wait."""
    with transaction.write() as session:
        session.add(SparkBoard(meeting_id=meeting.id, is_open=True, created_at=NOW, published_at=NOW))
        groups = [SparkGroup(meeting_id=meeting.id, heading=f"Grupp {n}", position=n) for n in range(1 + number // 30)]
        session.add_all(groups)
        session.flush()
        for n in range(2 * number):
            state, group = ("approved", groups[n // 60].id) if n % 2 else ("new", None)
            token = f"form-{meeting.id}-{n}"
            session.add(
                Spark(
                    meeting_id=meeting.id, group_id=group, text=f"Idé {n}", state=state, form_token=token, made_at=NOW
                )
            )


def ideas_of(meeting: Meeting, number: int) -> None:
    """A call with so many ideas that wait for their state to be told, the first with as many questions and notes."""
    call = a_call(meeting)
    ideas = [an_idea(call, state="resting") for _number in range(number)]
    for n in range(number):
        asking.ask(meeting.id, ideas[0].id, f"Fråga {n}", None, NOW, TERMINAL)
        asking.add_note(meeting.id, ideas[0].id, f"Anteckning {n}", NOW, TERMINAL)
    if number > 2:
        combining.merge(meeting.id, ideas[0].id, [one.id for one in ideas[1:10]], NOW, TERMINAL)


def published_ideas_of(meeting: Meeting, number: int) -> None:
    """So many published ideas of the meeting's call, all on the programme of its follow-up."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == meeting.id)).one()
    ideas = [an_agreed_idea(call, f"Idé {n}") for n in range(number + 1)]  # one more: a page shows others like it
    publishing.publish_many(meeting.id, {one.id: 1 for one in ideas}, NOW, TERMINAL)
    planned(call, a_follow_up(call), ideas[:number], minutes=2)


def partners_of_call(meeting: Meeting, number: int) -> None:
    """So many organisations that want to join an idea, one more, and a question of each to the first idea."""
    call = call_of(meeting)
    organisations = [an_interest(call, f"Förening {n}", groups=("young",)) for n in range(number + 1)]
    idea = db.session.get_one(Idea, public_idea_of(meeting).idea_id)
    for organisation in organisations[:number]:
        a_question(idea, organisation)


def organisation_path(meeting: Meeting) -> str:
    """The page of the last organisation that wants to join."""
    of_call = select(PartnerInterest).where(PartnerInterest.call_id == call_of(meeting).id)
    return interest_path(db.session.scalars(of_call.order_by(PartnerInterest.id.desc())).all()[0])


def public_idea_of(meeting: Meeting) -> PublishedIdea:
    """The first public idea of the meeting's call."""
    of_meeting = select(PublishedIdea).join(Idea).join(IdeaCall).where(IdeaCall.meeting_id == meeting.id)
    return db.session.scalars(of_meeting.order_by(PublishedIdea.idea_id)).first()


def call_of(meeting: Meeting) -> IdeaCall:
    """The meeting's call."""
    return db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == meeting.id)).one()


def idea_of(meeting: Meeting) -> int:
    """The first idea of the meeting's call."""
    return db.session.scalars(select(Idea.id).join(IdeaCall).where(IdeaCall.meeting_id == meeting.id)).first() or 0


def material_of(meeting: Meeting, number: int) -> None:
    """So much published material, and a heading for every twelve of them."""
    with transaction.write() as session:
        groups = [MaterialGroup(meeting_id=meeting.id, heading=f"Rubrik {n}", position=n) for n in range(number // 12)]
        session.add_all(groups)
        session.flush()
        session.add_all(
            Material(
                meeting_id=meeting.id, group_id=groups[n % len(groups)].id if groups else None, kind="link",
                title=f"Länk {n}", url="https://example.se", state="published", publish_at=NOW,
                accepted_flaws="Inte vår sida.", created_at=NOW, updated_at=NOW,
            )
            for n in range(number)
        )  # fmt: skip


def project_of(number: int) -> Project:
    """A project with so many links, films elsewhere and slideshows."""
    project = a_project()
    with transaction.write() as session:
        kinds = ("link", "film", "slideshow")
        made = [
            Material(
                project_id=project.id, kind=kinds[n % 3], title=f"Material {n}", url="https://example.se",
                state="published", publish_at=NOW, created_at=NOW, updated_at=NOW,
            )
            for n in range(3 * number)
        ]  # fmt: skip
        session.add_all(made)
        session.add(MaterialGroup(project_id=project.id, heading="Rubrik"))
    return project


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


def speakers_of(meeting: Meeting, number: int) -> None:
    """So many speakers, the first of whom gave as many addresses that wait."""
    with transaction.write() as session:
        asked = {"meeting_id": meeting.id, "name_sort": "", "created_at": NOW, "asked_at": NOW}
        links = [SpeakerLink(name=f"T {n}", email=f"{n}@example.se", email_key=str(n), **asked) for n in range(number)]
        session.add_all(links)
        session.flush()
        given = {
            "speaker_id": links[0].id,
            "kind": "link",
            "offered_url": "https://example.se",
            "offer_state": "offered",
        }
        session.add_all(
            Material(meeting_id=meeting.id, title=f"Given {n}", created_at=NOW, updated_at=NOW, **given)
            for n in range(number)
        )


def speaker_of(meeting: Meeting) -> SpeakerLink:
    """The speaker who gave something."""
    return db.session.scalars(select(SpeakerLink).where(SpeakerLink.meeting_id == meeting.id)).all()[0]


def published_notes_of(meeting: Meeting, number: int) -> None:
    """So many published notes, each on two items of the programme."""
    with transaction.write() as session:
        items = session.get_one(Meeting, meeting.id).items
        for n in range(number):
            text = {"title": f"Anteckningar {n}", "body": "Text", "published_title": "Rubrik", "published_body": "Text"}
            state = {"state": "published", "reviewed_revision": 1, "published_revision": 1, "published_at": NOW}
            on = [items[n % len(items)], items[(n + 1) % len(items)]]
            session.add(Note(meeting_id=meeting.id, created_at=NOW, updated_at=NOW, items=[*set(on)], **text, **state))


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
