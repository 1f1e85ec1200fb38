"""What the demonstration lacks to show every page: the rows, and what the braces of `looked_at.PAGES` stand for."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from meetings import clock, transaction
from meetings.accounts import actions as accounts
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.mail import password_link
from meetings.accounts.models import Account
from meetings.accounts.rules import Permission
from meetings.audit.actions import TERMINAL
from meetings.demo import load
from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.actions import asking as idea_asking
from meetings.ideas.actions import assessing, combining, deciding, extending
from meetings.ideas.actions import coauthors as idea_coauthors
from meetings.ideas.actions import publishing as idea_publishing
from meetings.ideas.actions import questions as call_questions
from meetings.ideas.actions import writing as idea_writing
from meetings.ideas.actions.following import plan
from meetings.ideas.actions.outcomes import record_outcome
from meetings.ideas.actions.partner_answering import answer as answer_question
from meetings.ideas.mail.addresses import coauthor_link
from meetings.ideas.mail.addresses import own_path as idea_path
from meetings.ideas.mail.assessing import assessor_path
from meetings.ideas.mail.extending import extension_path
from meetings.ideas.mail.partners import answer_path, asker_path, interest_path
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import following
from meetings.ideas.queries.assessing import criteria as assessed_by
from meetings.ideas.queries.calls import call_of
from meetings.ideas.rules.assessing import Criterion, Marks
from meetings.ideas.rules.calls import Extended
from meetings.ideas.rules.following import Outcome, Plan
from meetings.ideas.rules.following import Row as FollowUpRow
from meetings.ideas.rules.states import State as IdeaState
from meetings.ideas.views.screen import screen_address
from meetings.links.queries import make
from meetings.mailings import actions as mailings
from meetings.mailings.actions import Draft
from meetings.mailings.mail import follow_up_path
from meetings.mailings.queries import chosen_of
from meetings.materials import queries
from meetings.materials.actions import adding, editing, publishing
from meetings.materials.mail.speaking import speaker_path
from meetings.materials.models import Material
from meetings.materials.queries import speaking as speakers
from meetings.materials.rules import MaterialKind
from meetings.notes import actions as notes
from meetings.notes.actions import Writer
from meetings.notes.mail import taker_path
from meetings.notes.rules.asked import About
from meetings.outbox import transport
from meetings.outbox.delivery import deliver_due
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions as participants
from meetings.participants.queries import listing
from meetings.participants.views.certificate_sheets import check_path
from meetings.privacy import actions as privacy
from meetings.questions import queries as question_queries
from meetings.questions.rules import QuestionType
from meetings.questions.rules.building import QuestionDraft
from meetings.registration import actions as registration
from meetings.registration.actions import questions
from meetings.registration.actions.publishing import ask_to_publish
from meetings.registration.mail import confirm_path, invitation_path, own_path
from meetings.registration.models import Place, Registration, SignUp, Wish
from meetings.registration.queries import door
from meetings.registration.queries.blocks import blocks_of_programme, chosen_blocks
from meetings.registration.rules import PoolKind
from meetings.reminders.models import Reminder
from meetings.schedule import actions as schedule
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import NewMeeting
from meetings.sparks import actions as sparks
from meetings.sparks.rules import SparkState
from meetings.subscriptions import actions as subscriptions
from meetings.subscriptions import mail as subscription_mail
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.rules import Choice
from tests.browser import Browser
from tests.builders import signed_in
from tests.ideas.builders import a_content, an_idea
from tests.ideas.partner_scenes import a_question, an_interest
from tests.materials.scenes import an_upload, published
from tests.notes.scenes import a_note, a_taker, saved
from tests.site.material_places import project_material
from tests.site.organisation_places import organisation_places
from tests.site.project_places import public_projects
from tests.site.register_places import register
from tests.site.report_places import reported_project
from tests.site.series_places import series_places


def places() -> dict[str, Any]:
    """Add what the demonstration lacks, and return what the braces of `looked_at.PAGES` stand for."""
    now = clock.now()
    first = select(Meeting).order_by(Meeting.id).limit(6)  # those after them are courses of a project
    past, _its_follow_up, ahead, small, follow_up, _both = db.session.scalars(first)
    draft = participants.copy_meeting(past.id, CopyKind.FOLLOW_UP, now + timedelta(days=90), now, TERMINAL)
    cancelled = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(days=50), now, TERMINAL)
    running = participants.copy_meeting(small.id, CopyKind.NEXT, now - timedelta(minutes=20), now, TERMINAL)
    schedule.publish(cancelled.id, now, TERMINAL)
    schedule.publish(running.id, now, TERMINAL)
    someone = registration.Applicant("Åsa Öberg", "asa@example.se")
    of_cancelled = registration.register(cancelled.id, someone, "axe-1", now, "sv").registration
    participants.cancel_meeting(
        cancelled.id, "Lokalen är inte tillgänglig. Vi återkommer med en ny dag.", now, TERMINAL
    )
    bare = schedule.create_meeting(
        NewMeeting("Ett utkast", "network", now + timedelta(days=9), now + timedelta(days=9, hours=2)),
        now,
        TERMINAL,
    )
    left = _one(small, "confirmed")
    registration.withdraw(left.id, now)
    grant = (NewGrant(Permission.ORGANISER),)
    organiser = accounts.add(NewAccount("Olle", "olle@example.se", grants=grant), now, TERMINAL, password=_a_password())
    invited = accounts.invite(NewAccount("Inga Bjuden", "inga@example.se", grants=grant), now, TERMINAL)
    confirmed = _one(ahead, "confirmed")
    queued = select(OutgoingMail).where(OutgoingMail.state == "queued", OutgoingMail.meeting_id.is_not(None))
    outgoing = db.session.scalars(queued.order_by(OutgoingMail.id).limit(1)).one()
    return {
        "past": past.id,
        "ahead": ahead.id,
        "small": small.id,
        "now": running.id,
        "online": follow_up.id,
        "draft": draft.id,
        "bare": bare.id,
        "cancelled": cancelled.id,
        "person": confirmed.id,
        "left": left.id,
        "confirmed": own_path(confirmed),
        "withdrawn": own_path(left),
        "waiting": own_path(_one(small, "waiting")),
        "in_line_id": _one(small, "waiting").id,
        **_together(small, now),
        **_subscribed(confirmed, now),
        **_sparks(ahead, small, now),
        **_handled(ahead, now),
        **_followed_up(ahead, follow_up, now),
        **_partners(ahead, now),
        **_call(ahead, now),
        **_drafted(ahead, now),
        **_assessed(ahead, now),
        **_published_notes(past, now),
        **_material(ahead, now),
        **project_material(now),
        **register(now),
        **public_projects(past, follow_up, now),
        **reported_project(now),
        **series_places(now),
        **organisation_places(ahead, now),
        **_speakers(ahead),
        "was_there": own_path(_one(past, "confirmed")),
        "past_year": past.starts_at.year,
        **_certified(past, now),
        "of_cancelled": own_path(of_cancelled),
        **_workshops(past, ahead, small),
        **_requests(ahead, now),
        **_mailings(ahead, follow_up, confirmed, now),
        **_noted(ahead),
        "reminder": db.session.scalars(select(Reminder.id).where(Reminder.meeting_id == ahead.id)).first(),
        "preview": make("preview", draft.id, draft.preview_version),
        "password": urlsplit(password_link(invited)).path,
        "invited": invited.id,
        "organiser": organiser.id,
        "account": db.session.scalars(select(Account.id).where(Account.email == load.ORGANISER_EMAIL)).one(),
        "question": _first_question(ahead),
        "outgoing": outgoing.id,
        "of_mail": outgoing.meeting_id,
    }


def _certified(past: Meeting, now: datetime) -> dict[str, Any]:
    """Return the addresses of two certificates: of somebody who was there, and of somebody who was not."""
    wording = participants.Wording(True, 390, "Grunderna.", "Cecilia Nilsson", "projektledare")
    participants.save_certificates(past.id, wording, 0, now, TERMINAL)
    of_past = select(Registration.id).where(Registration.meeting_id == past.id).order_by(Registration.id).limit(1)
    came = db.session.scalars(of_past.where(Registration.attended_at.is_not(None))).one()
    stayed_away = db.session.scalars(of_past.where(Registration.attended_at.is_(None))).one()
    return {"certified": check_path(came), "uncertified": check_path(stayed_away)}


def _speakers(ahead: Meeting) -> dict[str, Any]:
    """Return the speakers of the demonstration: one who has given something, and one who is missing."""
    gave, missing = sorted(speakers.speakers(ahead.id), key=lambda one: -one.given)
    return {
        "speaker": speaker_path(gave.link),
        "speaker_missing": speaker_path(missing.link),
        "speaker_id": gave.link.id,
        "given": speakers.things_of(gave.link.id)[0].material.id,
    }


def _assessed(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return an assessor of the meeting's call, and an idea that they have assessed."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    criteria = (Criterion(None, "Behov", "Finns behovet?", 5, 2), Criterion(None, "Räckvidd"))
    assessing.save_criteria(call.id, criteria, call.revision, now, TERMINAL)
    asked = assessing.ask(call.id, assessing.Asked("Berit Ek", "berit.ek@example.se", "sv"), now, TERMINAL)
    idea = an_idea(call)
    an_idea(call)
    marks = Marks({one.id: 4 for one in assessed_by(call.id) if one.id}, "Väl genomtänkt.")
    assessing.assess(asked.id, asked.version, idea.number or 0, marks, assessing.Read(0, 1), now)
    return {"assessor": assessor_path(asked), "assessed": idea.id}


def _handled(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return an idea of the meeting's call that has a question, a note and an untold state, and one merged into it."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    idea, other, late = an_idea(call), an_idea(call, confirmed_at=None), an_idea(call, late=True)
    asked = idea_asking.ask(ahead.id, idea.id, "Vem leder projektet?", None, now, TERMINAL)
    idea_asking.add_note(ahead.id, idea.id, "Ring Maja.", now, TERMINAL)
    deciding.set_state(ahead.id, [idea.id], IdeaState.RESTING, now, TERMINAL, text="Vi återkommer.")
    combining.merge(ahead.id, idea.id, [idea.id, other.id], now, TERMINAL)
    return {
        "handled": idea.id,
        "merged": other.id,
        "actor_question": asked.id,
        "handled_link": idea_path(idea),
        "late_idea": late.id,
        "idea_confirm": f"/ide/bekrafta/{make('idea-confirm', other.id, other.link_version)}",
    }


def _followed_up(ahead: Meeting, follow_up: Meeting, now: datetime) -> dict[str, Any]:
    """Return a published idea and one that is not, both on the follow-up's programme, and the page for the screen."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    with transaction.write() as session:
        session.get_one(Meeting, follow_up.id).follows_id = ahead.id
    public, hidden = an_idea(call, publish_consent=True, publish_wording="Ja"), an_idea(call)
    idea_publishing.publish(ahead.id, public.id, 1, now, TERMINAL)
    meeting = following.follow_up_of(ahead.id)
    assert meeting is not None
    rows = (FollowUpRow(public.id, 10, "Maja Lind"), FollowUpRow(hidden.id))
    plan(ahead.id, meeting.revision, Plan(meeting.starts_at, rows), now, TERMINAL)
    record_outcome(ahead.id, public.id, Outcome.CONTINUES, "Söker en partner till.", now, TERMINAL)
    return {"public_idea": public.id, "idea_screen": urlsplit(screen_address(call)).path}


