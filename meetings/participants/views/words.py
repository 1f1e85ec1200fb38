"""What codes in rows are called: actions and fields of the audit, mails, opt-ins."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ACTIONS = {
    "registration.add": _l("Tillagd av en arrangör"),
    "registration.attended": _l("Antecknad som deltagare"),
    "registration.cancel": _l("Avanmäld av en arrangör"),
    "registration.change": _l("Uppgifter ändrade"),
    "registration.change_address": _l("E-postadress ändrad"),
    "registration.not_attended": _l("Krysset för deltagande borttaget"),
    "registration.opt_in": _l("Sa ja"),
    "registration.opt_out": _l("Tog tillbaka ett ja"),
    "registration.promote": _l("Fick en plats från reservlistan"),
    "registration.sign_up_again": _l("Anmäld igen"),
    "registration.withdraw": _l("Avanmälde sig"),
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
    "sector_id": _l("Sektor"),
}
MAILS = {
    "cancellation": _l("Avanmälan bekräftad"),
    "confirmation": _l("Bekräftelse"),
    "known_address": _l("Länk till den egna anmälan"),
    "meeting_cancelled": _l("Mötet är inställt"),
    "promotion": _l("Plats från reservlistan"),
}
OPT_INS = {
    "future-meetings": _l("Mejl om kommande möten"),
    "public-list": _l("Namnet på webben"),
}
