"""Which words a new service begins with: sectors, types, municipalities, kinds of meeting and activity,
programme areas and periods, target groups, funders.

They are rows from then on: names may be changed and words retired there; what stands is never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from meetings import transaction
from meetings.directory.models import Term
from meetings.directory.rules import Vocabulary
from meetings.text import slug


@dataclass(frozen=True)
class Word:
    """A word to begin with; `parent` is the code of its sector, county or programme area."""

    code: str
    sv: str
    en: str
    parent: str = ""
    text_sv: str = ""
    text_en: str = ""


SECTORS = (
    Word("public", "Offentlig sektor", "Public sector"),
    Word("private", "Privat sektor", "Private sector"),
    Word("social-economy", "Social ekonomi", "Social economy"),
    Word("other", "Övriga", "Others"),
)

# Types and the sector each belongs to unless somebody says otherwise (domain.md, habits). A folkhögskola can
# be either; Sweden's are mostly run by movements. Unions are parties of the labour market: others.
ORGANISATION_TYPES = (
    Word("municipality", "Kommun", "Municipality", "public"),
    Word("city-district", "Stadsdel", "City district", "public"),
    Word("region", "Region", "Region", "public"),
    Word("municipal-association", "Kommunalförbund", "Association of municipalities", "public"),
    Word("coordination-association", "Samordningsförbund", "Coordination association", "public"),
    Word("agency", "Statlig myndighet", "Government agency", "public"),
    Word("university", "Universitet eller högskola", "University", "public"),
    Word("company", "Företag", "Company", "private"),
    Word("trade-association", "Branschorganisation", "Trade association", "private"),
    Word("self-employed", "Egenföretagare", "Self-employed", "private"),
    Word("association", "Ideell förening", "Non-profit association", "social-economy"),
    Word("cooperative", "Ekonomisk förening", "Cooperative", "social-economy"),
    Word("social-enterprise", "Arbetsintegrerande socialt företag", "Work integration social enterprise",
         "social-economy"),
    Word("foundation", "Stiftelse", "Foundation", "social-economy"),
    Word("faith-community", "Trossamfund", "Faith community", "social-economy"),
    Word("study-association", "Studieförbund", "Study association", "social-economy"),
    Word("folk-high-school", "Folkhögskola", "Folk high school", "social-economy"),
    Word("union", "Fackförbund", "Trade union", "other"),
    Word("private-person", "Privatperson", "Private person", "other"),
    Word("other", "Annan", "Other", "other"),
)  # fmt: skip

COUNTIES = (
    Word("vastra-gotaland", "Västra Götaland", "Västra Götaland"),
    Word("halland", "Halland", "Halland"),
)

_VASTRA_GOTALAND = (
    "Ale, Alingsås, Bengtsfors, Bollebygd, Borås, Dals-Ed, Essunga, Falköping, Färgelanda, Grästorp, Gullspång, "
    "Göteborg, Götene, Herrljunga, Hjo, Härryda, Karlsborg, Kungälv, Lerum, Lidköping, Lilla Edet, Lysekil, "
    "Mariestad, Mark, Mellerud, Munkedal, Mölndal, Orust, Partille, Skara, Skövde, Sotenäs, Stenungsund, Strömstad, "
    "Svenljunga, Tanum, Tibro, Tidaholm, Tjörn, Tranemo, Trollhättan, Töreboda, Uddevalla, Ulricehamn, Vara, "
    "Vårgårda, Vänersborg, Åmål, Öckerö"
)
_HALLAND = "Falkenberg, Halmstad, Hylte, Kungsbacka, Laholm, Varberg"

# Both counties in one alphabet: somebody who looks for Kungsbacka need not know its county.
MUNICIPALITIES = (
    *sorted(
        [
            *(Word(slug(name), name, name, "vastra-gotaland") for name in _VASTRA_GOTALAND.split(", ")),
            *(Word(slug(name), name, name, "halland") for name in _HALLAND.split(", ")),
        ],
        key=lambda word: word.sv.translate(str.maketrans("ÅÄÖåäö", "{|}{|}")).casefold(),
    ),
    Word("whole-region", "Hela regionen", "The whole region"),
    Word("other", "Annan kommun", "Another municipality"),
)

MEETING_KINDS = (
    Word("mobilisation", "Mobiliseringsmöte", "Mobilisation meeting"),
    Word("follow-up", "Uppföljningsmöte", "Follow-up meeting"),
    Word("conference", "Konferens", "Conference"),
    Word("course", "Kurs", "Course"),
    Word("seminar", "Seminarium", "Seminar"),
    Word("network", "Nätverksträff", "Network meeting"),
    Word("study-trip", "Studieresa", "Study trip"),
)

# Of the Social Fund's national programme for 2014–2020 (domain.md, ESF frame).
PROGRAMME_AREAS = (
    Word("po1", "Programområde 1: Kompetensförsörjning", "Programme area 1: Skills supply",
         text_sv="Kompetensutveckling för kvinnor och män, sysselsatta som arbetslösa, efter arbetslivets krav.",
         text_en="Skills for women and men, employed or not, that meet the demands of working life."),
    Word("po2", "Programområde 2: Ökade övergångar till arbete", "Programme area 2: More transitions into work",
         text_sv="Insatser för unga och individer långt ifrån arbetsmarknaden, så att fler får arbete eller studerar.",
         text_en="Measures for the young and those far from the labour market, so that more go on to work or studies."),
    Word("po2.1", "2.1 Kvinnor och män långt från arbetsmarknaden", "2.1 Women and men far from the labour market",
         "po2", "Fler som står långt ifrån arbetsmarknaden ska komma i arbete, utbildning eller närmare den.",
         "More of those far from the labour market come into work or education, or closer to the labour market."),
    Word("po2.2", "2.2 Unga", "2.2 Young people", "po2",
         "Fler unga, 15–24 år, ska komma i arbete, utbildning eller närmare arbetsmarknaden.",
         "More young people, aged 15–24, come into work or education, or closer to the labour market."),
    Word("po2.3", "2.3 Aktiv inkludering", "2.3 Active inclusion", "po2",
         "Fler som är eller har varit sjukskrivna, eller har svårt att komma tillbaka, ska närma sig arbetslivet.",
         "More of those who are or were on sick leave, or find it hard to return, come closer to working life."),
    Word("po3", "Programområde 3: Sysselsättningsinitiativet för unga",
         "Programme area 3: Youth Employment Initiative",
         text_sv="Unga, 15–24 år, som varken arbetar eller studerar, i regioner med hög ungdomsarbetslöshet.",
         text_en="Young people, aged 15–24, neither in work nor in education, in regions of high youth unemployment."),
)  # fmt: skip

TARGET_GROUPS = (
    Word("young", "Unga", "Young people"),
    Word("far-from-work", "Långt från arbetsmarknaden", "Far from the labour market"),
    Word("newly-arrived", "Nyanlända", "Newly arrived"),
    Word("born-abroad", "Utrikes födda", "Born abroad"),
    Word("sick-leave", "Sjukskrivna", "On sick leave"),
    Word("disability", "Personer med funktionsnedsättning", "People with disabilities"),
    Word("long-term-unemployed", "Långtidsarbetslösa", "Long-term unemployed"),
    Word("short-education", "Personer med kort utbildning", "People with short education"),
    Word("employed", "Sysselsatta", "Employed"),
    Word("employers", "Arbetsgivare", "Employers"),
)

# Who pays for projects of a partnership: the Union's funds, the state, the county, and those who take part.
FUNDERS = (
    Word("esf", "Europeiska socialfonden", "European Social Fund"),
    Word("erdf", "Europeiska regionala utvecklingsfonden", "European Regional Development Fund"),
    Word("interreg", "Interreg", "Interreg"),
    Word("erasmus", "Erasmus+", "Erasmus+"),
    Word("state", "Staten", "The state"),
    Word("region", "Regionen", "The region"),
    Word("own", "Egna medel", "Own means"),
    Word("other", "Annan finansiär", "Another funder"),
)

PROGRAMME_PERIODS = (
    Word("2000-2006", "2000–2006", "2000–2006"),
    Word("2007-2013", "2007–2013", "2007–2013"),
    Word("2014-2020", "2014–2020", "2014–2020"),
    Word("2021-2027", "2021–2027", "2021–2027"),
)

# Counted, they are many; `text` is what one of them is called.
ACTIVITY_KINDS = (
    Word("course", "Lokala kurser", "Local courses", text_sv="Lokal kurs", text_en="Local course"),
    Word(
        "training",
        "Spetskompetensutbildningar",
        "Specialist trainings",
        text_sv="Spetskompetensutbildning",
        text_en="Specialist training",
    ),
    Word(
        "conference",
        "Regionala konferenser",
        "Regional conferences",
        text_sv="Regional konferens",
        text_en="Regional conference",
    ),
    Word("study-trip", "Studieresor", "Study trips", text_sv="Studieresa", text_en="Study trip"),
    Word("placement", "Praktikplatser", "Work placements", text_sv="Praktikplats", text_en="Work placement"),
    Word("network", "Nätverksträffar", "Network meetings", text_sv="Nätverksträff", text_en="Network meeting"),
    Word("other", "Andra aktiviteter", "Other activities", text_sv="Annan aktivitet", text_en="Other activity"),
)

# Each vocabulary with the one that its parents belong to, parents first.
BEGINNING: tuple[tuple[Vocabulary, tuple[Word, ...], Vocabulary | None], ...] = (
    (Vocabulary.SECTOR, SECTORS, None),
    (Vocabulary.ORGANISATION_TYPE, ORGANISATION_TYPES, Vocabulary.SECTOR),
    (Vocabulary.COUNTY, COUNTIES, None),
    (Vocabulary.MUNICIPALITY, MUNICIPALITIES, Vocabulary.COUNTY),
    (Vocabulary.MEETING_KIND, MEETING_KINDS, None),
    (Vocabulary.PROGRAMME_AREA, PROGRAMME_AREAS, Vocabulary.PROGRAMME_AREA),
    (Vocabulary.TARGET_GROUP, TARGET_GROUPS, None),
    (Vocabulary.FUNDER, FUNDERS, None),
    (Vocabulary.PROGRAMME_PERIOD, PROGRAMME_PERIODS, None),
    (Vocabulary.ACTIVITY_KIND, ACTIVITY_KINDS, None),
)
_VALID_FROM = {Vocabulary.PROGRAMME_AREA: date(2014, 1, 1)}


def ensure_vocabularies() -> None:
    """Add the words that are not there yet; those that are stay as they are. Repeating it changes nothing."""
    with transaction.write() as session:
        there = {(term.vocabulary, term.code): term for term in session.scalars(select(Term))}
        for vocabulary, words, parents in BEGINNING:
            for position, word in enumerate(words, start=1):
                if (vocabulary.value, word.code) not in there:
                    term = _term(vocabulary, word, position)
                    if parents is not None and word.parent:
                        term.parent = there[parents.value, word.parent]
                    session.add(term)
                    there[vocabulary.value, word.code] = term
            session.flush()


def _term(vocabulary: Vocabulary, word: Word, position: int) -> Term:
    return Term(
        vocabulary=vocabulary.value,
        code=word.code,
        name_sv=word.sv,
        name_en=word.en,
        text_sv=word.text_sv,
        text_en=word.text_en,
        position=position,
        valid_from=_VALID_FROM.get(vocabulary),
    )
