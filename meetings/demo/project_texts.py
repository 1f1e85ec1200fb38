"""The page of IT-Piloterna and IT-Lyftet as data, spelled as it was published, and the projects of the other page.

What no page tells (periods, words of the vocabularies, the project that is going on) is filled in as such projects go.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from meetings.projects.rules.content import ActivityText, ContactText, Content, FigureText, OutcomeText, PartnerText
from meetings.projects.rules.figures import Exactness

GR: Final = "Göteborgsregionen (GR)"
GR_ABOUT: Final = (
    "Göteborgsregionen (GR) består av 13 kommuner som har valt att jobba tillsammans. Vi driver utvecklingsprojekt, "
    "har myndighetsuppdrag, forskar, ordnar utbildningar och är storstadsregionens röst i Västsverige, bland mycket "
    "annat. I våra nätverk träffas politiker och tjänstepersoner för att utbyta erfarenheter, bolla idéer och besluta "
    "om gemensamma satsningar. Allt för att regionens en miljon invånare ska få ett så bra liv som möjligt."
)
GR_MEMBERS: Final = (
    "Ale kommun", "Alingsås kommun", "Göteborgs Stad", "Härryda kommun", "Kungsbacka kommun", "Kungälvs kommun",
    "Lerums kommun", "Lilla Edets kommun", "Mölndals stad", "Partille kommun", "Stenungsunds kommun", "Tjörns kommun",
    "Öckerö kommun",
)  # fmt: skip

TOGETHER_TITLE: Final = "IT-Piloterna och IT-Lyftet"
TOGETHER_SUMMARY: Final = (
    "Från februari 2012 till och med april 2014 drev GR de båda projekten IT-Piloterna och IT-Lyftet. De finansierades "
    "med medel från Europeiska Socialfonden."
)
TOGETHER_BODY: Final = (
    "I de båda projekten framhölls de många möjligheter som finns med ny teknik, och dess betydelse för förbättrad "
    "hälsa och ökad livskvalitet för både personal och äldre."
)
_BOTH: Final = Content(
    title="",
    begins="2012-02",
    ends="2014-04",
    owner=GR,
    funders=("esf",),
    programme_period="2007-2013",
    eu_funded=True,
    partners=(
        PartnerText("Ale kommun", municipality="ale"),
        PartnerText("Härryda kommun", municipality="harryda"),
        PartnerText("Kungälvs kommun", municipality="kungalv"),
        PartnerText("Lerums kommun", municipality="lerum"),
        PartnerText("Lilla Edets kommun", municipality="lilla-edet"),
        PartnerText("Göteborgs Stad", "Majorna-Linné", "goteborg"),
        PartnerText("Partille kommun", municipality="partille"),
    ),
    contacts=(ContactText("Ulrica Furby", "Gruppchef, arbetsmarknad", GR, phones=("031-335 50 25", "0766-45 33 13")),),
)
PILOTS: Final = replace(
    _BOTH,
    title="IT-Piloterna",
    target_groups=("young",),
    summary="Arbetslösa ungdomar tog med sig sina teknikkunskaper till äldreomsorgen.",
    purpose=(
        "IT-Piloternas syfte var att tillvarata arbetslösa ungdomars teknikkunskaper i äldreomsorgen. Ungdomarna fick "
        "arbetslivserfarenhet genom praktik i äldreomsorgen och en inblick i hur det är att arbeta inom området när de "
        "använde tekniken tillsammans med de äldre."
    ),
    figures=(
        FigureText(
            80,
            unit="ungdomar",
            group="arbetslösa",
            text="fick möjlighet att gå en introduktionsutbildning till äldreomsorgen och IT/teknik inom äldreomsorgen",
        ),
        FigureText(
            31,
            unit="ungdomar",
            group="arbetslösa",
            text=(
                "erbjöds minst tre månaders projektanställning i IT-Lyftet, där de fortsatt kompetensutvecklade "
                "äldreomsorgens personal i området IT och teknik"
            ),
            whole=0,
        ),
    ),
    outcomes=(
        OutcomeText(
            "Ungdomarna erbjöds praktikplats inom sin hemskommuns äldreomsorg för att ytterligare kompetensutveckla "
            "sig i området.",
            "hemkommunernas äldreomsorg",
        ),
        OutcomeText(
            "Alla ungdomar erbjöds även stöd i fortsatt arbetssökande av kommunernas arbetsmarknadsenheter.",
            "kommunernas arbetsmarknadsenheter",
        ),
    ),
)
LIFT: Final = replace(
    _BOTH,
    title="IT-Lyftet",
    target_groups=("young", "employed"),
    summary="Äldreomsorgens personal fick kunskap om IT och ny teknik, av ungdomar som redan kunde den.",
    purpose=(
        "IT-Lyftets syfte var att kompetenshöja äldreomsorgens personal i IT och ny teknik för att kunna utveckla och "
        "förändra arbetsinnehåll och arbetssätt. Projektet ville även öka arbetslösa ungdomars intresse för att arbeta "
        "inom äldreomsorgen."
    ),
    figures=(
        FigureText(
            500,
            exactness=Exactness.NEARLY.value,
            unit="personal",
            text="inom äldreomsorgen deltog totalt i projektets insatser",
        ),
    ),
    activities=(
        ActivityText("course", 53, title="Till äldreomsorgens personal i kommunerna"),
        ActivityText("training", 1, title="IT och teknik inom äldreomsorgen"),
        ActivityText("conference", 5),
        ActivityText(
            "study-trip",
            1,
            title="Studieresa till Birmingham",
            text="Ett transnationellt utbyte: personer från projektet åkte på en utbytesresa till ett annat land.",
            at="2013-host",
            place="Birmingham",
            country="England",
            transnational=True,
            people=10,
            people_exactness=Exactness.TENS.value,
        ),
    ),
)

# The three that were at the meeting in Vänersborg, in the order of its programme.
_OF_2018: Final = Content(
    title="",
    funders=("esf",),
    programme_period="2014-2020",
    programme_area="po2",
    eu_funded=True,
    target_groups=("young", "far-from-work"),
)
AT_THE_MEETING: Final = (
    replace(
        _OF_2018,
        title="Spel som etableringsverktyg",
        begins="2017",
        ends="2018",
        owner="Digitala Vägar AB",
        summary="Den som spelar får öva på en arbetsdag utan att någon ser felen.",
        purpose="Att ett spel blir en väg in i språket och yrket.",
        target_groups=("young", "newly-arrived"),
    ),
    replace(
        _OF_2018,
        title="Arbets och leva i väst",
        begins="2016",
        ends="2019",
        owner="Samordningsförbundet Väst",
        summary="Arbetsplatsen först, språket på köpet.",
        purpose="Att nyanlända i Västsverige kommer i arbete där de bor.",
        target_groups=("far-from-work", "newly-arrived"),
    ),
    replace(
        _OF_2018,
        title="Effektbutiken",
        begins="2017",
        ends="2019",
        owner="Kooperativet Vågen",
        summary="En butik på nätet där deltagarna gör arbetet.",
        purpose=(
            "Projektet lär genom en pedagogisk lärandeprocess sina deltagare att hantera e-handel och använda internet "
            "som en plattform för att bedriva verksamhet."
        ),
    ),
)

# What became of the idea "Digital lots för unga": its period is set when it is made.
RUNNING: Final = Content(
    title="Digitala lotsar",
    owner="Vänersborgs kommun",
    funders=("esf", "own"),
    programme_period="2021-2027",
    eu_funded=True,
    target_groups=("young", "far-from-work"),
    summary="Unga som har hittat till arbete lotsar dem som är på väg, på biblioteket och i en app.",
    purpose="Att 120 unga kommer vidare till arbete eller studier på tre år.",
    body=(
        "Idén lämnades efter mobiliseringsmötet i Vänersborg och diskuterades på uppföljningsmötet. Kommunen prövade "
        "den först i liten skala på två bibliotek. Nu är fler kommuner med.\n\n"
        "En lots är någon som själv har varit utan arbete. Lotsen går en kurs, får handledning och möter sedan unga "
        "två kvällar i veckan."
    ),
    partners=(
        PartnerText("Trollhättans stad", municipality="trollhattan"),
        PartnerText("Uddevalla kommun", municipality="uddevalla"),
        PartnerText("Röda Korset i Vänersborg", municipality="vanersborg"),
        PartnerText("Arbetsförmedlingen"),
    ),
    figures=(
        FigureText(46, planned=120, unit="unga", text="har fått en egen lots"),
        FigureText(17, planned=60, unit="unga", text="har gått vidare till arbete eller studier", whole=0),
    ),
    activities=(
        ActivityText("course", None, planned=12, title="Kurser för nya lotsar"),
        ActivityText("network", 2, planned=6, title="Träffar för lotsar och handledare"),
    ),
    outcomes=(OutcomeText("Lotsarna får ett intyg som de kan visa en arbetsgivare.", "Vänersborgs kommun"),),
    contacts=(
        ContactText("Maja Lindström", "Projektledare", "Vänersborgs kommun", "maja.lindstrom@vanersborg.example.se"),
    ),
)
SERIES_TITLE: Final = "Bli digital lots"
SERIES_SUMMARY: Final = "En dag för dig som vill lotsa unga till arbete. Kursen är gratis, och lunch ingår."
SERIES_BODY: Final = (
    "Du lär dig hur man lotsar utan att ta över, vilka stöd som finns i kommunen, och hur appen fungerar. Efter kursen "
    "får du ett intyg.\n\nDu behöver inga förkunskaper."
)
CERTIFIED: Final = (
    "Kursen gick igenom lotsens uppgift och gränser, samtal som leder vidare, stöd från kommun och myndigheter, och "
    "projektets app."
)
