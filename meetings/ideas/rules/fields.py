"""Which fields an idea has, in the order in which they are asked, shown and exported (domain.md, ESF frame)."""

from __future__ import annotations

from collections.abc import Mapping

from meetings.text import N_

# Decision 12: these every idea needs, and a text about the idea or an attached document.
ALWAYS = ("title", "role", "organisation", "organisation_type")
ABOUT = "about"

NAMES: Mapping[str, str] = {
    "title": N_("Idéns titel"),
    "role": N_("Driva eller delta"),
    "organisation": N_("Organisation"),
    "organisation_type": N_("Typ av organisation"),
    "sector": N_("Sektor"),
    "municipality": N_("Kommun"),
    "about": N_("Berätta om idén"),
    "background": N_("Problem och bakgrund"),
    "target_groups": N_("Målgrupper"),
    "target_text": N_("Mer om målgruppen"),
    "purpose": N_("Syfte och mål"),
    "activities": N_("Aktiviteter"),
    "partners_found": N_("Samverkansparter som är klara"),
    "partners_sought": N_("Samverkansparter som söks"),
    "partners_text": N_("Vilka parter ni söker"),
    "results": N_("Väntat resultat"),
    "equality": N_("Jämställdhet, tillgänglighet och icke-diskriminering"),
    "places": N_("Var det ska ske"),
    "period": N_("Period"),
    "budget": N_("Ungefärlig budget"),
    "cofinancing": N_("Medfinansiering"),
    "transnational": N_("Samarbete med andra länder"),
    "transnational_text": N_("Mer om samarbetet"),
}

# What a call may require besides, and where a criterion of a round may stand.
PROMPTS = tuple(code for code in NAMES if code not in (*ALWAYS, "sector", "about"))

# Fields of running text, in the order of reading.
TEXTS = (
    "about", "background", "target_text", "purpose", "activities", "partners_found", "partners_text", "results",
    "equality", "cofinancing", "transnational_text",
)  # fmt: skip

ROLES: Mapping[str, str] = {
    "lead": N_("Vi vill driva projektet"),
    "join": N_("Vi vill delta i projektet"),
}
MOST_CHARACTERS = {"title": 200, "organisation": 200, **dict.fromkeys(TEXTS, 5000), "about": 10000}
