"""The project ideas of the demonstration: of our own making, by people of no existence, as such ideas read."""

from __future__ import annotations

from dataclasses import dataclass

from meetings.ideas.rules.content import Content

QUESTION = "Hur ingår digitalisering?"
QUESTION_EN = "How is digitalisation part of it?"


@dataclass(frozen=True, eq=False)
class Told:
    """An idea, who is behind it, how digitalisation is part of it, and whether it may be published."""

    content: Content
    name: str
    email: str
    digital: str = ""
    publish: bool = True
    spark: str = ""
    phone: str = ""


LOTS = Told(
    Content(
        title="Digital lots för unga",
        role="lead",
        organisation="Vänersborgs kommun",
        organisation_type="municipality",
        municipality="vanersborg",
        about="Unga som redan har hittat till arbete lotsar dem som inte har gjort det, på plats och i en app.",
        background="Många unga har en telefon men ingen dator, och ingen att fråga när ansökan ska skrivas.",
        target_groups=("young", "far-from-work"),
        target_text="Unga 16–24 år som varken arbetar eller studerar.",
        purpose="Att 120 unga kommer vidare till arbete eller studier på två år.",
        activities="Mentorer på biblioteket två kvällar i veckan. En app med små steg. Besök på arbetsplatser.",
        partners_found="Arbetsförmedlingen och biblioteken i Vänersborg och Trollhättan.",
        partners_sought=("social-economy", "private"),
        partners_text="Föreningar som når unga, och företag som vill ta emot på besök.",
        results="Ett arbetssätt som kommunerna behåller.",
        equality="Lika många unga kvinnor som män, och appen går att använda med skärmläsare.",
        places=("vanersborg", "trollhattan"),
        starts_in="2019-01",
        ends_in="2020-12",
        budget=6_400_000,
        cofinancing="Kommunens egen tid.",
    ),
    "Maja Lindström",
    "maja.lindstrom@vanersborg.example.se",
    "Appen visar nästa steg, och mentorerna lär sig den tillsammans med deltagarna.",
)
SHOP = Told(
    Content(
        title="En nätbutik som tre kommuner driver tillsammans",
        role="lead",
        organisation="Coompanion Fyrbodal",
        organisation_type="cooperative",
        municipality="uddevalla",
        about="Deltagarna driver en butik på nätet: från foto och text till lager och kundtjänst.",
        target_groups=("far-from-work", "long-term-unemployed"),
        purpose="Att 80 personer får arbetslivserfarenhet som syns i ett intyg.",
        activities="Butik, lager och kundtjänst i tre kommuner med samma system. Handledning på plats.",
        partners_found="Åmåls kommun och Effektbutiken.",
        partners_sought=("public", "private"),
        partners_text="Två kommuner till, och ett företag som kan frakt.",
        places=("uddevalla", "amal", "vanersborg"),
        starts_in="2019-02",
        ends_in="2021-01",
        budget=9_800_000,
    ),
    "Ingrid Sjögren",
    "ingrid.sjogren@coompanion.example.se",
    "E-handeln är själva arbetsplatsen.",
    spark="En nätbutik som tre kommuner driver tillsammans",
)
GAME = Told(
    Content(
        title="Ett spel om en vanlig arbetsdag",
        role="lead",
        organisation="Högskolan Väst",
        organisation_type="university",
        municipality="trollhattan",
        about="Ett spel på lätt svenska där man övar på en arbetsdag utan att någon ser felen.",
        target_groups=("newly-arrived", "born-abroad"),
        purpose="Att språk och arbetssätt lärs samtidigt.",
        activities="Spelet byggs med dem som ska spela det, och prövas på sex arbetsplatser.",
        partners_sought=("private", "social-economy"),
        results="Ett öppet spel som alla får använda.",
        places=("whole-region",),
        starts_in="2019-01",
        ends_in="2021-06",
        budget=7_200_000,
        transnational=True,
        transnational_text="En spelutbildning i Finland vill pröva spelet på finska.",
    ),
    "Karin Ekholm",
    "karin.ekholm@hv.example.se",
    "Spelet är digitalt och öppet.",
)
COMPUTERS = Told(
    Content(
        title="Låna en dator, få en mentor",
        role="join",
        organisation="Studieförbundet Vuxenskolan Väst",
        organisation_type="study-association",
        municipality="skovde",
        about="Vi lånar ut datorer tillsammans med en mentor, och vill göra det i någon annans projekt.",
        target_groups=("young", "short-education"),
        activities="Utlåning, kvällskurser och mentorer.",
        places=("skovde", "vanersborg"),
    ),
    "Lars Wikström",
    "lars.wikstrom@sv.example.se",
    "Den som lånar lär sig använda datorn.",
)
EVENINGS = Told(
    Content(
        title="Kvällar där unga visar företag hur de gör",
        role="lead",
        organisation="Digitala Vägar AB",
        organisation_type="company",
        municipality="boras",
        about="Unga håller öppna kvällar för småföretag om sociala medier, och blir sedda för det de kan.",
        target_groups=("young", "employers"),
        partners_sought=("public",),
        partners_text="En kommun som har kontakt med unga utan arbete.",
        places=("boras",),
        starts_in="2019-03",
        budget=2_100_000,
    ),
    "Amir Rahimi",
    "amir.rahimi@digitalavagar.example.se",
    "Kvällarna handlar om det.",
)
VISITS = Told(
    Content(
        title="En arbetsplats i veckan",
        role="lead",
        organisation="Samordningsförbundet Väst",
        organisation_type="coordination-association",
        municipality="trollhattan",
        about="Den som varit sjukskriven länge besöker en arbetsplats i veckan, med samma kontaktperson hela vägen.",
        target_groups=("sick-leave", "far-from-work"),
        partners_found="Försäkringskassan.",
        partners_sought=("private",),
        places=("trollhattan", "vanersborg"),
        starts_in="2019-01",
        budget=4_000_000,
    ),
    "Birgitta Holm",
    "birgitta.holm@samordning.example.se",
    "En kalender som alla inblandade ser.",
    publish=False,
)
SAME_SHOP = Told(
    Content(
        title="E-handel som väg till arbete i Åmål",
        role="join",
        organisation="Åmåls kommun",
        organisation_type="municipality",
        municipality="amal",
        about="Vi vill pröva e-handel i vår arbetsmarknadsenhet, gärna i någon annans projekt.",
        target_groups=("far-from-work",),
        places=("amal",),
    ),
    "Stefan Åkerlund",
    "stefan.akerlund@amal.example.se",
)
LATE = Told(
    Content(
        title="Hemma hos arbetsgivaren",
        role="lead",
        organisation="Support Group Network",
        organisation_type="association",
        municipality="vanersborg",
        about="Nyanlända och arbetsgivare lagar mat ihop, och talar om arbete först efteråt.",
        target_groups=("newly-arrived", "employers"),
        partners_sought=("private",),
        places=("vanersborg",),
    ),
    "Yasmin Darwish",
    "yasmin.darwish@supportgroup.example.se",
)
# In the order in which they came in; the last of them late.
OF_2018 = (COMPUTERS, EVENINGS, SAME_SHOP, SHOP, GAME, VISITS, LOTS, LATE)

