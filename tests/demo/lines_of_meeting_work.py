"""How the lines of the meeting's page are looked up: talks, material, ideas, lists, and when it was last changed."""

from __future__ import annotations

import re

from meetings.demo.materials import FILES
from tests.demo.walking import LAST_DAY, MEETING, Walk, field, line, plain

PROGRAMME = "/arbetsytan/moten/1/program"


@line("talare från Arbetsförmedlingen, Försäkringskassan och Nationell Samverkan …")
def _(walk: Walk) -> None:
    form = walk.page(PROGRAMME).form("Spara programmet")
    assert [form[f"items-2-appearances-{number}-name"] for number in range(3)] == ["", "", ""]
    talk = walk.page(MEETING).one("#punkt-3")
    assert "Arbetsförmedlingen · Försäkringskassan · Nationell Samverkan för Psykisk Hälsa" in talk


@line("Talarna enades i att …")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "Talarna enades i att det krävs individanpassade lösningar")
    assert "Slutsatser" in page.all("h2")
    walk.shows(MEETING, "Slutsatser Det krävs individanpassade lösningar för att nå målgruppen")


@line("Martin Gellerstedt från Högskolan Väst presenterade …")
def _(walk: Walk) -> None:
    talk = plain(walk.page(MEETING).one("#punkt-8"))
    said = ("Martin Gellerstedt, Högskolan Väst", "Möjligheterna som digitalisering skapar", "(PDF, 120 kB)")
    assert [one for one in said if plain(one) not in talk] == []
    assert "/material/4-" in (walk.page(MEETING).tree.css_first("#punkt-8").html or "")


@line("I linje med vad tidigare talare menade")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "I linje med vad tidigare talare menade", "Se även: En bild av målgruppen")
    assert page.links["En chans att visa kapacitet och styrka"] == "#punkt-9"
    assert "En chans att visa kapacitet och styrka" in page.one("#punkt-9")


@line("Inam Alghols från Support Group Restad gård")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Inam Alghols, Support Group Restad gård")
    walk.shows("/arbetsytan/moten/3/deltagare", "Đorđe Ärlig", "Émile Zetterlund", "Lars-Göran Johansson")
    form = walk.desk.get("/arbetsytan/moten/3/deltagare").form("Exportera")
    form["format"] = "csv"
    assert "Đorđe Ärlig" in form.submit("Exportera", check=False).body.decode("utf-8-sig")


@line("inspel om ytterligare projektideer senast den 24 april", LAST_DAY)
def _(walk: Walk) -> None:
    walk.clock.set("2018-04-24 23:58")
    page = walk.visitor.get(MEETING)
    assert "senast den 24 april 2018 (kl. 23.59). stänger om 2 minuter" in plain(page.text)
    typed = {
        "title": "En idé till", "role": "lead", "about": "Berättelsen.", "organisation": "Ekens kooperativ",
        "organisation_type": "cooperative", "name": "Göran Ek", "email": "goran.ek@example.se",
    }  # fmt: skip
    first, second = (walk.visitor.get("/moten/1/ideer/ny").form("Skicka in").fill(typed) for _number in range(2))
    walk.clock.set("2018-04-24 23:59")
    assert first.submit("Skicka in").heading == "Idén är mottagen"
    walk.clock.set("2018-04-25 00:00:01")
    page = second.submit("Skicka in")
    assert page.status == 409
    assert page.form("Lämna som sent inkommen")["about"] == "Berättelsen."
    late = page.form("Lämna som sent inkommen").submit("Lämna som sent inkommen")
    assert late.heading == "Idén är lämnad som sent inkommen"


@line("Vänligen kontakta sekretariatet", LAST_DAY)
def _(walk: Walk) -> None:
    walk.clock.set("2018-04-25 00:10")
    page = walk.visitor.get("/moten/1/ideer/ny", check=False)
    assert "cecilia.v.nilsson@vgregion.se" in page.text
    assert "Tiden är slut" in page.text
    entered = walk.desk.get("/arbetsytan/moten/1/ideer/lagg-in").form("Lägg in idén")
    entered.fill(
        title="Inlagd i efterhand", role="lead", about="Kom med brev.", organisation="Ekens kooperativ",
        organisation_type="cooperative", name="Gun Ek", email="gun.ek@example.se",
    )  # fmt: skip
    page = entered.submit("Lägg in idén")
    assert "Sent inkommen" in page.text, page.text[-900:]


