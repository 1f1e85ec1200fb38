"""The demonstration's material: presentations, a slideshow and a film, each of our own making.

The files lie in `files/`; they are received, checked and published as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from meetings import transaction
from meetings.audit.actions import Actor
from meetings.files import actions as files
from meetings.files.rules import FOR_MATERIAL, FOR_TRACKS
from meetings.materials import queries
from meetings.materials.actions import adding, editing, publishing, showing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.editing import Heading
from meetings.materials.actions.flaws import flaws_of
from meetings.materials.actions.showing import NewPicture, PictureTexts
from meetings.materials.models import Material
from meetings.materials.rules import MaterialKind
from meetings.schedule.models import Meeting

FILES = Path(__file__).with_name("files")
OUT_AT = datetime(2018, 3, 27, 8, 0, tzinfo=UTC)  # the week after the day
PRESENTATIONS, LIST = "Presentationer för dagen", "Deltagarlista"
FILM, SLIDESHOW = "Dagen på åtta sekunder", "Bildspel från dagen"


@dataclass(frozen=True)
class Presentation:
    """A file of slides, and the item of the programme that it was shown at."""

    file: str
    title: str
    credit: str
    item: str


SHOWN = (
    Presentation(
        "Målgruppen och deras behov.pdf",
        "En bild av målgruppen och deras behov",
        "Arbetsförmedlingen, Försäkringskassan och Nationell Samverkan för Psykisk Hälsa",
        "En bild av målgruppen och deras behov",
    ),
    Presentation(
        "Spel som etableringsverktyg.pdf",
        "Spel som etableringsverktyg",
        "",
        "Spel som etableringsverktyg",
    ),
    Presentation("Effektbutiken på väg.pptx", "Effektbutiken: e-handel som väg till arbete", "", "Effektbutiken"),
    Presentation(
        "Möjligheterna som digitalisering skapar.pdf",
        "Möjligheterna som digitalisering skapar",
        "Martin Gellerstedt, Högskolan Väst",
        "Möjligheterna som digitalisering skapar",
    ),
)
# name of the file, what it shows, what stands under it
PICTURES = (
    (
        "Morgon vid Folkets Hus",
        "En ljus byggnad med skylten Folkets Hus och två flaggor. Sex personer står på väg mot dörren i morgonsol.",
        "Morgon vid Folkets Hus: över 100 personer var på väg in.",
    ),
    (
        "Full sal",
        (
            "En talare vid en pulpet bredvid en stor skärm med rubriken Möjligheterna som digitalisering skapar och "
            "ett stigande stapeldiagram. Framför sitter tre täta rader åhörare."
        ),
        "Martin Gellerstedt visade vad digitaliseringen gör möjligt.",
    ),
    (
        "Runt bordet",
        (
            "Sex personer kring ett runt bord, sedda uppifrån, med papper och kaffekoppar. Mitt på bordet ligger ett "
            "papper med prickar som har bundits ihop med streck."
        ),
        "Eftermiddagens workshops: vem känner vem, och vem saknas?",
    ),
    (
        "Gnistor på väggen",
        (
            "En tavla med rubriken Gnistor och nio lappar, bland annat Spel på svenska, Butik i mobilen och Låna en "
            "dator. En person sätter upp en lapp, en annan läser."
        ),
        "Korta idéer sattes upp på väggen.",
    ),
    (
        "Kväll vid hamnen",
        (
            "Tre personer sitter på en brygga och ser ut över vattnet, där en segelbåt ligger framför låga hus och en "
            "sol som går ner."
        ),
        "Och så var dagen slut.",
    ),
)
TRANSCRIPT = (
    "Vänersborg den 23 mars 2018. Mobiliseringsmöte Digitalisering.\n\n"
    "Över 100 deltagare från privat sektor, offentlig sektor och social ekonomi. Små prickar i fyra färger samlas i "
    "tre grupper.\n\n"
    "Tillsammans kring samma bord. De tre grupperna blir en enda ring.\n\n"
    "Vi ses på uppföljningsmötet den 9 maj. Fyra ringar bildar en kedja. Filmen har inget ljud."
)


def of_the_day(meeting: Meeting, now: datetime, actor: Actor) -> None:
    """Give the meeting of 2018 its presentations, its pictures, its film and its list, as they came out afterwards."""
    at = min(now, OUT_AT)
    uploads = {name: sent(name, at) for name in (*(one.file for one in SHOWN), f"{FILM}.webm", f"{LIST}.pdf")}
    pictures = {name: picture(f"{name}.jpg", at) for name in (*(name for name, _alt, _caption in PICTURES), FILM)}
    subtitles = track(f"{FILM}.vtt", at)
    with transaction.write():
        editing.save_groups(meeting.id, [Heading(None, PRESENTATIONS)], at, actor)
        (group,) = queries.groups(meeting.id)
        items = {title: number for number, title, _starts in queries.choices(meeting.id).items}
        for one in SHOWN:
            texts = Texts(one.title, credit=one.credit, group_id=group.id, item_id=items[one.item])
            publish(adding.add_file(meeting.id, texts, uploads[one.file], at, actor), at, actor)
        _slideshow(meeting, pictures, at, actor)
        _film(meeting, uploads[f"{FILM}.webm"], pictures[FILM], subtitles, at, actor)
        texts = Texts(LIST, text="De verksamheter som var med. Namnen stod på webben i tolv månader.")
        publish(adding.add_file(meeting.id, texts, uploads[f"{LIST}.pdf"], at, actor), at, actor)


def _slideshow(meeting: Meeting, pictures: Mapping[str, NewPicture], at: datetime, actor: Actor) -> None:
    texts = Texts(SLIDESHOW, credit="Tecknat för demonstrationen")
    made = adding.add(meeting.id, MaterialKind.SLIDESHOW, texts, at, actor)
    made = showing.add_pictures(meeting.id, made.id, [pictures[name] for name, _alt, _caption in PICTURES], at, actor)
    written = [
        PictureTexts(picture.id, alt, caption=caption, credit="Tecknat för demonstrationen")
        for picture, (_name, alt, caption) in zip(made.pictures, PICTURES, strict=True)
    ]
    publish(showing.save_pictures(meeting.id, made.id, made.revision, written, at, actor), at, actor)


def _film(meeting: Meeting, film: Upload, poster: NewPicture, subtitles: str, at: datetime, actor: Actor) -> None:
    texts = Texts(FILM, credit="Animerad för demonstrationen", transcript=TRANSCRIPT)
    made = adding.add(meeting.id, MaterialKind.FILM, texts, at, actor, upload=film)
    showing.set_track(meeting.id, made.id, "sv", subtitles, at, actor)
    publish(showing.set_poster(meeting.id, made.id, poster, at, actor), at, actor)


def track(name: str, at: datetime) -> str:
    """Return the key of subtitles of ours, received."""
    with (FILES / name).open("rb") as file:
        return files.receive(file, name, at, kinds=FOR_TRACKS).key


def publish(one: Material, at: datetime, actor: Actor) -> None:
    """Show the material to everybody from `at`."""
    publishing.publish(one.shelf, one.id, at, one.revision, at, actor)


def sent(name: str, at: datetime) -> Upload:
    """Return a file of ours, received and checked."""
    with (FILES / name).open("rb") as file:
        stored = files.receive(file, name, at, kinds=FOR_MATERIAL)
    return Upload(stored.key, flaws=tuple(flaws_of(stored)))


def picture(name: str, at: datetime) -> NewPicture:
    """Return a picture of ours, received."""
    with (FILES / name).open("rb") as file:
        received = files.receive_picture(file, name, at)
    return NewPicture(received.row.key, received.width, received.height)