VR = Told(
    Content(
        title="Pröva yrket i virtuell verklighet",
        role="lead",
        organisation="Göteborgs Stad",
        organisation_type="municipality",
        municipality="goteborg",
        about="Den som inte vet vad ett yrke är får pröva det i virtuell verklighet, och sedan på riktigt samma vecka.",
        target_groups=("young", "disability"),
        partners_sought=("private", "social-economy"),
        partners_text="Arbetsgivare som vill filma en arbetsdag.",
        places=("goteborg", "boras"),
        budget=5_500_000,
    ),
    "Johanna Nyman",
    "johanna.nyman@goteborg.example.se",
    "Filmer i 360 grader, och enkla glasögon.",
)
LANGUAGE = Told(
    Content(
        title="Språket på lagret",
        role="lead",
        organisation="Falkenbergs kommun",
        organisation_type="municipality",
        municipality="falkenberg",
        about="Svenska lärs på lagret, med ord och bilder i en handdator som plockaren ändå bär.",
        target_groups=("newly-arrived", "short-education"),
        partners_sought=("private",),
        places=("falkenberg",),
        budget=3_200_000,
    ),
    "Peter Lundin",
    "peter.lundin@falkenberg.example.se",
    "Handdatorn blir lärobok.",
)
HELPERS = Told(
    Content(
        title="Digitala hjälpare i bostadsområdet",
        role="join",
        organisation="Support Group Network",
        organisation_type="association",
        municipality="vanersborg",
        about="Våra medlemmar hjälper grannar med e-legitimation och ansökningar, och vill göra det i ett projekt.",
        target_groups=("newly-arrived", "far-from-work"),
        places=("vanersborg", "uddevalla"),
    ),
    "Nadia Karimi",
    "nadia.karimi@supportgroup.example.se",
    "Det är det hela idén går ut på.",
)
OPEN = (VR, LANGUAGE, HELPERS)
DRAFTS = (
    Told(
        Content(title="Reparera och sälj vidare", about="En verkstad för det som annars slängs."),
        "Olof Bengtsson",
        "olof.bengtsson@studio.example.se",
    ),
    Told(Content(title="Kod för alla", target_groups=("young",)), "Sara Öst", "sara.ost@kod.example.se"),
)


@dataclass(frozen=True)
class Joins:
    """An organisation that wants to take part in somebody's project."""

    name: str
    type_code: str
    municipality: str
    groups: tuple[str, ...]
    offers: str
    contact: str
    email: str


JOINING = (
    Joins(
        "Röda Korset i Vänersborg", "association", "vanersborg", ("young", "newly-arrived"),
        "Lokal mitt i staden, och ledare som talar sex språk.", "Helena Strand", "helena.strand@rk.example.se",
    ),
    Joins(
        "Fraktbolaget i Fyrbodal AB", "company", "uddevalla", ("far-from-work", "long-term-unemployed"),
        "Lager, transporter och handledare.", "Mats Almgren", "mats.almgren@frakt.example.se",
    ),
    Joins(
        "Borås folkhögskola", "association", "boras", ("young", "employers"),
        "Studiemotiverande kurser och en datasal.", "Eva Torell", "eva.torell@folkhogskola.example.se",
    ),
)  # fmt: skip
