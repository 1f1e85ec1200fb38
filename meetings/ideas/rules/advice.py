"""What to do about a field that an idea lacks when it is to be sent; `sending.missing` says which."""

from __future__ import annotations

from meetings.text import N_

ADVICE = {
    "title": N_("Skriv en titel på idén."),
    "role": N_("Välj om ni vill driva eller delta."),
    "organisation": N_("Skriv vilken organisation idén kommer från."),
    "organisation_type": N_("Välj typ av organisation."),
    "municipality": N_("Välj kommun."),
    "about": N_("Berätta om idén här, eller bifoga ett dokument."),
    "target_groups": N_("Välj minst en målgrupp."),
    "partners_sought": N_("Välj minst en sektor."),
    "places": N_("Välj var det ska ske."),
    "period": N_("Skriv när det ska börja."),
    "budget": N_("Skriv en ungefärlig budget."),
    "name": N_("Skriv vem vi ska kontakta."),
    "email": N_("Skriv en e-postadress som vi når dig på."),
}
DEFAULT = N_("Det här efterfrågas i inspelet. Skriv några rader.")
