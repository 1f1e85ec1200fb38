"""A meeting with so much of everything that a page shows: what the number of queries is counted on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import TERMINAL
from meetings.extensions import db
from meetings.ideas.actions import asking, combining, publishing
from meetings.ideas.models import Idea, IdeaCall, PublishedIdea
from meetings.materials.models import Material, MaterialGroup, SpeakerLink
from meetings.notes.actions import Writer
from meetings.notes.models import Note
from meetings.projects.actions import choosing
from meetings.projects.models import Project
from meetings.projects.queries import series as series_queries
from meetings.registration.actions import Applicant
from meetings.registration.models import SignUp
from meetings.schedule.models import Appearance, Meeting
from meetings.sparks.models import Spark, SparkBoard, SparkGroup
from tests.bench.crowd import a_crowd
from tests.builders import NOW, a_programme_item, searchable
from tests.ideas.builders import a_call, an_idea
from tests.ideas.followups import a_follow_up, an_agreed_idea, planned
from tests.ideas.partner_scenes import a_question, an_interest
from tests.notes.scenes import a_note, a_taker, saved
from tests.projects.builders import a_project
from tests.projects.series_scenes import a_series
from tests.registration.workshop_scenes import a_block
from tests.site.project_places import linked_with_all


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


def public_idea_of(meeting: Meeting) -> PublishedIdea:
    """The first public idea of the meeting's call."""
    of_meeting = select(PublishedIdea).join(Idea).join(IdeaCall).where(IdeaCall.meeting_id == meeting.id)
    return db.session.scalars(of_meeting.order_by(PublishedIdea.idea_id)).first()


def call_of(meeting: Meeting) -> IdeaCall:
    """The meeting's call."""
    return db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == meeting.id)).one()


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


def published_notes_of(meeting: Meeting, number: int) -> None:
    """So many published notes, each on two items of the programme."""
    with transaction.write() as session:
        items = session.get_one(Meeting, meeting.id).items
        for n in range(number):
            text = {"title": f"Anteckningar {n}", "body": "Text", "published_title": "Rubrik", "published_body": "Text"}
            state = {"state": "published", "reviewed_revision": 1, "published_revision": 1, "published_at": NOW}
            on = [items[n % len(items)], items[(n + 1) % len(items)]]
            session.add(Note(meeting_id=meeting.id, created_at=NOW, updated_at=NOW, items=[*set(on)], **text, **state))
