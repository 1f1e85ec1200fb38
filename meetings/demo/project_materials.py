"""The material of the two projects that ended: a film and three slideshows, each of our own making.

The files lie in `files/`; they are received, checked and published as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from meetings.audit.actions import Actor
from meetings.demo.materials import picture, publish, sent, track
from meetings.materials.actions import adding, editing, showing
from meetings.materials.actions.adding import Texts, Upload
from meetings.materials.actions.editing import Heading
from meetings.materials.actions.showing import NewPicture, PictureTexts
from meetings.materials.queries import groups
from meetings.materials.rules import MaterialKind
from meetings.materials.rules.shelves import of_project
from meetings.projects.models import Project

FILM: Final = "Vad projekten handlade om"
PRESENTER: Final = "Sandra Goll-Rasmussen Nielsen"
SLIDESHOWS: Final = "Bildspel om ungdomarnas upplevelser"
CREDIT: Final = "Bildspel och musik av Martin Berg"
# each slideshow's pictures: name of the file, what it shows, what stands under it
PICTURES: Final = (
    (
        (
            "Lektion på surfplattan",
            "En ung man och en äldre kvinna sitter vid ett bord. De håller i samma surfplatta, och hon pekar på den.",
            "Den första lektionen.",
        ),
        (
            "Två händer",
            "En surfplatta med sex färgade knappar på ett träbord. En ung och en gammal hand pekar på var sin knapp.",
            "Här är kameran.",
        ),
    ),
    (
        (
            "Samtal med barnbarnen",
            "Två personer, en gråhårig och en mörkhårig, sedda bakifrån vid en stor skärm med en vuxen och ett barn.",
            "Ett samtal med barnbarnen.",
        ),
        (
            "Promenad med karta",
            "En äldre kvinna och en ung person går i en park med en karta i telefonen. Solen skiner över träden.",
            "Kartan visade vägen till parken.",
        ),
    ),
    (
        (
            "Kurs för personalen",
            "En ung person pekar på en duk med rubriken IT och ny teknik. Framför sitter fem åhörare.",
            "Ungdomarna höll kurser för personalen.",
        ),
        (
            "Intyg till alla",
            "Tre unga personer håller upp var sitt papper med rubriken Intyg. Konfetti faller.",
            "Sista dagen: intyg till alla.",
        ),
    ),
)
TRANSCRIPT: Final = (
    "IT-Piloterna och IT-Lyftet, februari 2012 till april 2014.\n\n"
    "80 arbetslösa ungdomar. Åttio prickar ställer sig i fyra rader.\n\n"
    "31 av dem fick projektanställning. Trettioen av prickarna lyser upp.\n\n"
    "53 lokala kurser. Nästan 500 personal inom äldreomsorgen. Filmen har inget ljud."
)


@dataclass(frozen=True)
class Received:
    """The files, received and checked."""

    film: Upload
    poster: NewPicture
    track: str
    pictures: Mapping[str, NewPicture]


def receive(at: datetime) -> Received:
    """Receive the files; before the transaction that keeps them."""
    names = [name for show in PICTURES for name, _alt, _caption in show]
    return Received(
        sent(f"{FILM}.webm", at),
        picture(f"{FILM}.jpg", at),
        track(f"{FILM}.vtt", at),
        {name: picture(f"{name}.jpg", at) for name in names},
    )


def give(pilots: Project, lift: Project, received: Received, at: datetime, actor: Actor) -> None:
    """Give one project its slideshows and the other its film."""
    of = of_project(lift.id)
    made = adding.add(
        of, MaterialKind.FILM, Texts(FILM, presenter=PRESENTER, transcript=TRANSCRIPT), at, actor, upload=received.film
    )
    showing.set_track(of, made.id, "sv", received.track, at, actor)
    publish(showing.set_poster(of, made.id, received.poster, at, actor), at, actor)
    of = of_project(pilots.id)
    editing.save_groups(of, [Heading(None, SLIDESHOWS)], at, actor)
    (group,) = groups(of)
    for number, pictures in enumerate(PICTURES, start=1):
        texts = Texts(f"Bildspel {number}", credit=CREDIT, group_id=group.id)
        made = adding.add(of, MaterialKind.SLIDESHOW, texts, at, actor)
        new = [received.pictures[name] for name, _alt, _caption in pictures]
        made = showing.add_pictures(of, made.id, new, at, actor)
        written = [
            PictureTexts(row.id, alt, caption=caption)
            for row, (_name, alt, caption) in zip(made.pictures, pictures, strict=True)
        ]
        publish(showing.save_pictures(of, made.id, made.revision, written, at, actor), at, actor)
