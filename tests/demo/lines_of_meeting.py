"""How the lines of the meeting's page are looked up: what it was, who was there, and what was said."""

from __future__ import annotations

from tests.browser import Page
from tests.demo.walking import AHEAD, FOLLOW_UP, LAST_DAY, MEETING, Walk, field, line, plain, reads

SIGN_UP = "/moten/3/anmalan"
IDEA = "/moten/3/ideer/ny"


@line("teknik som … inte stöds i din webbläsare", changes=True)
def _(walk: Walk) -> None:
    form = walk.visitor.get(SIGN_UP).form("Anmäl mig")
    form.fill(name="Göran Ek", email="goran.ek@example.se", organisation="Ekens kooperativ")
    form["organisation_type"] = "Ekonomisk förening"
    form[field(form, "Driva ett projekt")] = "Delta i någon annans projekt"
    assert form.submit("Anmäl mig").heading == "Du har en plats"
    assert _sent_in(walk, "Cykelverkstad på nätet").heading == "Idén är mottagen"


def _sent_in(walk: Walk, title: str) -> Page:
    form = walk.visitor.get(IDEA).form("Skicka in")
    form.fill(
        title=title, role="lead", about="Berättelsen om idén.", organisation="Ekens kooperativ",
        organisation_type="cooperative", name="Göran Ek", email="goran.ek@example.se",
    )  # fmt: skip
    return form.submit("Skicka in")


@line("Gå direkt till huvudinnehållet")
def _(walk: Walk) -> None:
    page = walk.page(MEETING)
    first = page.tree.css_first("body a, body button, body input, body summary, body [tabindex]")
    assert first is not None
    assert (first.text(), first.attributes.get("href")) == ("Gå direkt till huvudinnehållet", "#main")
    main = page.tree.css_first("main")
    assert main is not None
    assert (main.attributes.get("id"), main.attributes.get("tabindex")) == ("main", "-1")


@line("Mobiliseringsmöte Digitalisering, 23 mars Vänersborg")
def _(walk: Walk) -> None:
    assert "23 mars 2018folkets hus, vänersborg" in plain(walk.shows("/", "Mobiliseringsmöte Digitalisering").text)
    page = walk.shows(MEETING, "Tema Digitalisering", "Fredag den 23 mars 2018", "Folkets Hus, Vänersborg")
    assert page.heading == "Mobiliseringsmöte Digitalisering"
    assert page.all(".eyebrow")[0] == "Mobiliseringsmöte"
    for typed in ("vänersborg", "VÄNERSBORG", "vanersborg"):
        assert MEETING in walk.page(f"/sok?q={typed}").links.values()


@line("anordnade strukturfondspartnerskapet")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Arrangör Strukturfondspartnerskapet Västsverige")
    invitation = walk.page("/moten/1/kalender.ics").html.replace("\r\n ", "")
    assert 'ORGANIZER;CN="Strukturfondspartnerskapet Västsverige"' in invitation


@line("Folkets Hus i Vänersborg", changes=True)
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Folkets Hus, Kungsgatan 15 462 33 Vänersborg")
    walk.shows(AHEAD, "Hitta hit", "Tio minuters promenad från Vänersborgs station")
    assert "LOCATION:Folkets Hus\\, Kungsgatan 15\\, 462 33 Vänersborg" in walk.page("/moten/1/kalender.ics").html
    form = walk.visitor.get(SIGN_UP).form("Anmäl mig")
    form.fill(name="Gun Ek", email="gun.ek@example.se", organisation_type="Privatperson")
    form[field(form, "Driva ett projekt")] = "Vet inte än"
    assert form.submit("Anmäl mig").status == 200
    (mail,) = walk.mails("gun.ek@example.se")
    assert "folkets hus, kungsgatan 15, 462 33 vänersborg" in plain(mail)


@line("Syftet med mötet")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "Syftet med mötet var att mobilisera aktörer")
    assert "Syftet med mötet" in page.all("h2")


@line("driva eller delta i projekt")
def _(walk: Walk) -> None:
    walk.shows(SIGN_UP, "Driva ett projekt", "Delta i någon annans projekt", "Vet inte än")
    people = "/arbetsytan/moten/3/deltagare"
    page = walk.shows(people, "Vill driva eller delta", "Driva ett projekt 23")
    form = page.form("Filtrera på svar")
    form["fraga"] = "Vill du driva eller delta i projekt?"
    form = form.submit("Välj frågan").form("Filtrera på svar")
    name = next(one for one in form.fields if "Driva ett projekt" in form.options(one))
    form[name] = "Driva ett projekt"
    assert "Visar 1–23 av 23" in form.submit().text


reads(
    "programområde 2, det vill säga …",
    MEETING,
    "Programområde 2: Ökade övergångar till arbete Insatser för unga och individer långt ifrån arbetsmarknaden",
    "programområde 2, det vill säga öka övergången till arbetsmarknaden med fokus på unga",
)


