"""A meeting whose people have left a distinctive word in every column that is about them, and in every copy."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from meetings import transaction
from meetings.audit.actions import ATTENDEE, Actor, record
from meetings.extensions import db
from meetings.files.models import StoredFile
from meetings.files.store import store
from meetings.materials.actions import speaking
from meetings.materials.actions.speaking import Wanted
from meetings.notes import actions as notes
from meetings.notes.actions import Sent, Writer
from meetings.notes.rules.asked import About, Person
from meetings.outbox.models import MailAttempt, OutgoingMail
from meetings.privacy import actions
from meetings.privacy.models import ErasureCase
from meetings.questions.models import Answer, Form, Question, SensitiveAnswer
from meetings.questions.rules import Retention, erased_after
from meetings.registration.models import Invitation, OptIn, Registration, SignUp, SignUpGroup
from meetings.schedule.models import Meeting
from meetings.sparks.models import Spark
from tests.builders import NOW, a_meeting, a_registration, delivered_mails
from tests.needs import postgres_programs

CANARY = b"zqxvkj"  # what every distinctive word begins with: in no language or template, too long to be drawn in a key
ADMINISTRATOR = Actor("Ada Administratör", 1)
DECIDED_ON = date(2027, 1, 15)
_NUMBERS = itertools.count(1)


def word(about: str) -> str:
    """A word that stands nowhere else; letters only, so that it reads the same folded, sorted and encoded."""
    number = "".join(chr(ord("a") + int(digit)) for digit in str(next(_NUMBERS)))
    return f"{CANARY.decode()}{about}{number}"


def decide(*retentions: Retention) -> None:
    """Enter a decision for these classes."""
    days = {Retention.SENSITIVE: 14, Retention.CONTACT: 92}
    for retention in retentions or tuple(days):
        actions.save_period(retention, days[retention], "GN 2027-14", DECIDED_ON, NOW, ADMINISTRATOR)


def runs(start: datetime, until: datetime, *, every: int = 8) -> list[str]:
    """Run the job until the day, from the start or little later, and return what it said.

    Every eighth night is enough to warn and to erase; the last is always run.
    """
    nights = range((until - start).days // every, -1, -1)
    return [actions.run(until - timedelta(days=every * number)) for number in nights]


def night(text: str) -> datetime:
    """Three o'clock in the morning, Swedish winter or summer time, near enough."""
    return datetime.fromisoformat(f"{text}T02:00:00").replace(tzinfo=UTC)


def a_question(form: Form, kind: str, retention: Retention, *, sensitive: bool = False) -> Question:
    """A question of the form."""
    question = Question(
        form_id=form.id,
        type=kind,
        label_sv=f"Fråga om {retention.value}",
        retention=retention.value,
        sensitive=sensitive,
        position=next(_NUMBERS),
    )
    db.session.add(question)
    db.session.flush()
    return question


def a_file(name: str) -> str:
    """A file in the store that belongs to an answer: its name and its content hold words; return its key."""
    from meetings.files.store import drafts, new_key

    key = new_key()
    with drafts() as folder:
        (folder / "draft").write_bytes(b"%PDF-1.4 " + word("filinnehall").encode())
        store().put(folder / "draft", key)
    with transaction.write() as session:
        row = StoredFile(key=key, name=f"{name}.pdf", type="application/pdf", size=9, sha256="0" * 64)
        row.state, row.owner, row.made_at = "kept", "answer", NOW
        if hasattr(StoredFile, "changed_at"):
            row.changed_at = NOW
        session.add(row)
    return key


