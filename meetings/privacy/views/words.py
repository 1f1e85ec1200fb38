"""What the pages call classes, parts, figures, states and bases."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.privacy.rules.retention import DRAFTS, Verdict
from meetings.questions.rules import Retention
from meetings.text import N_

CLASSES = {
    Retention.SENSITIVE: N_("Kost och tillgänglighet"),
    Retention.CONTACT: N_("Kontaktuppgifter"),
    Retention.FIGURE: N_("Siffror utan namn"),
}
WHAT = {
    Retention.SENSITIVE: N_("Svar på känsliga frågor: specialkost, tillgänglighet och liknande."),
    Retention.CONTACT: N_(
        "Namn, e-post, organisation, övriga svar, bilagor, inbjudningar, samtycken, mejlens innehåll, värden i loggen. "
        "Kontakter, medförfattare och utkast till projektidéer; idén som den kom in sparas."
    ),
    Retention.FIGURE: N_("Sektor, kommun, typ av organisation, plats och närvaro, utan koppling till någon person."),
}
BASES = {
    Retention.SENSITIVE: N_("Ditt samtycke, som du gav när du fyllde i uppgiften."),
    Retention.CONTACT: N_("Uppgift av allmänt intresse: att ordna mötet och följa upp det."),
    Retention.FIGURE: N_("Statistik och arkiv. Siffrorna säger inget om någon enskild."),
}
VERDICTS = {
    Verdict.KEPT: (N_("Sparas"), "neutral"),
    Verdict.NOT_YET: (N_("Sparas än"), "neutral"),
    Verdict.WAITS: (N_("Väntar på gallringsbeslut"), "bad"),
    Verdict.WARN: (N_("Varnas i natt"), "wait"),
    Verdict.WARNED: (N_("Raderas inom en vecka"), "wait"),
    Verdict.ERASE: (N_("Raderas i natt"), "wait"),
}
PARTS = {
    "sensitive_answers": N_("känsliga svar"),
    "answers_meant_sensitive": N_("känsliga svar bland de övriga"),
    "answers": N_("övriga svar"),
    "mails": N_("mejl"),
    "audit_values": N_("värden i loggen"),
    "cases": N_("ord i begäranden om radering"),
    "invitations": N_("inbjudningar"),
    "opt_ins": N_("samtycken"),
    "groups": N_("grupper"),
    "sparks": N_("gnistors avsändare"),
    "speakers": N_("talares adresser"),
    "note_takers": N_("antecknare"),
    "idea_requests": N_("partnerfrågors ord och avsändare"),
    "idea_interests": N_("kontakter till dem som vill delta"),
    "idea_coauthors": N_("medförfattare"),
    "idea_assessors": N_("bedömares adresser"),
    "idea_extensions": N_("avsändare med egen tid"),
    "idea_hidden_words": N_("ord dolda för bedömare"),
    "ideas": N_("idéers kontakter och utkast"),
    "idea_drafts": N_("utkast till idéer"),
    "people": N_("personer"),
}
STATES = {
    "confirmed": _l("Har plats"),
    "waiting": _l("Står på reservlistan"),
    "held": _l("Plats hålls"),
    "cancelled": _l("Ingen plats"),
    "pending": _l("Väntar på besked"),
    "declined": _l("Fick inte plats"),
}
POOLS = {
    "meeting": _l("Mötet"),
    "room": _l("På plats"),
    "online": _l("På nätet"),
    "choice": _l("Val i anmälan"),
    "reserved": _l("Reserverade platser"),
    "workshop": _l("Workshop"),
}
INVITED = {
    "invited": _l("Inbjuden"),
    "accepted": _l("Har tackat ja"),
    "declined": _l("Har tackat nej"),
    "revoked": _l("Inbjudan togs tillbaka"),
}
CASES = {"open": _l("Väntar på svar"), "granted": _l("Beviljad"), "refused": _l("Avslagen")}


def class_words(retention: Retention) -> str:
    """Return what a class is called."""
    return str(_(CLASSES[retention]))


def erased_words(retention: str) -> str:
    """Return what an erasure was of: a class, drafts that were never sent, or one person."""
    if retention == DRAFTS:
        return str(_("Utkast som aldrig skickades"))
    return class_words(Retention(retention)) if retention else str(_("En person"))


def counted(counts: Mapping[str, int]) -> str:
    """Return how much of what: "12 känsliga svar, 3 mejl"; "" for nothing."""
    return ", ".join(
        f"{number} {_(PARTS[name]) if name in PARTS else name}" for name, number in counts.items() if number
    )