@line("unga och individer långt ifrån arbetsmarknaden")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Målgrupp Unga Långt från arbetsmarknaden")
    walk.shows("/ideer", "Visa 7 idéer")
    form = walk.page("/ideer").form("Filtrera idéerna")
    young = next(value for words, value in form.options("malgrupp").items() if words.startswith("Unga"))
    page = walk.lacks(f"/ideer?malgrupp={young}", "Ett spel om en vanlig arbetsdag")
    assert "Digital lots för unga" in page.text


@line("över 100 deltagare")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "över 100 deltagare")
    form = walk.page("/arbetsytan/moten/1/avsluta").form("Spara")
    assert (form["reported_qualifier"], form["reported_number"]) == ("over", "100")
    walk.shows("/arbetsytan/moten/1/avsluta", "112 hade en plats, och 104 har kryssats som närvarande")


@line("uppföljningsmöte den 9 maj")
def _(walk: Walk) -> None:
    assert walk.shows(MEETING, "Följdes upp den 9 maj 2018").links["Uppföljningsmöte Digitalisering"] == FOLLOW_UP
    assert walk.shows(FOLLOW_UP, "Uppföljning av").links["Mobiliseringsmöte Digitalisering"] == MEETING
    walk.shows("/arbetsytan/moten/1/kopiera", "Ett uppföljningsmöte till det här", "Nästa möte av samma slag")


@line("diskutera ytterligare projektidéer")
def _(walk: Walk) -> None:
    text = walk.shows(FOLLOW_UP, "Att diskutera ytterligare projektidéer").text
    places = [text.index(one) for one in ("Digital lots för unga", "En nätbutik som tre", "Ett spel om en vanlig")]
    assert places == sorted(places)


@line("Det kommer bli", LAST_DAY, changes=True)
def _(walk: Walk) -> None:
    walk.shows("/", "Uppföljningsmöte Digitalisering", "Anmäl dig")
    assert "ägde rum" not in walk.shows(FOLLOW_UP, "Anmäl dig", "den 9 maj 2018").text
    walk.clock.set("2018-05-10 08:00")
    page = walk.visitor.get(FOLLOW_UP)
    assert "Det ägde rum den 9 maj 2018" in page.text
    assert "Anmäl dig" not in page.text
    assert "Mötet har varit" in walk.visitor.get("/moten/2/anmalan").text


reads(
    "Alex Bergström (S), ledamot … och regionråd",
    MEETING,
    "Alex Bergström (S), ledamot i strukturfondspartnerskapet och regionråd",
)


@line("välkomnade deltagarna")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "välkomnade deltagarna", "Föredrag", "Projekt", "Workshop", "Lunch", "Diskussion")
    text = walk.page(MEETING).text
    times = [text.index(one) for one in ("8.30–9.00", "9.00–9.20", "10.40–10.55", "11.10–11.25", "13.00–14.30")]
    assert times == sorted(times)


@line("partnerskapets roll i att prioritera")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Strukturfondspartnerskapets roll i att prioritera bland inkomna ansökningar")
    walk.shows("/sa-gar-det-till", "Hur partnerskapet prioriterar")
    assert walk.page(IDEA).links["Så går det till"] == "/sa-gar-det-till"


@line("breda samverkansprojekt; strukturförändrade insatser")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "breda samverkansprojekt som kan bidra till strukturförändrade insatser")
    criterion = "Offentlig sektor, privat sektor och social ekonomi arbetar tillsammans"
    text = plain(walk.shows(IDEA, criterion).text)
    field_there = text.index(plain("Samverkansparter som söks"))
    assert field_there < text.index(plain(criterion)) < text.index(plain("Vilka parter ni söker"))
    walk.shows("/moten/3/partner", "Pröva yrket i virtuell verklighet", "Söker: Privat sektor, Social ekonomi")


@line("privat sektor, offentlig sektor och social ekonomi")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "privat sektor, offentlig sektor och social ekonomi")
    walk.shows("/arbetsytan/moten/1", "Sektorer Offentlig sektor 75 Privat sektor 11 Social ekonomi 26")


@line("sommarens utlysning")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Till sommarens utlysning")
    walk.shows(
        "/moten/1/ideer", "Utlysning sommaren 2018, programområde 2", "Sommaren 2018", "Tiden för inspel är slut"
    )
    walk.shows("/moten/3/ideer", "Utlysning sommaren 2027, programområde 2", "Lämna en projektidé")


@line("element av digitalisering")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "element av digitalisering för att lyfta målgruppen")
    form = walk.shows(IDEA, "Frågor i det här inspelet").form("Skicka in")
    assert field(form, "Hur ingår digitalisering?")
