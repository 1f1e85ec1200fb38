"""The page of the Vänersborg meeting of 23 March 2018 as data, spelled as it was published.

What the page does not tell (clock times, rooms, the day's order in detail) is filled in as such a day goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from meetings.schedule.rules.content import AppearanceText

OWNER = "Strukturfondspartnerskapet Västsverige"
CONTACTS = (
    ("Cecilia Nilsson", "cecilia.v.nilsson@vgregion.se"),
    ("Josef Gustafsson", "josef.gustafsson@vgregion.se"),
)
UPDATED_AT = datetime(2018, 7, 9, 6, 1, tzinfo=UTC)  # "Senast uppdaterad: 2018-07-09 08:01"


@dataclass(frozen=True)
class Item:
    """An `ItemText` whose day is not known yet: times are Swedish, `related` are titles in the same programme."""

    kind: str
    start: time
    end: time
    title: str
    summary: str = ""
    room: str = ""
    appearances: tuple[AppearanceText, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Texts:
    """What a meeting's page says."""

    title: str
    theme: str
    summary: str
    purpose: str
    body: str = ""
    conclusions: str = ""
    ideas_text: str = ""
    directions: str = ""
    venue_access: str = ""
    items: tuple[Item, ...] = field(default=())


VANERSBORG = Texts(
    title="Mobiliseringsmöte Digitalisering",
    theme="Digitalisering",
    summary=(
        "För aktörer som är intresserade av att driva eller delta i projekt i socialfondens programområde 2: "
        "att öka övergången till arbetsmarknaden för unga och individer långt ifrån arbetsmarknaden."
    ),
    purpose=(
        "Syftet med mötet var att mobilisera aktörer som är intresserade av att driva eller delta i projekt i "
        "socialfondens programområde 2, det vill säga öka övergången till arbetsmarknaden med fokus på unga och "
        "individer långt ifrån arbetsmarknaden."
    ),
    body=(
        "Den 23 mars anordnade strukturfondspartnerskapet Västsverige ett Mobiliseringsmöte Digitalisering på "
        "Folkets Hus i Vänersborg. Evenemanget blev en stor succé med över 100 deltagare.\n\n"
        "Alex Bergström (S), ledamot i strukturfondspartnerskapet och regionråd välkomnade deltagarna till "
        "mobiliseringsmötet. Alex förklarade Strukturfondspartnerskapets roll i att prioritera bland inkomna "
        "ansökningar samt partnerskapets önskan att se breda samverkansprojekt som kan bidra till "
        "strukturförändrade insatser. Därför var det extra kul att se en så bred förankring på plats från privat "
        "sektor, offentlig sektor och social ekonomi. Till sommarens utlysning ser man gärna att projekten "
        "inkluderar element av digitalisering för att lyfta målgruppen och stärka deras ställning på "
        "arbetsmarknaden.\n\n"
        "Under dagens fanns det talare från Arbetsförmedlingen, Försäkringskassan och Nationell Samverkan för "
        "Psykisk Hälsa som gav deltagarna en bild av målgruppen och deras behov. Talarna enades i att det krävs "
        "individanpassade lösningar för att nå målgruppen som befinner sig långt ifrån arbetsmarknaden.\n\n"
        "På plats fanns även tre ESF-finansierade projekt: Spel som etableringsverktyg, Arbets och leva i väst och "
        "Effektbutiken. Samtliga projekt pratade om hur man kan jobba med målgruppen och inkludera element av "
        "digitalisering."
    ),
    conclusions=(
        "- Det krävs individanpassade lösningar för att nå målgruppen som befinner sig långt ifrån "
        "arbetsmarknaden.\n"
        "- Digitaliseringen kommer att ändra arbetsmarknaden, det händer redan nu. Det viktiga är att offentliga "
        "aktörer hänger med i utvecklingen.\n"
        "- Deltagarna på mötet sitter både på kunskapen och mandatet för att skapa en förändring."
    ),
    ideas_text=(
        "Det finns möjlighet att komma med inspel om ytterligare projektideer. Kontakta sekretariatet för "
        "Strukturfondspartnerskapet Västsverige. På uppföljningsmötet finns tillfälle att diskutera dem."
    ),
    directions="Folkets Hus ligger mitt i Vänersborg, några minuters promenad från stationen.",
    venue_access="Hiss, hörslinga i stora salen och parkering för rörelsehindrade vid entrén.",
    items=(
        Item("break", time(8, 30), time(9, 0), "Kaffe och registrering"),
        Item(
            "welcome",
            time(9, 0),
            time(9, 20),
            "Välkomna",
            "Strukturfondspartnerskapets roll i att prioritera bland inkomna ansökningar, och partnerskapets önskan "
            "att se breda samverkansprojekt.",
            appearances=(
                AppearanceText(
                    name="Alex Bergström",
                    party="S",
                    roles="ledamot i strukturfondspartnerskapet och regionråd",
                ),
            ),
        ),
        Item(
            "talk",
            time(9, 20),
            time(10, 20),
            "En bild av målgruppen och deras behov",
            "Talarna enades i att det krävs individanpassade lösningar för att nå målgruppen som befinner sig långt "
            "ifrån arbetsmarknaden.",
            appearances=(
                AppearanceText(organisation="Arbetsförmedlingen"),
                AppearanceText(organisation="Försäkringskassan"),
                AppearanceText(organisation="Nationell Samverkan för Psykisk Hälsa"),
            ),
        ),
        Item("break", time(10, 20), time(10, 40), "Kaffe"),
        Item("project", time(10, 40), time(10, 55), "Spel som etableringsverktyg", "ESF-finansierat projekt."),
        Item("project", time(10, 55), time(11, 10), "Arbets och leva i väst", "ESF-finansierat projekt."),
        Item(
            "project",
            time(11, 10),
            time(11, 25),
            "Effektbutiken",
            "Genom en pedagogisk lärandeprocess lär projektet sina deltagare att hantera e-handel och använda "
            "internet som en plattform för att bedriva verksamhet.",
        ),
        Item(
            "talk",
            time(11, 25),
            time(11, 50),
            "Möjligheterna som digitalisering skapar",
            "I linje med vad tidigare talare menade Martin att digitalisering erbjuder just möjligheten att skapa "
            "individualiserade lösningar.",
            appearances=(AppearanceText(name="Martin Gellerstedt", organisation="Högskolan Väst"),),
            related=("En bild av målgruppen och deras behov", "En chans att visa kapacitet och styrka"),
        ),
        Item(
            "talk",
            time(11, 50),
            time(12, 10),
            "En chans att visa kapacitet och styrka",
            "Det är viktigt att ge nyanlända en chans så att de får visa sin kapacitet och styrka. Tillsammans kan "
            "vi skapa ett bättre samhälle.",
            appearances=(AppearanceText(name="Inam Alghols", organisation="Support Group Restad gård"),),
            related=("Möjligheterna som digitalisering skapar",),
        ),
        Item("meal", time(12, 10), time(13, 0), "Lunch"),
        Item("workshop", time(13, 0), time(14, 30), "Workshop: unga", room="Sal Dalbo"),
        Item("workshop", time(13, 0), time(14, 30), "Workshop: långt ifrån arbetsmarknaden", room="Sal Gripen"),
        Item("discussion", time(14, 30), time(15, 30), "Workshopparna berättar, och vi summerar dagen"),
    ),
)