def _partners(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a published idea that seeks partners, organisations that want to join, and questions between them."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    idea, other = (an_idea(call, publish_consent=True, publish_wording="Ja") for _each in range(2))
    idea_publishing.publish_many(ahead.id, {idea.id: 1, other.id: 1}, now, TERMINAL)
    rows = [an_interest(call, name, groups=("young",)) for name in ("Restad gård", "Solrosen", "Åkeriet")]
    new = an_interest(call, "Ny förening", confirmed=False)
    asked, agreed = (a_question(other, row, now) for row in rows[:2])
    answer_question(agreed.id, agreed.answer_version, "Gärna.", "", now, yes=True)
    return {
        "sought_idea": idea.id,
        "seeking_link": idea_path(idea),
        "organisation": interest_path(rows[0]),
        "organisation_new": interest_path(new),
        "organisation_id": rows[2].id,
        "question_asked": asker_path(asked),
        "question_agreed": asker_path(agreed),
        "question_to_answer": answer_path(asked),
        "question_answered": answer_path(agreed),
    }


def _drafted(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a draft for the meeting's call, and a co-author of it."""
    draft = an_idea(db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one(), state="draft")
    idea_writing.save(draft.id, idea_writing.Edit(a_content(title="Lots"), draft.revision), None, now)
    coauthor = idea_coauthors.ask(draft.id, "Bo Ek", "bo.ek@example.se", "once", "sv", now)
    return {"idea_draft": idea_path(draft), "cowriting": urlsplit(coauthor_link(coauthor)).path}


def _call(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return the call of the demonstration with a question of its own, and somebody who has more time."""
    call = call_of(ahead.id)
    assert call is not None
    later = call.closes_at + timedelta(days=2)
    given = extending.extend_for_one(
        ahead.id, Extended("Åsa Öberg", "asa@example.se", later, "Sjuk i veckan"), now, TERMINAL
    )
    moved = call.closes_at + timedelta(days=1)
    extending.extend_for_all(ahead.id, moved, "webbplatsen låg nere i går kväll", now, TERMINAL)
    draft = QuestionDraft(QuestionType.YES_NO, "Har ni drivit projekt med ESF förut?")
    assert call.form is not None
    question = call_questions.add_question(ahead.id, draft, call.form.revision, now, TERMINAL)
    return {"extension": extension_path(given), "call_question": question.id, "round": call.round_id}


def _workshops(past: Meeting, ahead: Meeting, small: Meeting) -> dict[str, Any]:
    """Return the workshops of the demonstration: one with a line and who stands there, and a block of wishes."""
    (block,) = chosen_blocks(door(ahead.id))
    (wishes,) = chosen_blocks(door(small.id))
    full = next(one for one in block.workshops if one.pool and one.pool.waiting)
    waits = select(Registration).join(Place).where(Place.pool_id == full.pool_id, Place.state == "waiting")
    wishing = select(Registration).join(Wish).where(Registration.meeting_id == small.id)
    return {
        "block": block.id,
        "item": full.item_id,
        "pool": full.pool_id,
        "loose": blocks_of_programme(door(past.id))[0].item_ids[0],
        "in_line": own_path(db.session.scalars(waits.limit(1)).one()),
        "wishes": wishes.id,
        "wishing": own_path(db.session.scalars(wishing.limit(1)).one()),
    }


def _published_notes(past: Meeting, now: datetime) -> dict[str, Any]:
    """Return notes of two that were published and changed since, and a draft."""
    about = [About("Förmiddagens föredrag", "sv", (past.items[0].id,)), About("The day", "en"), About("Utkast")]
    made = [notes.create(past.id, one, now, TERMINAL).id for one in about]
    for note in made[:2]:
        notes.review(past.id, note, 1, now, TERMINAL)
    notes.publish_reviewed(past.id, now, TERMINAL)
    text = "## Insikter\n\n- En\n- Två\n\n|A|B|\n|-|-|\n|1|2|\n"
    notes.save(made[0], notes.Sent(text, 1), notes.Writer(TERMINAL.name), now)
    return {"published_note": made[0], "draft_note": made[2], "past_slug": past.slug}


def _sparks(ahead: Meeting, small: Meeting, now: datetime) -> dict[str, Any]:
    """Return an open board with sparks of every state, grouped and published, and a wall that is empty."""
    for meeting in (ahead, small):
        sparks.open_board(meeting.id, now, TERMINAL)
    sent = [
        sparks.send(ahead.id, sparks.Written(f"Idé {n}", "sv", "Åsa Öberg", "asa@example.se"), f"axe-{n}", now).id
        for n in range(4)
    ]
    sparks.decide(ahead.id, sent[:1], SparkState.HIDDEN, now, TERMINAL)
    sparks.decide(ahead.id, sent[2:], SparkState.APPROVED, now, TERMINAL)
    groups = [sparks.add_group(ahead.id, heading, now, TERMINAL).id for heading in ("Digital lots", "Kurser")]
    sparks.move(ahead.id, sent[3:], groups[0], now, TERMINAL)
    sparks.publish(ahead.id, now, TERMINAL)
    return {
        "spark": sent[1],
        "ahead_slug": ahead.slug,
        "wall": f"/vaggen/{make('spark-wall', ahead.id, 1)}",
        "empty_wall": f"/vaggen/{make('spark-wall', small.id, 1)}",
    }


def _material(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a flawed file in two versions that is published all the same, and one that was shown and is removed."""
    editing.save_groups(ahead.id, [editing.Heading(None, "Presentationer för dagen")], now, TERMINAL)
    group = queries.groups(ahead.id)[0]
    flawed = published(
        ahead, now=now, upload=an_upload(flaws=("untagged", "no-title"), now=now), group_id=group.id, lang="en"
    )
    adding.add_version(ahead.id, flawed.id, an_upload(flaws=("untagged",), comment="Rättad", now=now), now, TERMINAL)
    gone = published(ahead, "Borttaget", now=now)
    publishing.remove(ahead.id, gone.id, now, TERMINAL)
    of_a_meeting = Material.kind.in_(["film", "slideshow"]), Material.meeting_id.is_not(None)
    of_the_demo = select(Material.kind, Material.id).where(*of_a_meeting)
    shown = dict(map(tuple, db.session.execute(of_the_demo)))
    texts = adding.Texts("Filmen från dagen", url="https://www.youtube.com/watch?v=x")
    elsewhere = adding.add(ahead.id, MaterialKind.FILM, texts, now, TERMINAL)
    publishing.publish(ahead.id, elsewhere.id, None, elsewhere.revision, now, TERMINAL)
    empty = adding.add(ahead.id, MaterialKind.SLIDESHOW, adding.Texts("Tomt bildspel"), now, TERMINAL)
    return {"material": flawed.id, "gone": gone.id, **shown, "elsewhere": elsewhere.id, "empty_show": empty.id}


def _noted(ahead: Meeting) -> dict[str, Any]:
    """Return notes that somebody writes on by a link, and some that nobody does."""
    note, new = a_note("## Frågor\n\nEtt", meeting=ahead), a_note(meeting=ahead)
    taker = a_taker(note)
    saved(note, "## Frågor\n\n- Ett och två\n- Tre", 1, Writer(taker_id=taker.id), now=clock.now())
    return {"note": note.id, "new_note": new.id, "note_path": taker_path(taker)}


def _subscribed(of_box: Registration, now: datetime) -> dict[str, Any]:
    """Return the paths of who subscribes, who has asked to, who has left, and of the box at a sign-up."""
    confirmed = db.session.scalars(select(Subscriber).order_by(Subscriber.id)).first()
    assert confirmed is not None
    for email in ("asks@example.se", "leaves@example.se"):
        subscriptions.ask(subscriptions.Asked(email, "sv", Choice(), "Mejla mig", 1), f"axe-{email}", now)
    asks, leaves = db.session.scalars(select(Subscriber).order_by(Subscriber.id.desc()).limit(2)).all()[::-1]
    gone = subscription_mail.own_path(leaves)
    subscriptions.leave(leaves.id, leaves.link_version, now)
    return {
        "subscriber": subscription_mail.own_path(confirmed),
        "subscribing": subscription_mail.own_path(asks),
        "subscriber_gone": gone,
        "box": subscription_mail.box_path(of_box),
    }


def _together(small: Meeting, now: datetime) -> dict[str, Any]:
    """Return a hybrid meeting with invitations that is moderated, and one about to begin where a seat is offered."""
    hybrid = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(days=40), now, TERMINAL)
    soon = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(hours=12), now, TERMINAL)
    with transaction.write() as session:
        session.get_one(Meeting, hybrid.id).attendance = "both"
    schedule.publish(hybrid.id, now, TERMINAL)
    schedule.publish(soon.id, now, TERMINAL)
    social = db.session.scalars(select(Term.id).where(Term.vocabulary == "sector").limit(1)).one()
    settings = registration.Settings(
        None,
        registration.Attending(2, 40),
        (registration.Reserve(social, 1, now + timedelta(days=20)),),
        moderated=True,
        confirm_address=True,
    )
    registration.save_settings(hybrid.id, settings, 1, now, TERMINAL)
    people = [registration.Applicant(f"Person {n}", f"p{n}@example.se", attends="room") for n in range(4)]
    unconfirmed, pending, declined, _more = (
        registration.register(hybrid.id, one, f"axe-{n}", now, "sv").registration for n, one in enumerate(people)
    )
    registration.decline(hybrid.id, [declined.id], "Mötet är för kommuner.", now, TERMINAL)
    registration.confirm_address(pending.id, now)
    invitees = [registration.Invitee(f"Gäst {n}", f"g{n}@example.se", "Åmåls kommun") for n in range(3)]
    asking = registration.Asking("Vi hoppas att du kan komma.", now + timedelta(days=10))
    invited, accepted, refused = registration.invite(
        hybrid.id, invitees[:1], asking, now, TERMINAL
    ) + registration.invite(hybrid.id, invitees[1:], registration.Asking(), now, TERMINAL)
    guest = registration.Applicant("Gäst 1", "g1@example.se", attends="online")
    registration.accept_invitation(accepted.id, guest, "axe-g", now, "sv")
    guest_on_net = registration.add_by_hand(
        hybrid.id, registration.Applicant("Nils Ek", "nils@example.se", attends="online"), now, TERMINAL
    )
    switching = registration.add_by_hand(
        hybrid.id, registration.Applicant("Siv Ek", "siv@example.se", attends="online"), now, TERMINAL
    )
    registration.switch(switching.id, PoolKind.ROOM, now)
    registration.decline_invitation(refused.id, "Jag är på semester.", now)
    (asked,) = chosen_blocks(door(hybrid.id))
    ask_to_publish(hybrid.id, asked.id, "", now, TERMINAL)
    registration.set_seats(soon.id, 1, True, now, TERMINAL)
    early, offered, third = (
        registration.add_by_hand(soon.id, registration.Applicant(name, f"{name}@example.se"), now, TERMINAL)
        for name in ("Anna", "Bo", "Cia")
    )
    registration.withdraw(early.id, now)
    registration.hand_over(third.id, "Dan", "dan@example.se", now)
    return {
        "hybrid": hybrid.id,
        "soon": soon.id,
        "asked": asked.id,
        "link": make("sign-up", small.id, 1),
        "unconfirmed": confirm_path(unconfirmed),
        "pending": own_path(pending),
        "declined": own_path(declined),
        "invited_path": invitation_path(invited),
        "accepted_path": invitation_path(accepted),
        "declined_path": invitation_path(refused),
        "on_net": own_path(guest_on_net),
        "switching": own_path(switching),
        "offered": own_path(offered),
        "offered_pool": door(soon.id).pool.id,
        "handed_over": own_path(third),
    }


def _mailings(meeting: Meeting, follow_up: Meeting, somebody: Registration, now: datetime) -> dict[str, Any]:
    """Return a draft to all with a seat, in two languages, one that was stopped on its way, and a link filled in."""
    draft = Draft("Hej från [möte]", "## Tider\n\nVälkommen, [namn].", "Hello", "Welcome, [name].")
    waiting, stopped = (mailings.write(meeting.id, draft, now, TERMINAL) for _time in range(2))
    seen = mailings.fingerprint(stopped, chosen_of(listing.head(meeting.id), stopped))
    mailings.send(meeting.id, stopped.id, seen, None, now, TERMINAL)
    while mailings.make_due(lambda: now):
        pass
    mailings.stop(meeting.id, stopped.id, now, TERMINAL)
    return {
        "mailing": waiting.id,
        "stopped": stopped.id,
        "filled_in": follow_up_path(follow_up.id, somebody),
    }


def _requests(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return who asked to be erased, and waits, was refused or is gone; their requests too."""
    wanted = select(Registration).where(Registration.meeting_id == meeting.id).order_by(Registration.arrival.desc())
    asking, refused, erased = db.session.scalars(wanted.limit(3))
    path = own_path(erased)
    waiting, answered, granted = (privacy.ask(one.id, "Därför.", now) for one in (asking, refused, erased))
    privacy.refuse(answered.id, "Vi behöver dem.", now, TERMINAL)
    privacy.grant(granted.id, "", now, TERMINAL)
    numbers = {"case": waiting.id, "answered": answered.id, "asked_erasure": asking.id}
    return {"asking": own_path(asking), "erased": path, **numbers}


def _first_question(meeting: Meeting) -> int:
    """Let the meeting ask for a file and tell of photographs, too, and return the first question of its form."""
    form_id = db.session.get_one(SignUp, meeting.id).form_id
    for code in ("invoice", "photo"):
        questions.add_ready_questions(meeting.id, code, question_queries.revision(form_id), clock.now(), TERMINAL)
    sketch = QuestionDraft(QuestionType.FILE, "Bifoga en skiss")
    questions.add_question(meeting.id, sketch, question_queries.revision(form_id), clock.now(), TERMINAL)
    return question_queries.asked(form_id, "sv")[0].id


def _one(meeting: Meeting, state: str) -> Registration:
    """Return the first who has a place in this state."""
    wanted = select(Registration).join(Place).where(Registration.meeting_id == meeting.id, Place.state == state)
    return db.session.scalars(wanted.order_by(Registration.arrival).limit(1)).one()


def _a_password() -> str:
    return secrets.token_urlsafe(16)


def mails() -> list[tuple[str, str]]:
    """Deliver the mails, and return a name and the HTML of one of each kind, in each language there is."""
    while deliver_due(clock.now, "test"):
        pass
    found: dict[str, tuple[str, str]] = {}
    for name in transport.delivered_names():
        message = transport.delivered(name)
        body = message.get_body(("html",))
        if body is not None:
            found.setdefault(str(message["Subject"]).split(":")[0][:12], (name, str(body.get_content())))
    return list(found.values())


def cookie(app: Flask, account_id: int) -> str:
    """Sign the account in, and return its cookie."""
    browser = signed_in(Browser(app), db.session.get_one(Account, account_id))
    cookie = browser.client.get_cookie("moten")
    assert cookie is not None
    return cookie.value
