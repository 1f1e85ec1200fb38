"""What can a place be, what may somebody say yes to, and why is something not done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from meetings.text import N_

LIST_KEPT = timedelta(days=365)  # the public list, after the meeting (domain.md, decision 7)
MAIL_KEPT = timedelta(days=92)  # what was mailed to a person, after the meeting: three months (decision 9)
KNOWN_ADDRESS_MAILS = 3  # an hour, to one address at one meeting
KNOWN_ADDRESS_WINDOW = timedelta(hours=1)
# Letters and digits that are not taken for one another when read aloud or by hand.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class PlaceState(str, Enum):
    """What somebody has in a pool: a seat, a place in line, a seat held until a moment, or nothing any more.

    Who is pending waits for the organiser to say yes or no, and takes no seat; a declined one was told no.
    """

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    HELD = "held"
    PENDING = "pending"
    CANCELLED = "cancelled"
    DECLINED = "declined"


class Access(str, Enum):
    """Who may sign up: everybody, who has the sign-up's link, or who has been invited."""

    OPEN = "open"
    LINK = "link"
    INVITED = "invited"


class OptInKind(str, Enum):
    """What somebody may say yes to, each on its own."""

    PUBLIC_LIST = "public-list"
    FUTURE_MEETINGS = "future-meetings"


@dataclass(frozen=True)
class Wording:
    """In which words a yes is asked for. Raise `version` when `text` changes: each yes keeps its own."""

    version: int
    text: str


WORDINGS: Mapping[OptInKind, Wording] = {
    OptInKind.PUBLIC_LIST: Wording(1, N_("Visa mitt namn och min organisation på webben till %(day)s")),
    OptInKind.FUTURE_MEETINGS: Wording(1, N_("Mejla mig om kommande möten")),
}


class Closed(Enum):
    """Why one cannot sign up."""

    NO_SIGN_UP = N_("Mötet tar inte emot anmälningar.")
    DRAFT = N_("Mötet är ett utkast. Anmälan öppnar när det är publicerat.")
    CANCELLED = N_("Mötet är inställt.")
    PAST = N_("Mötet har varit.")
    NOT_YET_OPEN = N_("Anmälan öppnar %(opens)s.")
    CLOSED = N_("Anmälan stängde %(closed)s.")
    FULL = N_("Mötet är fullbokat och har ingen reservlista.")
    WITH_LINK = N_("Anmälan görs med en länk som arrangören har delat ut.")
    OLD_LINK = N_("Länken till anmälan gäller inte längre. Be arrangören om den nya.")
    NO_GROUPS = N_("Till det här mötet anmäler sig var och en för sig.")
    INVITED_ONLY = N_("Mötet är för inbjudna. Har du fått en inbjudan svarar du med länken i den.")


class SignUpReason(Enum):
    """Why something is not done with a registration or with how one signs up."""

    MEETING_CANCELLED = N_("Mötet är inställt, så det finns inget att ändra.")
    MEETING_PAST = N_("Mötet har varit, så anmälan går inte att ändra.")
    NOT_CANCELLED = N_("Anmälan gäller redan.")
    ALREADY_CANCELLED = N_("Anmälan är redan avanmäld.")
    KNOWN_ADDRESS = N_("%(email)s är redan anmäld.")
    TOO_OFTEN = N_("Många anmälningar har kommit med den här adressen på kort tid. Vänta %(wait)s och skicka igen.")
    NO_PUBLIC_LIST = N_("Mötet har ingen publik deltagarlista.")
    LIST_IS_GONE = N_("Den publika deltagarlistan är borttagen.")
    CLOSES_BEFORE_IT_OPENS = N_("Anmälan stänger innan den öppnar. Ändra en av tiderna.")
    CLOSES_AFTER_THE_MEETING = N_("Anmälan stänger efter att mötet har slutat. Välj en tidigare tid.")
    NOT_BEGUN = N_("Mötet har inte börjat, så ingen har deltagit än.")
    NOT_CONFIRMED = N_("Bara den som har en plats kan ha deltagit.")
    CHOICE_FULL = N_("”%(choice)s” har blivit fullt. Välj något annat.")
    ROOM_FULL = N_("Platserna i lokalen är slut. Du kan delta på nätet i stället.")
    ONLINE_FULL = N_("Platserna på nätet är slut. Du kan delta i lokalen i stället.")
    WORKSHOP_FULL = N_("”%(workshop)s” har blivit full. Välj en annan workshop.")
    WORKSHOPS_CLASH = N_("”%(workshop)s” krockar med ”%(other)s” (%(time)s). Välj en av dem.")
    WORKSHOP_NEEDED = N_("Välj en workshop kl. %(time)s.")
    TOO_LATE_TO_CHOOSE = N_("Workshoppar kunde väljas om till %(until)s.")
    NO_SUCH_WORKSHOP = N_("Workshoppen finns inte längre. Välj en annan.")
    RESERVED_TOO_MANY = N_("%(reserved)s platser är reserverade, men det finns bara %(seats)s.")
    RESERVED_TWICE = N_("Samma sektor står två gånger bland de reserverade platserna. Ta bort en av raderna.")
    NO_HAND_OVER = N_("Till det här mötet går platsen inte att överlåta. Avanmäl dig om du inte kan komma.")
    CONFIRM_FIRST = N_("Bekräfta först att adressen är din.")
    OWN_ADDRESS = N_("Det är din egen adress. Skriv kollegans.")
    GROUP_NO_ROOM = N_("Platserna räcker inte till alla, så ingen är anmäld. Anmäl färre, eller dem som får plats.")
    ADDRESS_LAPSED = N_("Adressen bekräftades inte i tid, så platsen har gått vidare. Anmäl dig igen.")
    ALREADY_CONFIRMED = N_("Adressen är redan bekräftad.")
    NOT_OFFERED = N_("Erbjudandet gäller inte längre.")
    NO_FREE_SEAT = N_("Alla platser är tagna. Höj antalet platser först.")
    NOT_WAITING = N_("Anmälan står inte på reservlistan.")
