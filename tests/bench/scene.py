"""A meeting as large as a real one, for benches: with its programme, its texts, and the form that others have."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy.engine import make_url

from meetings import transaction
from meetings.directory import actions as directory
from meetings.questions.actions import ready_form
from meetings.registration.models import SignUp
from meetings.schedule.models import Appearance, Meeting, ProgrammeItem
from tests.builders import a_meeting

CLOCK = "2027-03-01T10:00:00+01:00"  # the builders' meeting takes sign-ups then
TALKS = 12
SUMMARY = "Vi samlar dem som vill driva eller delta i projekt om digitalisering, arbete och lärande i Västsverige."
PURPOSE = """Mötet ska leda till projekt som

- gör det lättare att **börja arbeta** för den som står långt från arbetsmarknaden,
- låter företag och kommuner lära av varandra,
- använder [Socialfondens](https://www.esf.se/) pengar väl.

Alla som kommer får veta hur en ansökan går till, och vem man kan fråga."""
BODY = "\n\n".join(
    f"Del {number}. Under dagen berättar deltagare om vad de har gjort, vad som gick bra och vad de skulle ha gjort "
    "annorlunda. Efter varje berättelse finns det tid för frågor."
    for number in range(1, 5)
)


def database_of(app: Flask) -> str:
    """Return which database the app uses: "sqlite" or "postgresql"."""
    return make_url(app.config["DATABASE_URL"]).get_backend_name()


def a_full_meeting(seats: int | None = 120, talks: int = TALKS) -> Meeting:
    """A published meeting with so many items on its programme, two and two at the same time."""
    directory.ensure_vocabularies()
    meeting = a_meeting(seats=seats, summary=SUMMARY, purpose=PURPOSE, body=BODY, eu_funded=True)
    with transaction.write() as session:
        session.get_one(SignUp, meeting.id).form_id = ready_form(session).id
        for number in range(talks):
            starts_at = meeting.starts_at + timedelta(minutes=20 * (number // 2))
            item = ProgrammeItem(
                meeting_id=meeting.id,
                kind="workshop" if number % 2 else "talk",
                title=f"Punkt {number + 1}: vad behöver den som söker arbete?",
                summary="Vi börjar med tre exempel, fortsätter i grupper och slutar med vad vi vill pröva.",
                room=f"Sal {number % 3 + 1}",
                position=number,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=20),
            )
            item.appearances = [
                Appearance(name="Åsa Öberg", roles="projektledare", organisation_name="Ale kommun"),
                Appearance(position=1, name="Örjan Ek", party="S", roles="regionråd"),
            ]
            session.add(item)
        session.flush()
    return meeting