FOLLOW_UP = Texts(
    title="Uppföljningsmöte Digitalisering",
    theme="Digitalisering",
    summary="Vi diskuterar de projektidéer som har kommit in sedan mobiliseringsmötet i Vänersborg.",
    purpose="Att diskutera ytterligare projektidéer och hitta fler att samverka med inför sommarens utlysning.",
    items=(
        Item("welcome", time(13, 0), time(13, 15), "Välkomna tillbaka"),
        Item("discussion", time(13, 15), time(15, 0), "Projektidéerna, en i taget"),
        Item("break", time(15, 0), time(15, 20), "Kaffe"),
        Item("discussion", time(15, 20), time(16, 0), "Vem vill vara med, och hur går vi vidare"),
    ),
)

AHEAD = Texts(
    title="Digitalisering som öppnar vägen till arbete",
    theme="Digitalisering",
    summary=(
        "För dig som vill driva eller delta i projekt som ökar övergången till arbetslivet för unga och för dem som "
        "står långt från arbetsmarknaden."
    ),
    purpose="Att föra samman dem som vill driva och dem som vill delta i projekt, och få fram nya idéer tillsammans.",
    body=(
        "Förmiddagen handlar om målgruppen och om vad digitaliseringen gör möjligt. På eftermiddagen arbetar du i en "
        "workshop.\n\nInga förkunskaper behövs. Ta gärna med en kollega från en annan verksamhet."
    ),
    ideas_text="Vi tar emot inspel om projektidéer efter mötet. De diskuteras på uppföljningsmötet.",
    directions="Tio minuters promenad från Vänersborgs station. Cykelställ vid entrén, parkering på Sundsgatan.",
    venue_access="Hiss, hörslinga i stora salen, parkering för rörelsehindrade vid entrén.",
    items=(
        Item("break", time(9, 0), time(9, 30), "Kaffe och registrering"),
        Item(
            "welcome",
            time(9, 30),
            time(9, 50),
            "Välkomna",
            appearances=(AppearanceText(name="Maria Lindqvist", roles="ordförande", organisation=OWNER),),
        ),
        Item(
            "talk",
            time(9, 50),
            time(11, 0),
            "Vilka är målgruppen, och vad behöver de?",
            appearances=(
                AppearanceText(organisation="Arbetsförmedlingen"),
                AppearanceText(organisation="Försäkringskassan"),
            ),
        ),
        Item(
            "project",
            time(11, 0),
            time(12, 0),
            "Tre projekt visar hur de gör",
            appearances=(
                AppearanceText(organisation="Spel som etableringsverktyg"),
                AppearanceText(organisation="Arbeta och leva i väst"),
                AppearanceText(organisation="Effektbutiken"),
            ),
        ),
        Item("meal", time(12, 0), time(13, 0), "Lunch"),
        Item(
            "workshop",
            time(13, 0),
            time(14, 30),
            "Digitala verktyg i vägledning",
            "Prova tre verktyg och bedöm dem tillsammans.",
            room="Sal Dalbo",
        ),
        Item(
            "workshop",
            time(13, 0),
            time(14, 30),
            "Spel som väg in",
            "Hur ett spel kan bli en väg in i språket och yrket.",
            room="Sal Vargön",
        ),
        Item(
            "workshop",
            time(13, 0),
            time(14, 30),
            "E-handel som lärande",
            "Hur en butik på nätet blir en väg till arbete.",
            room="Sal Gripen",
        ),
        Item("discussion", time(14, 30), time(15, 30), "Gnistor: korta idéer från dagen"),
    ),
)

