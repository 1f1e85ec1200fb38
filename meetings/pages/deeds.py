"""How the log says what was done: the words for each kind of deed, field and actor."""

from __future__ import annotations

from flask_babel import gettext as _

from meetings.audit.actions import ATTENDEE, TERMINAL, WORKER
from meetings.text import N_

DEEDS = {
    "accounts.add": N_("La upp ett konto"),
    "accounts.change": N_("Ändrade sitt konto"),
    "accounts.close": N_("Stängde ett konto"),
    "accounts.give": N_("Gav en behörighet"),
    "accounts.invite_again": N_("Skickade en ny inbjudan"),
    "accounts.reopen": N_("Öppnade ett konto"),
    "accounts.set_password": N_("Valde ett lösenord"),
    "accounts.sign_out_everywhere": N_("Loggade ut överallt"),
    "accounts.take": N_("Tog tillbaka en behörighet"),
    "outbox.resend": N_("Skickade om ett mejl"),
    "outbox.withhold": N_("Höll inne mejl"),
    "participants.export": N_("Exporterade deltagarlistan"),
    "registration.add": N_("La till en deltagare"),
    "registration.attended": N_("Prickade av en deltagare"),
    "registration.cancel": N_("Avanmälde en deltagare"),
    "registration.change": N_("Ändrade en anmälan"),
    "registration.change_address": N_("Ändrade en e-postadress"),
    "registration.not_attended": N_("Tog bort en avprickning"),
    "registration.opt_in": N_("Gav ett samtycke"),
    "registration.opt_out": N_("Tog tillbaka ett samtycke"),
    "registration.promote": N_("Gav en plats till den som stod först på reservlistan"),
    "registration.seats": N_("Ändrade antalet platser"),
    "registration.settings": N_("Ändrade hur man anmäler sig"),
    "registration.sign_up": N_("Anmälde sig"),
    "registration.sign_up_again": N_("Anmälde sig igen"),
    "registration.withdraw": N_("Avanmälde sig"),
    "schedule.cancel": N_("Ställde in mötet"),
    "schedule.copy": N_("Kopierade mötet"),
    "schedule.create_meeting": N_("Skapade mötet"),
    "schedule.delete_draft": N_("Tog bort utkastet"),
    "schedule.new_preview_link": N_("Bytte länk till förhandsvisningen"),
    "schedule.publish": N_("Publicerade mötet"),
    "schedule.restore": N_("Återställde en tidigare version"),
    "schedule.save_meeting": N_("Ändrade mötet"),
    "schedule.save_programme": N_("Ändrade programmet"),
    "site.change": N_("Ändrade webbplatsens uppgifter"),
    "site.edit_page": N_("Ändrade en sida"),
    "site.set_up": N_("Satte upp webbplatsen"),
}
FIELDS = {
    "administrator": N_("administratör"),
    "attendance": N_("hur man deltar"),
    "attended": N_("deltog"),
    "body": N_("text"),
    "closes_at": N_("anmälan stänger"),
    "conclusions": N_("slutsatser"),
    "contact_email": N_("e-post till kontakten"),
    "contact_name": N_("kontakt"),
    "contact_phone": N_("telefon till kontakten"),
    "contacts": N_("kontaktpersoner"),
    "email": N_("e-postadress"),
    "ends_at": N_("slutar"),
    "lang": N_("språk"),
    "municipality": N_("kommun"),
    "name": N_("namn"),
    "name_en": N_("engelskt namn"),
    "name_sv": N_("svenskt namn"),
    "opens_at": N_("anmälan öppnar"),
    "organisation": N_("organisation"),
    "organiser": N_("arrangör"),
    "organisers": N_("arrangörer"),
    "programme": N_("program"),
    "public_list": N_("öppen deltagarlista"),
    "purpose": N_("syfte"),
    "seats": N_("platser"),
    "sector": N_("sektor"),
    "starts_at": N_("börjar"),
    "state": N_("status"),
    "street": N_("gata"),
    "summary": N_("sammanfattning"),
    "title": N_("rubrik"),
    "town": N_("ort"),
    "venue": N_("lokal"),
    "waiting_list": N_("reservlista"),
}
_NAMELESS = {actor.name for actor in (ATTENDEE, TERMINAL, WORKER)}
NAMELESS = (N_("Deltagaren"), N_("Systemet"), N_("Kommandoraden"))


def deed_words(action: str) -> str:
    """Return what was done, in the reader's language; a deed without words shows its code."""
    return str(_(DEEDS[action])) if action in DEEDS else action


def field_words(field: str) -> str:
    """Return the name of a field, in the reader's language; one without words shows its code."""
    return str(_(FIELDS[field])) if field in FIELDS else field.replace("_", " ")


def actor_words(name: str) -> str:
    """Return who did it: a name as it was, or the words for those that have none."""
    return str(_(name)) if name in _NAMELESS else name