def answers(person: Registration, meeting: Meeting) -> None:
    """Answers of every class, free and filed."""
    keys = [a_file(word("filnamn")) for _ in range(2)]
    with transaction.write() as session:
        form = session.get_one(Form, session.get_one(SignUp, meeting.id).form_id)
        diet = a_question(form, "long_text", Retention.SENSITIVE, sensitive=True)
        until = erased_after(meeting.ends_at)
        for text, key in ((word("kost"), ""), (word("intyg"), keys[0])):
            session.add(
                SensitiveAnswer(
                    submission_id=person.submission_id,
                    question_id=diet.id,
                    asked=diet.label_sv,
                    text=text,
                    file_key=key,
                    erase_after=until,
                )
            )
        for kind, retention, key in (
            ("long_text", Retention.CONTACT, ""),
            ("file", Retention.CONTACT, keys[1]),
            ("short_text", Retention.FIGURE, ""),  # free text, whatever its class says
            ("short_text", Retention.SENSITIVE, ""),  # of the class, though it is not marked sensitive
        ):
            question = a_question(form, kind, retention)
            session.add(
                Answer(
                    submission_id=person.submission_id,
                    question_id=question.id,
                    asked=question.label_sv,
                    text=word("svar"),
                    file_key=key,
                )
            )
        figure = a_question(form, "one_of", Retention.FIGURE)
        session.add(
            Answer(submission_id=person.submission_id, question_id=figure.id, asked=figure.label_sv, text="Driva")
        )


def an_invitation(meeting: Meeting) -> Invitation:
    """An invitation that was declined."""
    address = f"{word('inbjuden')}@example.se"
    with transaction.write() as session:
        found = Invitation(
            meeting_id=meeting.id,
            name=word("inbjudensnamn"),
            email=address,
            email_key=address,
            organisation=word("inbjudensorganisation"),
            message=word("halsning"),
            reason=word("skal"),
            state="declined",
            invited_at=NOW,
            answered_at=NOW,
        )
        session.add(found)
        session.flush()
        return found


def a_note_taker(meeting: Meeting) -> None:
    """Somebody who has taken notes by a link that was mailed."""
    note = notes.create(meeting.id, About("Hela dagen"), NOW, ADMINISTRATOR)
    person = Person(word("antecknare"), f"{word('antecknares')}@example.se")
    taker = notes.add_taker(meeting.id, note.id, person, NOW, ADMINISTRATOR)
    notes.save(note.id, Sent("Ett samtal om praktik.", 1), Writer(taker_id=taker.id), NOW)


def a_speaker(meeting: Meeting) -> None:
    """Somebody on the programme who was asked for their slides by mail."""
    asked = Wanted(word("talare"), f"{word('talares')}@example.se")
    speaking.add(meeting.id, [asked], NOW, ADMINISTRATOR)
    speaking.ask_all(meeting.id, None, NOW, ADMINISTRATOR)


def sparks(person: Registration, meeting: Meeting) -> None:
    """A spark that the person left with their address, and one that somebody else did."""
    with transaction.write() as session:
        for number, email in enumerate((person.email, f"{word('gnistepost')}@example.se")):
            row = Spark(meeting_id=meeting.id, text="En lots", form_token=f"form-{number}", made_at=NOW)
            row.name, row.email, row.email_key = word("gnistnamn"), email, email
            session.add(row)


def a_full_person(meeting: Meeting, *, now: datetime = NOW) -> Registration:
    """Somebody who has left a word everywhere."""
    name = f"{word('namn').capitalize()} {word('efternamn').capitalize()}"
    found = a_registration(meeting, name, f"{word('adress')}@example.se", organisation=word("organisation"), now=now)
    answers(found, meeting)
    with transaction.write() as session:
        group = SignUpGroup(meeting_id=meeting.id, form_token=word("grupp"), made_at=now)
        session.add(group)
        session.flush()
        row = session.get_one(Registration, found.id)
        row.decision, row.added_by, row.group_id = word("besked"), word("kollega"), group.id
        row.form_token = word("formular")
        row.reference = word("r")[:12]
        session.add(
            OptIn(
                registration_id=row.id,
                kind="public-list",
                wording=f"Visa {word('ja')}",
                wording_version=1,
                given_at=now,
                withdrawn_at=now,
            )
        )
        session.add(
            ErasureCase(
                meeting_id=meeting.id,
                registration_id=row.id,
                state="refused",
                asked_at=now,
                reason=word("varfor"),
                asked_by=word("ombud"),
                channel="phone",
                opened_by="Ada",
                decided_at=now,
                decided_by="Ada",
                decision=word("darfor"),
            )
        )
        changes: dict[str, tuple[object, object]] = {"name": (word("forr"), word("nu"))}
        subject = f"registration:{row.id}"
        record(ATTENDEE, "registration.change", now, meeting_id=meeting.id, subject=subject, changes=changes)
    return found