SMALL = Texts(
    title="Studiebesök: butiken där deltagarna driver e-handeln",
    theme="Social ekonomi",
    summary="Följ med och se hur e-handel blir en väg till arbete. Lokalen är liten och platserna få.",
    purpose="Att se ett arbetssätt på plats och ta med sig det hem.",
    items=(
        Item("welcome", time(13, 0), time(13, 20), "Välkomna och rundvandring"),
        Item("workshop", time(13, 20), time(14, 10), "Bakom disken", "Pröva kassan och möt kunderna.", room="Butiken"),
        Item("workshop", time(13, 20), time(14, 10), "I lagret", "Packa och skicka en order.", room="Lagret"),
        Item("workshop", time(13, 20), time(14, 10), "Nätbutiken", "Lägg in en vara och sälj den.", room="Kontoret"),
        Item("discussion", time(14, 10), time(15, 0), "Så gör de, och så skulle vi kunna göra"),
    ),
)

GIVEN_NAMES = (
    "Åsa", "Émile", "Fatima", "Örjan", "Annika", "Mohammed", "Zuzana", "Lars-Göran", "Ängla", "Siri", "Đorđe", "Britt",
    "Ahmed", "Elin", "Jörgen", "Nadia", "Oskar", "Þóra", "Yusuf", "Karin", "Måns", "Ingela", "Ali", "Håkan", "Leila",
    "Ulf", "Amina", "Viktor", "Solveig", "Tomas",
)  # fmt: skip
FAMILY_NAMES = (
    "Öberg", "Nyström", "al-Amin", "Åkesson", "Lindqvist", "Ärlig", "Svensson", "Nowak", "Zetterlund", "von Essen",
    "Johansson", "Haddad", "Bergqvist", "Ekström", "Örn", "Petrović", "Karlsson", "Hjälm", "Ålander", "Nilsson",
    "Abdi", "Sjögren", "Kovač", "Lund", "Andersson",
)  # fmt: skip
# name, code of its type, code of its municipality
BODIES = (
    ("Vänersborgs kommun", "municipality", "Vänersborg"),
    ("Coompanion Fyrbodal", "cooperative", "Uddevalla"),
    ("Samordningsförbundet Väst", "coordination-association", "Trollhättan"),
    ("Arbetsförmedlingen", "agency", "Göteborg"),
    ("Högskolan Väst", "university", "Trollhättan"),
    ("Åmåls kommun", "municipality", "Åmål"),
    ("Support Group Network", "association", "Vänersborg"),
    ("Digitala Vägar AB", "company", "Borås"),
    ("Försäkringskassan", "agency", "Göteborg"),
    ("Studieförbundet Vuxenskolan Väst", "study-association", "Skövde"),
    ("Göteborgs Stad", "municipality", "Göteborg"),
    ("Falkenbergs kommun", "municipality", "Falkenberg"),
)
DIETS = ("vegetarian", "", "", "gluten-free", "", "", "vegan", "", "", "")