@line("Presentationer för dagen")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "Presentationer för dagen", "(PDF, 174 kB)", "(PPTX, 46 kB)")
    file = walk.visitor.get(page.links["En bild av målgruppen och deras behov"], check=False)
    assert "M%C3%A5lgruppen%20och%20deras%20behov.pdf" in file.headers["Content-Disposition"]
    assert file.body == (FILES / "Målgruppen och deras behov.pdf").read_bytes()


@line("Anteckningar från förmiddagens föredrag … eftermiddagens workshops")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "Anteckningar")
    for words in ("Anteckningar från förmiddagens föredrag", "Anteckningar från eftermiddagens workshops"):
        assert "/anteckningar#anteckning-" in page.links[words]
    workshops = "Workshop: unga", "Workshop: långt ifrån arbetsmarknaden"
    walk.shows(f"{MEETING}/anteckningar", *workshops, "Små steg behöver synas")


@line("workshops (afternoon)")
def _(walk: Walk) -> None:
    form = walk.page("/moten/4/anmalan").form()
    assert "Nätbutiken" in walk.page("/moten/4/anmalan").text, form.fields
    walk.shows("/moten/3/anmalan", "E-handel som lärande Fullt")
    page = walk.shows("/arbetsytan/moten/3/workshoppar", "24 av 24")
    group = walk.desk.get(page.links["Deltagare i E-handel som lärande"])
    printed = walk.desk.get(next(url for url in group.links.values() if url.endswith("/utskrift")))
    assert len(printed.rows()) >= 24


@line("Deltagarlista")
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Deltagarlista (PDF")
    walk.shows("/moten/3/deltagarlista", "Amina Ekström", "Och 42 personer till")
    walk.lacks("/moten/3/deltagarlista", "Ahmed Nilsson", "kost", "@", "hörslinga")
    assert "noindex" in (walk.page("/moten/3/deltagarlista").html + str(walk.page("/moten/3/deltagarlista").headers))
    walk.shows("/arbetsytan/moten/3/deltagare/utskrift", "Ahmed Nilsson", "82 personer")
    walk.lacks("/arbetsytan/moten/3/deltagare/utskrift", "Vegansk", "Hörslinga")


@line("Cecilia Nilsson, …@vgregion.se")
def _(walk: Walk) -> None:
    page = walk.shows(MEETING, "Cecilia Nilsson cecilia.v.nilsson@vgregion.se Josef Gustafsson")
    assert page.links["cecilia.v.nilsson@vgregion.se"] == "mailto:cecilia.v.nilsson@vgregion.se"
    assert [url for url in page.links.values() if url.startswith("tel:")] == []


@line("Senast uppdaterad: 2018-07-09 08:01", changes=True)
def _(walk: Walk) -> None:
    walk.shows(MEETING, "Senast uppdaterad 2018-07-09 08.01")
    ahead = "/moten/6-handledning-pa-distans-vad-fungerar"
    before = _stamp(walk, ahead)
    form = walk.visitor.get("/moten/6/anmalan").form("Anmäl mig")
    form.fill(name="Ulla Ek", email="ulla.ek@example.se", organisation_type="Privatperson")
    form["attends"] = "room"
    form[field(form, "Driva ett projekt")] = "Vet inte än"
    assert form.submit("Anmäl mig").status == 200
    assert _stamp(walk, ahead) == before
    walk.desk_post("/arbetsytan/moten/6/redigera", "Spara", directions="Följ skyltarna från stationen.")
    assert _stamp(walk, ahead) == "2026-11-21 12.00" != before


def _stamp(walk: Walk, path: str) -> str:
    found = re.search(
        r"Senast uppdaterad ([\d-]+ [\d.]+)", walk.visitor.get(path).text.replace("\N{NO-BREAK SPACE}", " ")
    )
    assert found is not None
    return found[1]
