"""A meeting ahead in the room and on the net: an invitation round, a group, lines, and somebody who would switch."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, time, timedelta

from meetings.audit.actions import Actor
from meetings.demo import people
from meetings.demo.source import OWNER, Item, Texts
from meetings.registration import actions as registration
from meetings.registration.actions import Applicant, Asking, Attending, Invitee, Settings
from meetings.registration.models import Registration
from meetings.registration.rules import PoolKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import AppearanceText
from meetings.web import dates

ONLINE_URL = "https://video.example.se/handledning"
ROOM, NET = 16, 40  # seats
TEXTS = Texts(
    title="Handledning på distans: vad fungerar?",
    theme="Digitalisering",
    summary=(
        "Tre verksamheter berättar hur de handleder deltagare som inte sitter i samma rum. "
        "Kom till Vänersborg, eller följ mötet på nätet."
    ),
    purpose="Att pröva handledning på distans i egna projekt med andras erfarenheter i ryggen.",
    body="Du som deltar på nätet kan ställa frågor i chatten. En kollega i lokalen läser upp dem.",
    directions="Tio minuters promenad från Vänersborgs station.",
    venue_access="Hiss och hörslinga. Samtalen textas för den som deltar på nätet.",
    items=(
        Item("welcome", time(9, 0), time(9, 15), "Välkomna, i lokalen och på nätet"),
        Item(
            "talk",
            time(9, 15),
            time(10, 15),
            "Tre sätt att handleda på distans",
            appearances=(AppearanceText(organisation="Studieförbundet Vuxenskolan Väst"),),
        ),
        Item("break", time(10, 15), time(10, 30), "Kaffe"),
        Item(
            "discussion",
            time(10, 30),
            time(12, 0),
            "Vad tar vi med oss?",
            appearances=(AppearanceText(name="Maria Lindqvist", roles="samtalsledare", organisation=OWNER),),
        ),
    ),
)
_INVITED = (
    Invitee("Petra Holmström", "petra.holmstrom@example.se", "Melleruds kommun"),
    Invitee("Idris Farah", "idris.farah@example.se", "Dals-Eds kommun"),
    Invitee("Lovisa Brandt", "lovisa.brandt@example.org", "Kooperativet Vågen"),
    Invitee("Gunnar Sällström", "gunnar.sallstrom@example.org", "Fyrbodals folkhögskola"),
    Invitee("Yasmin Rahimi", "yasmin.rahimi@example.se", "Uddevalla kommun"),
    Invitee("Torbjörn Eklöf", "torbjorn.eklof@example.org", "Företagarna Dalsland"),
    Invitee("Wilma Ström", "wilma.strom@example.se", "Lysekils kommun"),
)
_ACCEPTED = {"petra.holmstrom@example.se": "room", "idris.farah@example.se": "online", "wilma.strom@example.se": "room"}
_DECLINED = {"torbjorn.eklof@example.org": "Jag är på tjänsteresa den dagen. Fråga gärna igen nästa gång."}
_MESSAGE = "Ni har kommit långt med handledning på distans. Därför hoppas vi att just ni vill vara med."
_COLLEAGUES = ("Anneli Forsman", "Bashir Noor", "Carina Wiklund", "Dennis Östberg")


def open_sign_up(meeting: Meeting, closes: datetime, actor: Actor) -> None:
    """Let one choose between the room and the net."""
    settings = Settings(seats=None, attending=Attending(ROOM, NET), closes_at=closes)
    registration.save_settings(meeting.id, settings, 0, meeting.created_at, actor)


def fill(meeting: Meeting, now: datetime, actor: Actor) -> None:
    """Invite, sign up a group and others, until the room is full and somebody on the net would rather be there."""
    asking = Asking(_MESSAGE, hold_until=dates.end_of(dates.local(now).date() + timedelta(days=6)))
    _invite(meeting, asking, now - timedelta(days=12), actor)
    group = [
        Applicant(name, f"{name.split()[0].lower()}@example.se", "Färgelanda kommun", attends="room")
        for name in _COLLEAGUES
    ]
    token, at = f"demo-group-{meeting.id}", now - timedelta(days=9)
    registration.register_group(meeting.id, group, token, at, "sv", all_or_none=False)
    on_net = _others(meeting, now)
    registration.switch(on_net[0].id, PoolKind.ROOM, now - timedelta(hours=7))


def _invite(meeting: Meeting, asking: Asking, at: datetime, actor: Actor) -> None:
    """Invite; some say yes, one says no with a reason, the others are silent."""
    for number, one in enumerate(registration.invite(meeting.id, _INVITED, asking, at, actor), 1):
        answered = at + timedelta(hours=9 * number)
        if one.email in _ACCEPTED:
            guest = Applicant(one.name, one.email, one.organisation, attends=_ACCEPTED[one.email])
            registration.accept_invitation(one.id, guest, f"demo-invited-{one.id}", answered, one.lang)
        elif one.email in _DECLINED:
            registration.decline_invitation(one.id, _DECLINED[one.email], answered)


def _others(meeting: Meeting, now: datetime) -> list[Registration]:
    """Sign up others, more of them to the room than it holds; return those on the net."""
    chance = random.Random(6)  # noqa: S311 - the same people each time
    on_net = []
    for number, applicant in enumerate(people.applicants(meeting, 18, chance)):
        attends = PoolKind.ONLINE if number % 3 == 2 else PoolKind.ROOM
        at = now - timedelta(days=8) + timedelta(hours=9 * number)
        wanted = replace(applicant, attends=attends.value)
        made = registration.register(meeting.id, wanted, f"demo-{meeting.id}-{number}", at, "sv")
        if attends is PoolKind.ONLINE:
            on_net.append(made.registration)
    return on_net