def mails(person: Registration) -> None:
    """Have the worker write and send what is queued, and let one of the mails have been refused by a server."""
    delivered_mails()
    with transaction.write() as session:
        row = session.scalars(
            select(OutgoingMail).where(OutgoingMail.subject_ref == f"registration:{person.id}").limit(1)
        ).one()
        row.error = f"550 <{word('fel')}@example.se> unknown"
        row.subject = f"Hej {word('amne')}"
        row.calendar = f"BEGIN:VCALENDAR {word('kalender')}"
        session.add(MailAttempt(mail_id=row.id, at=NOW, outcome="retry", answer=f"451 <{word('svar')}@example.se>"))


def _ideas(meeting: Meeting) -> None:
    from tests.privacy.idea_scene import ideas_with_words  # which needs the words of this module

    ideas_with_words(meeting)


def a_full_meeting(**facts: Any) -> Meeting:
    """A meeting with somebody who has left a word everywhere, and somebody invited."""
    meeting = a_meeting(**facts)
    person = a_full_person(meeting)
    sparks(person, meeting)
    invited = an_invitation(meeting)
    a_note_taker(meeting)
    a_speaker(meeting)
    _ideas(meeting)
    with transaction.write() as session:
        session.get_one(Invitation, invited.id).registration_id = person.id
    mails(person)
    return meeting


# -- Where words can lie ------------------------------------------------------------------------------------------


def database_files() -> list[tuple[str, bytes]]:
    """The database's own files (SQLite), or what pg_dump makes of it."""
    url = db.engine.url
    db.session.rollback()
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        return [(file.name, file.read_bytes()) for file in sorted(path.parent.glob(path.name + "*"))]
    programs = postgres_programs()
    assert programs
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    dumped = subprocess.run([programs / "pg_dump", plain], capture_output=True, check=True, env=dict(os.environ))
    return [("dump.sql", dumped.stdout)]


def uploads() -> list[tuple[str, bytes]]:
    """Everything in the uploads folder."""
    return _files(Path(current_app.config["INSTANCE"]) / "uploads")


def delivered() -> list[tuple[str, bytes]]:
    """Every delivered mail, its parts decoded."""
    folder = Path(current_app.config["INSTANCE"]) / "delivered"
    return [(name, _decoded(content)) for name, content in _files(folder)]


def backups() -> list[tuple[str, bytes]]:
    """Every file in every backup."""
    found = []
    for path in sorted((Path(current_app.config["INSTANCE"]) / "backups").glob("meetings-*.tar.gz")):
        with tarfile.open(path) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is not None:
                    found.append((f"{path.name}/{member.name}", content.read()))
    return found


def everything_else() -> list[tuple[str, bytes]]:
    """Every other file of the instance."""
    instance = Path(current_app.config["INSTANCE"])
    known = tuple(str(instance / name) for name in ("uploads", "delivered", "backups"))
    return [(name, content) for name, content in _files(instance) if not str(instance / name).startswith(known)]


PLACES = {
    "database": database_files,
    "uploads": uploads,
    "delivered": delivered,
    "backups": backups,
    "instance": everything_else,
}


def words_in(place: str) -> set[str]:
    """The distinctive words that can be found in the place, whatever their case."""
    return {found for _name, content in PLACES[place]() for found in _words(content.lower())}


def left(place: str, words: set[str]) -> list[tuple[str, str]]:
    """Which of these words lie where in the place."""
    return [(name, found) for name, content in PLACES[place]() for found in words if found.encode() in content.lower()]


def _words(content: bytes) -> Iterator[str]:
    at = content.find(CANARY)
    while at >= 0:
        end = at
        while end < len(content) and content[end : end + 1].isalpha() and content[end] < 128:
            end += 1
        yield content[at:end].decode()
        at = content.find(CANARY, end)


def _decoded(content: bytes) -> bytes:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    out = io.BytesIO()
    for header, value in message.items():
        out.write(f"{header}: {value}\n".encode())
    for part in message.walk():
        if not part.is_multipart():
            out.write(part.get_payload(decode=True) or b"")
    return out.getvalue()


def _files(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
