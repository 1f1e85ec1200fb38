"""What codes in rows are called: actions and fields of the audit, mails, opt-ins."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "registration.accept": _l("Fick ja av arrangören"),
    "registration.accept_offer": _l("Tackade ja till en erbjuden plats"),
    "registration.add": _l("Tillagd av en arrangör"),
    "registration.ask_again": _l("Får frågan om en plats igen"),
    "registration.attended": _l("Antecknad som deltagare"),
    "registration.cancel": _l("Avanmäld av en arrangör"),
    "registration.change": _l("Uppgifter ändrade"),
    "registration.change_address": _l("E-postadress ändrad"),
    "registration.choose_workshops": _l("Valde workshop"),
    "registration.confirm_address": _l("Bekräftade sin adress"),
    "registration.decline": _l("Fick nej av arrangören"),
    "registration.decline_offer": _l("Tackade nej till en erbjuden plats"),
    "registration.hand_over": _l("Överlät sin plats"),
    "registration.lapse": _l("Struken: adressen bekräftades inte"),
    "registration.leave_workshop_line": _l("Lämnade kön till en workshop"),
    "registration.not_attended": _l("Krysset för deltagande borttaget"),
    "registration.offer": _l("Fick frågan om en ledig plats"),
    "registration.opt_in": _l("Sa ja"),
    "registration.opt_out": _l("Tog tillbaka ett ja"),
    "registration.pin": _l("Fäst vid en workshop"),
    "registration.promote": _l("Fick en plats från reservlistan"),
    "registration.promote_out_of_turn": _l("Flyttades upp före sin tur"),
    "registration.sign_up_again": _l("Anmäld igen"),
    "registration.unpin": _l("Inte längre fäst vid en workshop"),
    "registration.withdraw": _l("Avanmälde sig"),
    "registration.workshop": _l("Fick plats i en workshop"),
    "registration.workshop_attended": _l("Antecknad i en workshop"),
    "registration.workshop_not_attended": _l("Krysset i en workshop borttaget"),
}
FIELDS = {
    "email": _l("E-post"),
    "future-meetings": _l("Mejl om kommande möten"),
    "lang": _l("Språk i mejl"),
    "municipality_id": _l("Kommun"),
    "name": _l("Namn"),
    "organisation_type_id": _l("Typ av organisation"),
    "organisation_typed": _l("Organisation"),
    "public-list": _l("Namnet på webben"),
    "reason": _l("Skäl"),
    "registration": _l("Anmälan"),
    "sector_id": _l("Sektor"),
    "workshop": _l("Workshop"),
    "workshops": _l("Workshoppar"),
}
MAILS = {
    "accepted": _l("Ja från arrangören"),
    "cancellation": _l("Avanmälan bekräftad"),
    "confirm_address": _l("Länk för att bekräfta adressen"),
    "confirmation": _l("Bekräftelse"),
    "declined": _l("Nej från arrangören"),
    "handed_over": _l("Platsen är överlåten"),
    "known_address": _l("Länk till den egna anmälan"),
    "lost_links": _l("Länkar till de egna anmälningarna"),
    "meeting_cancelled": _l("Mötet är inställt"),
    "offer": _l("Fråga om en ledig plats"),
    "promotion": _l("Plats från reservlistan"),
    "taken_over": _l("Fick en kollegas plats"),
    "workshop_place": _l("Plats i en workshop"),
    "workshops_published": _l("Workshopparna är fördelade"),
}
OPT_INS = {
    "future-meetings": _l("Mejl om kommande möten"),
    "public-list": _l("Namnet på webben"),
}
