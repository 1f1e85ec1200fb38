"""What was written down at the meeting of 2018: notes from talks and workshops, and sparks; in words of our own."""

from __future__ import annotations

from datetime import datetime, timedelta

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.demo.materials import OUT_AT
from meetings.materials import queries as materials
from meetings.notes import actions as notes
from meetings.notes.rules.asked import About
from meetings.schedule.models import Meeting
from meetings.sparks import actions as sparks
from meetings.sparks.actions import Written
from meetings.sparks.rules import SparkState

MORNING, AFTERNOON = "Anteckningar från förmiddagens föredrag", "Anteckningar från eftermiddagens workshops"
_MORNING = """\
## En bild av målgruppen och deras behov

Arbetsförmedlingen, Försäkringskassan och Nationell Samverkan för Psykisk Hälsa beskrev samma personer från var sitt
håll.

- Det krävs individanpassade lösningar för den som befinner sig långt ifrån arbetsmarknaden.
- Samma kontaktperson hela vägen betyder mer än en ny insats.

## Tre projekt

- **Spel som etableringsverktyg**: den som spelar får öva på en arbetsdag utan att någon ser felen.
- **Arbets och leva i väst**: arbetsplatsen först, språket på köpet.
- **Effektbutiken**: deltagarna driver e-handeln själva, i en pedagogisk lärandeprocess.

## Möjligheterna som digitalisering skapar

Martin Gellerstedt, Högskolan Väst: digitaliseringen ändrar arbetsmarknaden redan nu. Det viktiga är att offentliga
aktörer hänger med.

## En chans att visa kapacitet och styrka

Inam Alghols, Support Group Restad gård: ge nyanlända en chans, så att de får visa vad de kan.

## Frågor

- Vem äger frågan när projektet är slut?
- Hur når vi dem som inte kommer till oss?
"""
_AFTERNOON = """\
## Workshop: unga

### Insikter

- Unga vill pröva på riktigt, inte läsa om det.
- Många har en telefon men ingen dator.

### Idéer

- Låna ut datorer tillsammans med en mentor.
- Öppna kvällar där unga visar företag hur de använder tekniken.

## Workshop: långt ifrån arbetsmarknaden

### Insikter

- Små steg behöver synas, annars tror ingen på dem.

### Idéer

- En butik på nätet som flera kommuner delar.
- Ett spel om en vanlig arbetsdag, på lätt svenska.

## Nästa steg

Inspel om ytterligare projektideer tas emot till den 24 april. Uppföljningsmötet är den 9 maj.
"""
_GROUPS = {
    "Verktyg": ("Ett spel om en arbetsdag, på lätt svenska", "Låna en dator ihop med en mentor"),
    "Mötesplatser": ("En nätbutik som tre kommuner driver tillsammans", "Kvällar där unga visar företag hur de gör"),
    "Arbetsgivare": ("Besök på riktiga arbetsplatser, varje vecka", "En ingång för arbetsgivare som vill pröva"),
}
_HIDDEN = "Längre kaffepaus"


def of_the_day(meeting: Meeting, now: datetime, actor: Actor) -> None:
    """Give the meeting of 2018 its notes and sparks: written on the day, published the week after."""
    at = min(now, OUT_AT)
    with transaction.write():
        items = {title: number for number, title, _starts in materials.choices(meeting.id).items}
        talks = [number for title, number in items.items() if title.startswith(("En ", "Möjligheterna"))]
        workshops = [number for title, number in items.items() if title.startswith("Workshop:")]
        _note(meeting, MORNING, talks, _MORNING, at, actor)
        _note(meeting, AFTERNOON, workshops, _AFTERNOON, at, actor)
        _sparks(meeting, at, actor)


def _note(meeting: Meeting, title: str, items: list[int], body: str, at: datetime, actor: Actor) -> None:
    note = notes.create(meeting.id, About(title, "sv", tuple(items)), meeting.starts_at, actor)
    saved = notes.save(note.id, notes.Sent(body, note.revision), notes.Writer(actor.name), meeting.ends_at)
    notes.review(meeting.id, note.id, saved.revision, at, actor)
    notes.publish(meeting.id, note.id, saved.revision, at, actor)


def _sparks(meeting: Meeting, at: datetime, actor: Actor) -> None:
    opened = meeting.ends_at - timedelta(hours=1)
    sparks.open_board(meeting.id, opened, actor)
    number = 0
    for heading, texts in _GROUPS.items():
        group = sparks.add_group(meeting.id, heading, opened, actor)
        sent = []
        for text in texts:
            number += 1
            written = Written(text, "sv")
            sent.append(
                sparks.send(meeting.id, written, f"demo-spark-{number}", opened + number * timedelta(minutes=4)).id
            )
        sparks.move(meeting.id, sent, group.id, meeting.ends_at, actor)
    hidden = sparks.send(meeting.id, Written(_HIDDEN, "sv"), "demo-spark-0", opened + timedelta(minutes=50))
    sparks.decide(meeting.id, [hidden.id], SparkState.HIDDEN, meeting.ends_at, actor)
    sparks.close_board(meeting.id, meeting.ends_at, actor)
    sparks.publish(meeting.id, at, actor)
