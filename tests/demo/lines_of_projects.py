"""How are the lines of the projects' page looked up, of the projects that were at the meeting, and what both imply."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

from meetings.demo import project_texts
from tests.browser import Browser, Page
from tests.demo.walking import MEETING, Walk, line, plain

PILOTS, LIFT = "/projekt/4-it-piloterna", "/projekt/5-it-lyftet"
TOGETHER = "/projekt/gemensamt/1-it-piloterna-och-it-lyftet"
RUNNING = "/projekt/6-digitala-lotsar"
GR = "Göteborgsregionen (GR)"
MISSPELT, RIGHT = "Arbets och leva i väst", "Arbeta och leva i väst"


@line("tre ESF-finansierade projekt: …")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "tre ESF-finansierade projekt: Spel som etableringsverktyg, Arbets och leva i väst")
    for title in ("Spel som etableringsverktyg", MISSPELT, "Effektbutiken"):
        page = walk.shows(walk.page(MEETING).links[title], "Finansiär Europeiska socialfonden", "Visat på")
        assert page.heading == title
        assert MEETING in [url.partition("#")[0] for url in page.links.values()]


@line("Arbets och leva i väst", changes=True)
def _(walk: Walk) -> None:
    path = walk.page(MEETING).links[MISSPELT]
    edit, history = "/arbetsytan/projekt/2/redigera", "/arbetsytan/projekt/2/historik"
    assert walk.desk_post(edit, "Spara", title=RIGHT).status == 200
    assert walk.visitor.get(path).heading == RIGHT
    assert RIGHT in walk.visitor.get(MEETING).links
    owner = walk.visitor.get(path).links["Samordningsförbundet Väst"]
    for page in ("/projekt", owner, "/sok?q=leva"):
        assert RIGHT in walk.visitor.get(page).text, page
    newest = walk.desk.get(next(url for url in walk.desk.get(history).links.values() if url.startswith(f"{history}/")))
    assert "Arbets Arbeta och leva i väst" in newest.text


@line("Effektbutiken … pedagogisk lärandeprocess")
def _(walk: Walk) -> None:
    item = walk.page(MEETING).tree.css_first("#punkt-7 a")
    assert item is not None
    words = (
        "genom en pedagogisk lärandeprocess sina deltagare att hantera e-handel och använda internet som en plattform"
    )
    walk.shows(item.attributes["href"] or "", words)


@line("IT-Piloterna och IT-Lyftet")
def _(walk: Walk) -> None:
    for path, title in ((PILOTS, "IT-Piloterna"), (LIFT, "IT-Lyftet")):
        assert walk.shows(path, "Läs om dem tillsammans: IT-Piloterna och IT-Lyftet").heading == title
    page = walk.shows(TOGETHER, "Syftet med IT-Piloterna", "Syftet med IT-Lyftet")
    assert {PILOTS, LIFT} <= set(page.links.values())


@line("februari 2012 till och med april 2014")
def _(walk: Walk) -> None:
    for path in (PILOTS, LIFT):
        walk.shows(path, "Avslutat", "Period februari 2012–april 2014")
    assert _found(walk, ar="2013") == {PILOTS, LIFT}
    assert not {PILOTS, LIFT} & _found(walk, ar="2026")


@line("drev GR")
def _(walk: Walk) -> None:
    owner = walk.shows(PILOTS, "Projektägare Göteborgsregionen (GR)").links[GR]
    assert {PILOTS, LIFT} <= set(walk.shows(owner, "projektägare").links.values())


@line("medel från Europeiska Socialfonden")
def _(walk: Walk) -> None:
    walk.shows(TOGETHER, "med medel från Europeiska Socialfonden")
    walk.shows(
        LIFT, "Finansiär Europeiska socialfonden Programperiod 2007–2013", "Medfinansieras av Europeiska unionen"
    )
    assert len(_found(walk, finansiar="Europeiska socialfonden")) == 6


@line("Ale, Härryda … Majorna-Linné i Göteborgs stad och Partille")
def _(walk: Walk) -> None:
    for path in (PILOTS, LIFT):
        page = walk.shows(path, "Lilla Edets kommun Majorna-Linné i Göteborgs stad Partille kommun")
        named = {words for words, url in page.links.items() if url.startswith("/organisationer/")}
        assert len(named - {GR}) == 7
    assert {PILOTS, LIFT} <= _found(walk, kommun="Göteborg")
    assert _found(walk, kommun="Partille") == {PILOTS, LIFT}


@line("Syftet med … (two bullets)")
def _(walk: Walk) -> None:
    walk.shows(
        PILOTS, "Syftet med projektet IT-Piloternas syfte var att tillvarata arbetslösa ungdomars teknikkunskaper"
    )
    walk.shows(LIFT, "Syftet med projektet IT-Lyftets syfte var att kompetenshöja äldreomsorgens personal")
    walk.lacks(PILOTS, "IT-Lyftets syfte")


@line("I de båda projekten framhölls …")
def _(walk: Walk) -> None:
    walk.shows(TOGETHER, "I de båda projekten framhölls de många möjligheter som finns med ny teknik")


@line("80 arbetslösa ungdomar")
def _(walk: Walk) -> None:
    for path in (PILOTS, TOGETHER):
        walk.shows(path, "80 arbetslösa ungdomar fick möjlighet att gå en introduktionsutbildning till äldreomsorgen")


@line("31 av dessa", changes=True)
def _(walk: Walk) -> None:
    walk.shows(PILOTS, "31 av 80 arbetslösa ungdomar erbjöds minst tre månaders projektanställning")
    page = walk.desk_post("/arbetsytan/projekt/4/redigera", "Spara", **{"figures-1-value": "81"})
    assert page.status == 422
    assert "81 kan inte vara en del av 80: delen är större än helheten" in " ".join(page.errors)
    assert "31 av 80" in walk.visitor.get(PILOTS).text


@line("minst tre månaders / nästan 500 / ett tiotal")
def _(walk: Walk) -> None:
    walk.shows(PILOTS, "minst tre månaders projektanställning")
    walk.shows(LIFT, "nästan 500 personal inom äldreomsorgen deltog totalt", "ett tiotal personer")
    form = walk.page("/arbetsytan/projekt/4/redigera").form("Spara")
    wanted = {"exakt", "minst", "nästan", "cirka", "över", "ett tiotal"}
    assert wanted <= set(form.options("figures-0-exactness")), form.options("figures-0-exactness")


@line("53 lokala kurser, en spetskompetensutbildning, fem regionala konferenser")
def _(walk: Walk) -> None:
    text = plain(walk.page(LIFT).text)
    kinds = (("53", "lokala kurser"), ("1", "spetskompetensutbildning"), ("5", "regionala konferenser"))
    assert [kind for number, kind in kinds if not re.search(rf"\b{number} {kind}", text)] == []


@line("praktikplats, stöd i fortsatt arbetssökande av … arbetsmarknadsenheter")
def _(walk: Walk) -> None:
    support = "stöd i fortsatt arbetssökande av kommunernas arbetsmarknadsenheter."
    walk.shows(
        PILOTS, "erbjöds praktikplats inom sin hemskommuns", f"{support} Ansvarig: kommunernas arbetsmarknadsenheter"
    )


@line("Hösten 2013 … studieresa till Birmingham")
def _(walk: Walk) -> None:
    walk.shows(LIFT, "Studieresa till Birmingham", "Hösten 2013, Birmingham, England", "Transnationellt")
    assert _found(walk, transnationellt=True) == {LIFT}


@line("I filmen nedan presenterar …", changes=True)
def _(walk: Walk) -> None:
    page = walk.shows(LIFT, "I filmen talar: Sandra Goll-Rasmussen Nielsen", "Det som sägs och syns, i text")
    film = page.tree.css_first("video")
    assert film is not None
    assert (film.attributes["preload"], len(film.css('track[kind="subtitles"]'))) == ("none", 1)
    assert [
        node for node in page.tree.css("iframe, script[src]") if urlsplit(node.attributes["src"] or "").netloc
    ] == []
    number = (film.attributes["src"] or "").split("/")[2]
    desk = f"/arbetsytan/projekt/5/material/{number}"
    walk.desk_post(f"{desk}/film", "Ta bort svenska")
    assert "1 brist" in walk.desk.get("/arbetsytan/projekt/5/material").text
    assert "undertexter" in plain(walk.desk.get(desk).main)


@line("Bildspel 1–3, Bildspel och musik av Martin Berg")
def _(walk: Walk) -> None:
    page = walk.shows(PILOTS, "Bildspel om ungdomarnas upplevelser", "Bildspel och musik av Martin Berg")
    slideshows = [url for words, url in page.links.items() if re.fullmatch(r"Bildspel [123]", words)]
    assert len(slideshows) == 3
    for url in slideshows:
        shown = walk.shows(url, "Bildspel och musik av Martin Berg")
        pictures = shown.tree.css(".slide__picture")
        assert [len(node.attributes["alt"] or "") > 40 for node in pictures] == [True, True]
        assert shown.tree.css("audio, [autoplay]") == []


@line("Ulrica Furby, Gruppchef + two numbers")
def _(walk: Walk) -> None:
    page = walk.shows(PILOTS, "Ulrica Furby Gruppchef, arbetsmarknad", "031-335 50 25", "0766-45 33 13")
    numbers = [page.links[words] for words in ("031-335 50 25", "0766-45 33 13")]
    assert numbers == ["tel:+46313355025", "tel:+46766453313"]
    assert [url for url in page.links.values() if url.startswith("mailto:")] == []


@line("GR består av 13 kommuner")
def _(walk: Walk) -> None:
    page = walk.shows(walk.page(PILOTS).links[GR], "består av 13 kommuner", "13 medlemmar", "Projekt IT-Lyftet")
    assert [one for one in project_texts.GR_MEMBERS if one not in page.links] == []
    owner = walk.page(MEETING).links["Strukturfondspartnerskapet Västsverige"]
    assert MEETING in walk.page(owner).links.values()
    town = walk.page(RUNNING).links["Vänersborgs kommun"]
    walk.shows(town, "Digitala lotsar", "Digital lots för unga")


@line("Rss, Prenumerera", changes=True)
def _(walk: Walk) -> None:
    for path, title in (("/flode.xml", "Studiebesök"), ("/ideer.atom", "Digital lots"), ("/projekt.atom", "IT-Lyftet")):
        feed = ET.fromstring(walk.page(path).body)
        assert any(title in (entry.text or "") for entry in feed.iter("{http://www.w3.org/2005/Atom}title"))
        ids = [entry.text for entry in feed.iter("{http://www.w3.org/2005/Atom}id")]
        assert len(ids) == len(set(ids)) > 2
    assert walk.page(LIFT).links["Prenumerera"] == "/prenumerera"
    walk.visitor.get("/prenumerera").form("Prenumerera").fill(email="ny@example.se").submit("Prenumerera")
    (mail,) = walk.mails("ny@example.se")
    found = re.search(r"http://localhost(/prenumeration/\S+)/bekrafta", mail)
    assert found is not None, mail
    confirmed = walk.visitor.get(f"{found[1]}/bekrafta")
    assert confirmed.form().submit().status == 200
    left = walk.visitor.post(f"{found[1]}/avsluta", {"List-Unsubscribe": "One-Click"}, check=False)
    assert left.status == 200
    assert "ny@example.se" not in walk.desk.get("/arbetsytan/prenumeranter").text


@line("finished projects as inspiration while writing an idea")
def _(walk: Walk) -> None:
    form = walk.visitor.get("/moten/3/ideer/ny").form("Skicka in")
    form.fill(title="Unga lär ut", role="lead", about="Unga lär äldre.", name="Gun", email="gun@example.se")
    form["target_groups"] = ["Unga"]
    page = form.submit("Förhandsgranska")
    assert {PILOTS, LIFT} & set(page.links.values()), page.links


@line("idea → later project")
def _(walk: Walk) -> None:
    idea = next(url for words, url in walk.page("/ideer").links.items() if words.startswith("Digital lots"))
    assert RUNNING in walk.shows(idea, "Blev projekt").links.values()
    assert idea in walk.shows(RUNNING, "Det som ledde hit").links.values()


@line("roles: secretariat, editor, evaluator, visitor")
def _(walk: Walk) -> None:
    stranger = Browser(walk.visitor.app)
    closed = (
        "/arbetsytan", "/arbetsytan/moten/3/deltagare", "/arbetsytan/moten/3/deltagare/kost", "/arbetsytan/projekt/6",
        "/arbetsytan/moten/3/ideer/bedomning", "/arbetsytan/projekt/6/rapport.xlsx", "/arbetsytan/behorigheter",
    )  # fmt: skip
    for path in closed:
        assert _turned_away(stranger.get(path)), path
    assert stranger.post("/arbetsytan/moten/3/deltagare/exportera", {}, check=False).status in {400, 403, 404}
    for path in ("/arbetsytan/moten/3/deltagare", "/arbetsytan/behorigheter"):
        assert walk.page(path).status == 200


def _turned_away(page: Page) -> bool:
    return page.status in {403, 404} or page.path.startswith("/logga-in")


@line("all of V and G loadable as demo data")
def _(walk: Walk) -> None:
    walk.shows("/", "Mobiliseringsmöte Digitalisering")
    walk.shows("/projekt", "IT-Piloterna", "IT-Lyftet", "Effektbutiken", "Digitala lotsar")


def _found(walk: Walk, **chosen: str | bool) -> set[str]:
    """Return the projects that the list shows with these choices, by the words of each."""
    form = walk.page("/projekt").form("Filtrera projekten")
    for name, words in chosen.items():
        if isinstance(words, str):
            words = next(one for one in form.options(name) if one.startswith(words))
        form[name] = words
    return {url for url in form.submit("Visa").links.values() if re.match(r"/projekt/\d", url)}
