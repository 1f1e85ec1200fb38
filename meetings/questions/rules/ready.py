"""The questions that come ready-made, worded in both languages: a new meeting's form, and what can be added to it."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.questions.rules import QuestionType, Retention
from meetings.text import N_

YES, NO = "yes", "no"
YES_NO = ((YES, "Ja", "Yes"), (NO, "Nej", "No"))


@dataclass(frozen=True)
class ReadyQuestion:
    """A question that comes ready-made; `shown_if` names the code of an earlier one of its set, and of a choice."""

    code: str
    type: QuestionType
    label_sv: str
    label_en: str
    help_sv: str = ""
    help_en: str = ""
    required: bool = False
    sensitive: bool = False
    retention: Retention = Retention.CONTACT
    choices: tuple[tuple[str, str, str], ...] = ()  # code, Swedish, English
    shown_if: tuple[str, str] | None = None


@dataclass(frozen=True)
class ReadySet:
    """Ready-made questions that belong together, and what the set is called on the desk."""

    code: str
    name: str
    questions: tuple[ReadyQuestion, ...]


INTEREST = ReadyQuestion(
    code="interest",
    type=QuestionType.ONE_OF,
    label_sv="Vill du driva eller delta i projekt?",
    label_en="Do you want to run a project or take part in one?",
    required=True,
    retention=Retention.FIGURE,
    choices=(
        ("run", "Driva ett projekt", "Run a project"),
        ("take-part", "Delta i någon annans projekt", "Take part in somebody else’s project"),
        ("unsure", "Vet inte än", "Do not know yet"),
    ),
)
DIET = ReadyQuestion(
    code="diet",
    type=QuestionType.MANY_OF,
    label_sv="Specialkost",
    label_en="Dietary requirements",
    help_sv="Kryssa för det du behöver.",
    help_en="Tick what you need.",
    sensitive=True,
    retention=Retention.SENSITIVE,
    choices=(
        ("vegetarian", "Vegetarisk kost", "Vegetarian food"),
        ("vegan", "Vegansk kost", "Vegan food"),
        ("gluten-free", "Glutenfri kost", "Gluten-free food"),
        ("lactose-free", "Laktosfri kost", "Lactose-free food"),
    ),
)
DIET_OTHER = ReadyQuestion(
    code="diet-other",
    type=QuestionType.SHORT_TEXT,
    label_sv="Annan kost",
    label_en="Other food",
    help_sv="Skriv vad du behöver, inte varför. Till exempel ”utan nötter”.",
    help_en="Say what you need, not why. For example “without nuts”.",
    sensitive=True,
    retention=Retention.SENSITIVE,
)
ACCESS = ReadyQuestion(
    code="access",
    type=QuestionType.LONG_TEXT,
    label_sv="Det här behöver jag på plats",
    label_en="What I need at the venue",
    help_sv="Till exempel teckenspråkstolk, hörslinga eller tillgänglig plats. Skriv vad, inte varför.",
    help_en="For example a sign language interpreter, a hearing loop or an accessible seat. Say what, not why.",
    sensitive=True,
    retention=Retention.SENSITIVE,
)
_HEARING = ReadyQuestion(
    code="hearing",
    type=QuestionType.MANY_OF,
    label_sv="Hörslinga och tolk",
    label_en="Hearing loop and interpreters",
    help_sv="Tolk behöver beställas i god tid.",
    help_en="Interpreters have to be booked well ahead.",
    sensitive=True,
    retention=Retention.SENSITIVE,
    choices=(
        ("hearing-loop", "Hörslinga", "Hearing loop"),
        ("sign-language", "Teckenspråkstolk", "Sign language interpreter"),
        ("speech-to-text", "Skrivtolkning", "Speech-to-text interpreter"),
    ),
)
_PHOTO = ReadyQuestion(
    code="photo",
    type=QuestionType.TEXT_BLOCK,
    label_sv="Foto på mötet",
    label_en="Photographs at the meeting",
    help_sv=(
        "Vi tar översiktsbilder under dagen och använder dem när vi berättar om mötet. Närbilder och intervjuer gör vi "
        "bara med den som säger ja. Säg till på plats om du inte vill vara med på bild."
    ),
    help_en=(
        "We take pictures of the room during the day and use them when we tell about the meeting. We make close-ups "
        "and interviews only with those who say yes. Tell us on the day if you do not want to be in a picture."
    ),
)
_INVOICE = (
    ReadyQuestion(
        code="invoice",
        type=QuestionType.YES_NO,
        label_sv="Ska vi skicka en faktura?",
        label_en="Shall we send an invoice?",
        required=True,
        choices=YES_NO,
    ),
    ReadyQuestion(
        code="invoice-organisation",
        type=QuestionType.ORGANISATION_NUMBER,
        label_sv="Organisationsnummer",
        label_en="Organisation number",
        required=True,
        shown_if=("invoice", YES),
    ),
    ReadyQuestion(
        code="invoice-reference",
        type=QuestionType.SHORT_TEXT,
        label_sv="Fakturareferens",
        label_en="Invoice reference",
        help_sv="Det som ska stå på fakturan för att den ska nå rätt person hos er.",
        help_en="What the invoice has to say to reach the right person with you.",
        required=True,
        shown_if=("invoice", YES),
    ),
    ReadyQuestion(
        code="invoice-address",
        type=QuestionType.SHORT_TEXT,
        label_sv="Adress för e-faktura",
        label_en="Address for e-invoices",
        help_sv="GLN eller Peppol-id, till exempel 7365560000000 eller 0007:5566778899.",
        help_en="GLN or Peppol ID, for example 7365560000000 or 0007:5566778899.",
        shown_if=("invoice", YES),
    ),
)
_TRAVEL = ReadyQuestion(
    code="travel",
    type=QuestionType.ONE_OF,
    label_sv="Hur reser du till mötet?",
    label_en="How do you travel to the meeting?",
    retention=Retention.FIGURE,
    choices=(
        ("train", "Tåg", "Train"),
        ("bus", "Buss", "Bus"),
        ("car-alone", "Bil, själv", "Car, alone"),
        ("car-shared", "Bil, tillsammans med andra", "Car, with others"),
        ("on-foot", "Cykel eller till fots", "Bicycle or on foot"),
    ),
)
_HEARD = (
    ReadyQuestion(
        code="heard",
        type=QuestionType.ONE_OF,
        label_sv="Hur hörde du talas om mötet?",
        label_en="How did you hear about the meeting?",
        retention=Retention.FIGURE,
        choices=(
            ("mail", "Mejl eller nyhetsbrev", "Mail or newsletter"),
            ("web", "Webbplats", "Website"),
            ("social", "Sociala medier", "Social media"),
            ("colleague", "Kollega eller bekant", "Colleague or friend"),
            ("other", "På annat sätt", "In another way"),
        ),
    ),
    ReadyQuestion(
        code="heard-other",
        type=QuestionType.SHORT_TEXT,
        label_sv="På vilket sätt?",
        label_en="In which way?",
        retention=Retention.FIGURE,
        shown_if=("heard", "other"),
    ),
)

# What a new meeting asks.
READY = (INTEREST, DIET, DIET_OTHER, ACCESS)

# What an organiser can pick; invoices are asked about only where somebody picks that.
LIBRARY = (
    ReadySet("interest", N_("Driva eller delta i projekt"), (INTEREST,)),
    ReadySet("diet", N_("Specialkost"), (DIET, DIET_OTHER)),
    ReadySet("access", N_("Behov på plats"), (ACCESS,)),
    ReadySet("hearing", N_("Hörslinga och tolk"), (_HEARING,)),
    ReadySet("photo", N_("Upplysning om foto"), (_PHOTO,)),
    ReadySet("invoice", N_("Fakturauppgifter"), _INVOICE),
    ReadySet("travel", N_("Resan till mötet"), (_TRAVEL,)),
    ReadySet("heard", N_("Hur hörde du talas om mötet?"), _HEARD),
)
