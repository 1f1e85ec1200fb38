"""axe finds nothing on any page, in either language, on a phone and on a desk, in light and dark; and no page is wide.

`PAGES` names every route that shows a page: a new one without an entry fails the first test here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from meetings import clock, transaction
from meetings.accounts import actions as accounts
from meetings.accounts.actions import NewAccount, NewGrant
from meetings.accounts.mail import password_link
from meetings.accounts.models import Account
from meetings.accounts.rules import Permission
from meetings.app import create_app
from meetings.audit.actions import TERMINAL
from meetings.demo import load
from meetings.directory.models import Term
from meetings.extensions import db
from meetings.ideas.actions import asking as idea_asking
from meetings.ideas.actions import assessing, combining, deciding, extending
from meetings.ideas.actions import coauthors as idea_coauthors
from meetings.ideas.actions import publishing as idea_publishing
from meetings.ideas.actions import questions as call_questions
from meetings.ideas.actions import writing as idea_writing
from meetings.ideas.actions.following import plan
from meetings.ideas.actions.outcomes import record_outcome
from meetings.ideas.actions.partner_answering import answer as answer_question
from meetings.ideas.mail.addresses import coauthor_link
from meetings.ideas.mail.addresses import own_path as idea_path
from meetings.ideas.mail.assessing import assessor_path
from meetings.ideas.mail.extending import extension_path
from meetings.ideas.mail.partners import answer_path, asker_path, interest_path
from meetings.ideas.models import IdeaCall
from meetings.ideas.queries import following
from meetings.ideas.queries.assessing import criteria as assessed_by
from meetings.ideas.queries.calls import call_of
from meetings.ideas.rules.assessing import Criterion, Marks
from meetings.ideas.rules.calls import Extended
from meetings.ideas.rules.following import Outcome, Plan
from meetings.ideas.rules.following import Row as FollowUpRow
from meetings.ideas.rules.states import State as IdeaState
from meetings.ideas.views.screen import screen_address
from meetings.links.queries import make
from meetings.mailings import actions as mailings
from meetings.mailings.actions import Draft
from meetings.mailings.mail import follow_up_path
from meetings.mailings.queries import chosen_of
from meetings.materials import queries
from meetings.materials.actions import adding, editing, publishing
from meetings.materials.mail.speaking import speaker_path
from meetings.materials.models import Material
from meetings.materials.queries import speaking as speakers
from meetings.materials.rules import MaterialKind
from meetings.notes import actions as notes
from meetings.notes.actions import Writer
from meetings.notes.mail import taker_path
from meetings.notes.rules.asked import About
from meetings.outbox import transport
from meetings.outbox.delivery import deliver_due
from meetings.outbox.models import OutgoingMail
from meetings.participants import actions as participants
from meetings.participants.queries import listing
from meetings.privacy import actions as privacy
from meetings.questions import queries as question_queries
from meetings.questions.rules import QuestionType
from meetings.questions.rules.building import QuestionDraft
from meetings.registration import actions as registration
from meetings.registration.actions import questions
from meetings.registration.actions.publishing import ask_to_publish
from meetings.registration.mail import confirm_path, invitation_path, own_path
from meetings.registration.models import Place, Registration, SignUp, Wish
from meetings.registration.queries import door
from meetings.registration.queries.blocks import blocks_of_programme, chosen_blocks
from meetings.registration.rules import PoolKind
from meetings.reminders.models import Reminder
from meetings.schedule import actions as schedule
from meetings.schedule.actions import CopyKind
from meetings.schedule.models import Meeting
from meetings.schedule.rules.content import NewMeeting
from meetings.sparks import actions as sparks
from meetings.sparks.rules import SparkState
from meetings.subscriptions import actions as subscriptions
from meetings.subscriptions import mail as subscription_mail
from meetings.subscriptions.models import Subscriber
from meetings.subscriptions.rules import Choice
from tests.browser import Browser
from tests.builders import signed_in
from tests.chromium import DESKTOP, PHONE, Chromium, assert_accessible, assert_fits
from tests.conftest import SETTINGS, close_database
from tests.databases import Databases, only_sqlite
from tests.ideas.builders import a_content, an_idea
from tests.ideas.partner_scenes import a_question, an_interest
from tests.live import LiveServer
from tests.materials.scenes import an_upload, published
from tests.notes.scenes import a_note, a_taker, saved

NARROWEST = 320
ADMINISTRATOR, ORGANISER, VISITOR = "administrator", "organiser", "visitor"
DESK = "/arbetsytan/moten/{ahead}"

# Every route that shows a page, and where to see it: path, and the status when it is not 200. In braces: see `_places`.
PAGES: dict[str, list[str | tuple[str, int]]] = {
    "pages.home": ["/", ("/sidan-finns-inte", 404)],
    "pages.short": ["/m/{online}"],
    "pages.by_number": ["/moten/{now}"],
    "pages.meeting": ["/moten/{past}-x", "/moten/{ahead}-x", "/moten/{small}-x", "/moten/{cancelled}-x"],
    "pages.search": ["/sok", "/sok?q=digitalisering", "/sok?q=gellerstedt", "/sok?q=finns-inte-alls"],
    "pages.how_it_works": ["/sa-gar-det-till"],
    "pages.accessibility": ["/tillganglighet"],
    "pages.privacy": ["/personuppgifter"],
    "pages.cookies": ["/kakor"],
    "pages.preview": ["/forhandsvisning/{preview}"],
    "registration.sign_up": ["/moten/{ahead}/anmalan", "/moten/{small}/anmalan", "/moten/{past}/anmalan"],
    "registration.sign_up_with_link": ["/moten/{small}/anmalan/lank/{link}"],
    "registration.group": [
        "/moten/{ahead}/anmalan/grupp",
        "/moten/{hybrid}/anmalan/grupp",
        "/moten/{past}/anmalan/grupp",
    ],
    "registration.group_with_link": ["/moten/{small}/anmalan/lank/{link}/grupp"],
    "registration.confirm_sent": ["/moten/{hybrid}/anmalan/bekrafta"],
    "registration.confirm_address": ["{unconfirmed}"],
    "registration.invitation": ["{invited_path}", "{accepted_path}"],
    "registration.decline_invitation": ["{invited_path}/nej", "{declined_path}/nej"],
    "registration.hand_over": ["{confirmed}/overlat", "{withdrawn}/overlat"],
    "registration.accept_offer": ["{offered}/erbjudande/{offered_pool}/ja"],
    "registration.decline_offer": ["{offered}/erbjudande/{offered_pool}/nej"],
    "participants.invitations": ["/arbetsytan/moten/{hybrid}/inbjudningar", f"{DESK}/inbjudningar"],
    "participants.invite": ["/arbetsytan/moten/{hybrid}/inbjudningar/bjud-in"],
    "participants.line": [
        *("/arbetsytan/moten/{small}/reservlista", "/arbetsytan/moten/{soon}/reservlista"),
        "/arbetsytan/moten/{hybrid}/reservlista",
    ],
    "participants.promote": ["/arbetsytan/moten/{small}/reservlista/{in_line_id}/flytta-upp"],
    "participants.pending": ["/arbetsytan/moten/{hybrid}/svara-pa-anmalningar", f"{DESK}/svara-pa-anmalningar"],
    "participants.tell_of_change": [f"{DESK}/beratta"],
    "notes.overview": [f"{DESK}/anteckningar", "/arbetsytan/moten/{draft}/anteckningar"],
    "notes.add": [f"{DESK}/anteckningar/nya"],
    "notes.template": [f"{DESK}/anteckningar/mall"],
    "notes.edit": [f"{DESK}/anteckningar/{{note}}"],
    "notes.details": [f"{DESK}/anteckningar/{{note}}/uppgifter", f"{DESK}/anteckningar/{{new_note}}/uppgifter"],
    "notes.takers": [f"{DESK}/anteckningar/{{note}}/antecknare", f"{DESK}/anteckningar/{{new_note}}/antecknare"],
    "notes.history": [f"{DESK}/anteckningar/{{note}}/versioner"],
    "notes.revision": [f"{DESK}/anteckningar/{{note}}/versioner/1", f"{DESK}/anteckningar/{{note}}/versioner/2"],
    "notes.write": ["{note_path}", "{note_path}?fran=1"],
    "reminders.overview": [f"{DESK}/paminnelser"],
    "reminders.add": [f"{DESK}/paminnelser/ny"],
    "reminders.edit": [f"{DESK}/paminnelser/{{reminder}}/redigera"],
    "reminders.preview": [f"{DESK}/paminnelser/{{reminder}}/forhandsvisning"],
    "materials.overview": [f"{DESK}/material", "/arbetsytan/moten/{small}/material"],
    "materials.add": [
        f"{DESK}/material/ny/fil",
        f"{DESK}/material/ny/lank",
        f"{DESK}/material/ny/film",
        f"{DESK}/material/ny/bildspel",
    ],
    "materials.one": [f"{DESK}/material/{{material}}"],
    "materials.edit": [f"{DESK}/material/{{material}}/redigera"],
    "materials.add_version": [f"{DESK}/material/{{material}}/ny-version"],
    "materials.remove": [f"{DESK}/material/{{material}}/ta-bort"],
    "materials.groups": [f"{DESK}/material/rubriker", "/arbetsytan/moten/{small}/material/rubriker"],
    "materials.flawed": ["/arbetsytan/otillgangligt-material"],
    "materials.fetch": [
        "/material/{slideshow}-bildspel-fran-dagen",
        "/material/{film}-dagen-pa-atta-sekunder",
        "/material/{elsewhere}-filmen-fran-dagen",
        ("/material/{gone}-borta", 410),
    ],
    "materials.pictures": [
        "/arbetsytan/moten/{past}/material/{slideshow}/bilder",
        f"{DESK}/material/{{empty_show}}/bilder",
    ],
    "materials.played": [
        "/arbetsytan/moten/{past}/material/{film}/film",
        f"{DESK}/material/{{elsewhere}}/film",
    ],
    "materials.speakers": [f"{DESK}/material/talare", "/arbetsytan/moten/{small}/material/talare"],
    "materials.add_speaker": [f"{DESK}/material/talare/ny"],
    "materials.speaker": [f"{DESK}/material/talare/{{speaker_id}}"],
    "materials.review": [f"{DESK}/material/{{given}}/granska"],
    "materials.speaker_page": ["{speaker}", "{speaker}?klart=skickat", "{speaker_missing}"],
    "materials.speaker_thing": ["{speaker}/{given}"],
    "notes.published": ["/moten/{past}-{past_slug}/anteckningar"],
    "notes.published_by_number": ["/moten/{past}/anteckningar"],
    "notes.publishing": [
        "/arbetsytan/moten/{past}/anteckningar/publicera",
        "/arbetsytan/moten/{bare}/anteckningar/publicera",
    ],
    "notes.publication": [
        "/arbetsytan/moten/{past}/anteckningar/{published_note}/publicera",
        "/arbetsytan/moten/{past}/anteckningar/{draft_note}/publicera",
    ],
    "mailings.mailings": [f"{DESK}/utskick", "/arbetsytan/moten/{small}/utskick"],
    "mailings.write": [f"{DESK}/utskick/nytt"],
    "mailings.rewrite": [f"{DESK}/utskick/{{mailing}}/andra"],
    "mailings.mailing": [f"{DESK}/utskick/{{mailing}}", f"{DESK}/utskick/{{stopped}}"],
    "mailings.preview": [f"{DESK}/utskick/{{mailing}}/forhandsgranska"],
    "mailings.invite_to_follow_up": [f"{DESK}/utskick/uppfoljning", "/arbetsytan/moten/{small}/utskick/uppfoljning"],
    "mailings.sign_up_filled_in": ["{filled_in}"],
    "registration.find_link": ["/min-anmalan"],
    "registration.find_link_of_meeting": ["/moten/{ahead}/min-anmalan"],
    "registration.mail_sent": ["/moten/{ahead}/anmalan/mejl"],
    "registration.public_list": ["/moten/{ahead}/deltagarlista"],
    "registration.own_page": [
        *("{confirmed}", "{confirmed}?klart=anmald", "{waiting}?klart=anmald", "{withdrawn}?klart=avanmald"),
        *("{was_there}", "{of_cancelled}", ("/min-anmalan/1-1-abc", 404)),
        *("{offered}", "{pending}", "{declined}", "{handed_over}", "{switching}"),
    ],
    "registration.change": ["{confirmed}/andra", ("{was_there}/andra", 200)],
    "registration.withdraw": ["{confirmed}/avanmal", "{waiting}/avanmal"],
    "registration.sign_up_again": ["{withdrawn}/anmal-igen"],
    "registration.opt_ins": ["{confirmed}/val"],
    "registration.own_workshops": ["{in_line}/workshoppar/{block}", "{wishing}/workshoppar/{wishes}"],
    "registration.switch": ["{on_net}/delta/i-lokalen", "{switching}/delta/i-lokalen", "{on_net}/delta/pa-natet"],
    "registration.leave_switch_line": ["{switching}/delta/lamna-kon", "{on_net}/delta/lamna-kon"],
    "registration.leave_workshop_line": ["{in_line}/workshoppar/{pool}/lamna-kon"],
    "accounts.sign_in": ["/logga-in"],
    "accounts.forgotten": ["/glomt-losenord"],
    "accounts.set_password": ["{password}", ("/losenord/1-1-abc", 404)],
    "accounts.own": ["/arbetsytan/konto"],
    "accounts.own_password": ["/arbetsytan/konto/losenord"],
    "pages.desk": ["/arbetsytan"],
    "pages.desk_meeting": [DESK, "/arbetsytan/moten/{draft}", "/arbetsytan/moten/{past}", "/arbetsytan/moten/{small}"],
    "pages.conclude": [f"{DESK}/avsluta", "/arbetsytan/moten/{past}/avsluta"],
    "pages.meeting_audit": [f"{DESK}/logg"],
    "pages.audit": ["/arbetsytan/logg"],
    "pages.outbox": ["/arbetsytan/mejl"],
    "pages.outbox_mail": ["/arbetsytan/mejl/{outgoing}"],
    "pages.resend_failed": ["/arbetsytan/mejl/skicka-om"],
    "pages.meeting_outbox": [f"{DESK}/mejl"],
    "pages.meeting_mail": ["/arbetsytan/moten/{of_mail}/mejl/{outgoing}"],
    "pages.resend_meeting_failed": [f"{DESK}/mejl/skicka-om"],
    "pages.people": ["/arbetsytan/behorigheter", "/arbetsytan/behorigheter?q=ingen"],
    "pages.one_of_the_people": ["/arbetsytan/behorigheter/{account}", "/arbetsytan/behorigheter/{invited}"],
    "pages.invite": ["/arbetsytan/behorigheter/bjud-in"],
    "pages.site_pages": ["/arbetsytan/sidor"],
    "pages.edit_site_page": ["/arbetsytan/sidor/privacy/sv", "/arbetsytan/sidor/cookies/en"],
    "pages.site_settings": ["/arbetsytan/webbplats"],
    "privacy.own_data": ["{confirmed}/uppgifter", "{was_there}/uppgifter", ("{erased}/uppgifter", 410)],
    "privacy.ask_erasure": ["{confirmed}/uppgifter/radera", "{asking}/uppgifter/radera"],
    "privacy.retention": ["/arbetsytan/gallring", "/arbetsytan/gallring?rakna=1"],
    "privacy.period": ["/arbetsytan/gallring/sensitive", "/arbetsytan/gallring/contact"],
    "privacy.of_meeting": [
        f"{DESK}/gallring",
        "/arbetsytan/moten/{past}/gallring",
        "/arbetsytan/moten/{draft}/gallring",
    ],
    "privacy.cases": ["/arbetsytan/radering"],
    "privacy.open_case": [f"{DESK}/deltagare/{{person}}/radering", f"{DESK}/deltagare/{{asked_erasure}}/radering"],
    "privacy.case": ["/arbetsytan/radering/{case}", "/arbetsytan/radering/{answered}"],
    "registration.form_questions": [f"{DESK}/fragor", "/arbetsytan/moten/{bare}/fragor"],
    "registration.choose_question": [f"{DESK}/fragor/ny"],
    "registration.new_question": [f"{DESK}/fragor/ny/one_of", f"{DESK}/fragor/ny/text_block"],
    "registration.edit_question": [f"{DESK}/fragor/{{question}}"],
    "registration.remove_question": [f"{DESK}/fragor/{{question}}/ta-bort"],
    "registration.copy_questions": [f"{DESK}/fragor/kopiera"],
    "registration.preview_questions": [f"{DESK}/fragor/forhandsgranska"],
    "registration.settings": [f"{DESK}/anmalan", "/arbetsytan/moten/{draft}/anmalan"],
    "registration.workshops": [
        *(f"{DESK}/workshoppar", "/arbetsytan/moten/{small}/workshoppar", "/arbetsytan/moten/{past}/workshoppar"),
        "/arbetsytan/moten/{draft}/workshoppar",
    ],
    "registration.workshop_block": [
        f"{DESK}/workshoppar/block/{{item}}",
        "/arbetsytan/moten/{past}/workshoppar/block/{loose}",
    ],
    "registration.publication_of_workshops": ["/arbetsytan/moten/{hybrid}/workshoppar/fordelning/{asked}/publicering"],
    "registration.assignment": ["/arbetsytan/moten/{small}/workshoppar/fordelning/{wishes}"],
    "participants.person_workshops": [f"{DESK}/deltagare/{{person}}/workshoppar/{{block}}"],
    "participants.workshop": [f"{DESK}/workshoppar/{{pool}}", f"{DESK}/workshoppar/{{pool}}?status=reservlista"],
    "participants.print_workshop": [f"{DESK}/workshoppar/{{pool}}/utskrift"],
    "participants.people": [
        *(f"{DESK}/deltagare", f"{DESK}/deltagare?q=ingen+alls", f"{DESK}/deltagare?sida=2"),
        *("/arbetsytan/moten/{past}/deltagare", "/arbetsytan/moten/{draft}/deltagare"),
        "/arbetsytan/moten/{hybrid}/deltagare?deltar=natet",
    ],
    "participants.person": [f"{DESK}/deltagare/{{person}}", "/arbetsytan/moten/{small}/deltagare/{left}"],
    "participants.edit_person": [f"{DESK}/deltagare/{{person}}/andra"],
    "participants.cancel_person": [f"{DESK}/deltagare/{{person}}/avanmal"],
    "participants.add": [f"{DESK}/deltagare/lagg-till"],
    "participants.paste": [f"{DESK}/deltagare/klistra-in"],
    "participants.diet": [f"{DESK}/deltagare/kost"],
    "participants.print_list": [f"{DESK}/deltagare/utskrift"],
    "participants.copy": [f"{DESK}/kopiera"],
    "participants.delete_draft": ["/arbetsytan/moten/{draft}/ta-bort"],
    "participants.cancel_meeting": [f"{DESK}/stall-in"],
    "schedule.new": ["/arbetsytan/moten/nytt"],
    "schedule.edit": [f"{DESK}/redigera"],
    "schedule.programme": [f"{DESK}/program", "/arbetsytan/moten/{bare}/program"],
    "schedule.publish": ["/arbetsytan/moten/{draft}/publicera", "/arbetsytan/moten/{bare}/publicera"],
    "schedule.preview_link": ["/arbetsytan/moten/{draft}/forhandslank"],
    "schedule.history": ["/arbetsytan/moten/{past}/historik"],
    "schedule.revision": ["/arbetsytan/moten/{past}/historik/2"],
    "ideas.desk": [f"{DESK}/ideer", f"{DESK}/ideer?status=vilande&q=x", "/arbetsytan/moten/{draft}/ideer"],
    "ideas.desk_idea": [f"{DESK}/ideer/{{handled}}", f"{DESK}/ideer/{{merged}}", f"{DESK}/ideer/{{late_idea}}"],
    "ideas.desk_version": [f"{DESK}/ideer/{{handled}}/versioner/1"],
    "ideas.tell_states": [f"{DESK}/ideer/besked"],
    "ideas.merge": [f"{DESK}/ideer/sla-samman", f"{DESK}/ideer/sla-samman?ide={{handled}}&ide={{assessed}}"],
    "ideas.split": [f"{DESK}/ideer/{{handled}}/dela"],
    "ideas.answer": ["{handled_link}/svara/{actor_question}"],
    "ideas.own": ["{handled_link}", "{idea_draft}"],
    "ideas.receipt": ["{handled_link}/kvitto/1"],
    "ideas.withdraw": ["{handled_link}/ta-tillbaka", "{idea_draft}/ta-tillbaka"],
    "ideas.confirm": ["{idea_confirm}"],
    "ideas.lost_link": ["/moten/{ahead}/ideer/lank", "/moten/{ahead}/ideer/lank?klart=mejl"],
    "ideas.find_link": ["/ide/lank"],
    "ideas.enter_idea": [f"{DESK}/ideer/lagg-in"],
    "ideas.call": ["/moten/{ahead}/ideer", "/moten/{past}/ideer"],
    "ideas.new": ["/moten/{ahead}/ideer/ny", "/moten/{past}/ideer/ny", "/moten/{past}/ideer/ny?sen=1"],
    "ideas.write": ["{idea_draft}/skriv", "{idea_draft}/skriv?klart=utkast", "{handled_link}/skriv"],
    "ideas.write_with": ["{idea_draft}/medforfattare"],
    "ideas.cowrite": ["{cowriting}"],
    "ideas.write_history": ["{idea_draft}/tidigare"],
    "ideas.cowrite_history": ["{cowriting}/tidigare"],
    "ideas.write_earlier": ["{idea_draft}/tidigare/2"],
    "ideas.cowrite_earlier": ["{cowriting}/tidigare/2"],
    "ideas.extension": ["{extension}"],
    "ideas.partners": ["/moten/{ahead}/partner", "/moten/{ahead}/partner?q=finns-inte", "/moten/{past}/partner"],
    "ideas.join": ["/moten/{ahead}/partner/anmal"],
    "ideas.partner_mail_sent": ["/moten/{ahead}/partner/tack", "/moten/{ahead}/partner/tack?vad=fraga"],
    "ideas.ask_to_join": ["/moten/{ahead}/partner/{sought_idea}/vara-med"],
    "ideas.interest": ["{organisation}", "{organisation_new}"],
    "ideas.change_interest": ["{organisation}/andra"],
    "ideas.withdraw_interest": ["{organisation}/ta-bort"],
    "ideas.ask_as_interest": ["{organisation}/fraga/{sought_idea}"],
    "ideas.own_partners": ["{seeking_link}/partner"],
    "ideas.invite": ["{seeking_link}/partner/{organisation_id}"],
    "ideas.asker": ["{question_asked}", "{question_agreed}"],
    "ideas.answer_partner": ["{question_to_answer}", "{question_answered}"],
    "ideas.desk_partners": [f"{DESK}/ideer/partner", f"{DESK}/ideer/partner?visa=organisationer"],
    "ideas.to_assess": ["{assessor}"],
    "ideas.assess_idea": ["{assessor}/1"],
    "ideas.assessing": [f"{DESK}/ideer/bedomning"],
    "ideas.assessors": [f"{DESK}/ideer/bedomning/bedomare"],
    "ideas.assess_settings": [f"{DESK}/ideer/bedomning/installningar"],
    "ideas.criteria": [f"{DESK}/ideer/bedomning/kriterier"],
    "ideas.assessed_idea": [f"{DESK}/ideer/bedomning/{{assessed}}"],
    "ideas.as_assessors_see": [f"{DESK}/ideer/bedomning/{{assessed}}/som-bedomare"],
    "participants.export_ideas": [f"{DESK}/ideer/export", f"{DESK}/ideer/export?ide={{assessed}}"],
    "ideas.edit_call": [f"{DESK}/ideer/inspel", "/arbetsytan/moten/{draft}/ideer/inspel"],
    "ideas.extensions": [f"{DESK}/ideer/inspel/tid"],
    "ideas.form_questions": [f"{DESK}/ideer/inspel/fragor", "/arbetsytan/moten/{past}/ideer/inspel/fragor"],
    "ideas.choose_question": [f"{DESK}/ideer/inspel/fragor/ny"],
    "ideas.new_question": [f"{DESK}/ideer/inspel/fragor/ny/one_of"],
    "ideas.edit_question": [f"{DESK}/ideer/inspel/fragor/{{call_question}}"],
    "ideas.remove_question": [f"{DESK}/ideer/inspel/fragor/{{call_question}}/ta-bort"],
    "ideas.preview_questions": [f"{DESK}/ideer/inspel/fragor/forhandsgranska"],
    "ideas.public_list": ["/ideer", "/ideer?q=finns-inte", "/ideer?soker=1"],
    "ideas.public_idea": ["/ideer/{public_idea}-x"],
    "ideas.public_by_number": ["/ideer/{public_idea}"],
    "ideas.publishing": [f"{DESK}/ideer/publicering", "/arbetsytan/moten/{past}/ideer/publicering"],
    "ideas.follow_up": [f"{DESK}/ideer/uppfoljning"],
    "ideas.outcome": [f"{DESK}/ideer/uppfoljning/{{public_idea}}/utfall"],
    "ideas.figures": [f"{DESK}/ideer/siffror"],
    "ideas.screen": ["{idea_screen}", "{idea_screen}?nr=2"],
    "ideas.rounds": ["/arbetsytan/utlysningar"],
    "ideas.new_round": ["/arbetsytan/utlysningar/ny"],
    "ideas.edit_round": ["/arbetsytan/utlysningar/{round}"],
    "sparks.form": ["/g/{ahead}", "/g/{small}", "/g/{past}"],
    "sparks.thanks": ["/g/{ahead}/tack", "/g/{ahead}/tack?visas=nu"],
    "sparks.published": ["/moten/{ahead}-{ahead_slug}/gnistor"],
    "sparks.wall": ["{wall}", "{wall}?visa=grupper", "{empty_wall}"],
    "sparks.overview": [f"{DESK}/gnistor", f"{DESK}/gnistor?visa=dolda", "/arbetsytan/moten/{draft}/gnistor"],
    "sparks.settings": [f"{DESK}/gnistor/installningar"],
    "sparks.poster": [f"{DESK}/gnistor/affisch"],
    "sparks.groups": [f"{DESK}/gnistor/grupper", "/arbetsytan/moten/{small}/gnistor/grupper"],
    "sparks.spark": [f"{DESK}/gnistor/{{spark}}"],
    "subscriptions.subscribe": ["/prenumerera", "/prenumerera?tema=young&lan=halland", "/prenumerera?klart=mejl"],
    "subscriptions.confirm": ["{subscribing}/bekrafta"],
    "subscriptions.own": ["{subscriber}?klart=bekraftad", ("{subscriber_gone}", 410)],
    "subscriptions.leave": ["{subscriber}/avsluta", "{subscriber_gone}/avsluta"],
    "subscriptions.leave_by_box": ["{box}"],
    "subscriptions.subscribers": ["/arbetsytan/prenumeranter"],
    "demo.mails": ["/demo/mejl", "/demo/mejl?q=ingen"],
    "demo.mail": ["/demo/mejl/{mail}"],
}
# Shown to somebody without the right, in the look of the desk's error page.
REFUSED = [(ORGANISER, "/arbetsytan/behorigheter", 403), (ADMINISTRATOR, "/arbetsytan/moten/99999", 404)]
# Files and what machines read; the HTML of a mail is looked at below, outside its sandbox.
NO_PAGES = {
    *("participants.person_file", "registration.own_file", "notes.edit_news", "notes.write_news"),
    *("materials.desk_fetch", "materials.own_fetch", "materials.version"),
    *("materials.part", "materials.own_part", "materials.desk_part"),
    *("materials.desk_zip", "materials.own_zip", "materials.zip_of_all"),
    *("sparks.state", "sparks.wall_sparks"),
    *("notes.published_as", "notes.one_published_as"),
    *("ideas.write_news", "ideas.cowrite_news", "ideas.write_file", "ideas.cowrite_file"),
    "ideas.assess_attachment",
    "ideas.desk_attachment",
    *("ideas.receipt_pdf", "ideas.receipt_file"),
    "ideas.public_feed",
    *(
        "pages.all_calendar",
        "pages.calendar",
        "pages.feed",
        "pages.healthz",
        "pages.robots",
        "pages.sitemap",
        "registration.own_calendar",
    ),
    *("privacy.own_data_json", "privacy.own_data_text", "demo.mail_html", "demo.mail_calendar", "assets.static"),
}
ELSEWHERE = {"pages.setup": "tests/journeys/test_first_start.py looks at it, in its own mode"}

# Forms as they come back: where, what is typed (all other texts are emptied), the button pressed, the status.
MISTAKES: list[tuple[str, dict[str, str], str, int]] = [
    ("/moten/{ahead}/anmalan", {"email": "åsa", "name": "x" * 300}, "", 422),
    ("{confirmed}/andra", {}, "", 422),
    (f"{DESK}/workshoppar/block/{{item}}", {"changes_day": "i går"}, "", 422),
    ("/g/{ahead}", {"text": "", "email": "åsa"}, "", 422),
    (f"{DESK}/gnistor/{{spark}}", {"text": ""}, "", 422),
    (f"{DESK}/gnistor/grupper", {}, "Lägg till", 422),
    (f"{DESK}/ideer/lagg-in", {"email": "fel"}, "Lägg in idén", 422),
    ("/ide/lank", {"email": "fel"}, "", 422),
    (f"{DESK}/ideer/inspel", {"closes_day": "snart", "opens_time": "sent", "answers_time": "x"}, "", 422),
    (f"{DESK}/ideer/inspel/tid", {}, "Förläng för alla", 422),
    (f"{DESK}/ideer/uppfoljning", {"starts": "snart"}, "Spara på programmet", 422),
    ("/moten/{ahead}/ideer/ny", {"email": "åsa", "budget": "mycket", "starts_in": "snart"}, "Skicka in", 422),
    ("/moten/{ahead}/ideer/ny", {}, "Bifoga filen", 422),
    ("/moten/{ahead}/ideer/ny", {"title": "Lots"}, "Förhandsgranska", 200),
    (f"{DESK}/ideer/inspel/tid", {"en-email": "fel"}, "Mejla länken", 422),
    ("/arbetsytan/utlysningar/{round}", {"amount": "mycket", "starts_in": "snart", "criteria-0-text": "X"}, "", 422),
    ("/prenumerera", {"email": "åsa"}, "Prenumerera", 422),
    ("/arbetsytan/prenumeranter", {"email": "fel"}, "", 422),
    ("/logga-in", {"email": "demo@moten.example", "password": "fel"}, "", 422),
    ("/glomt-losenord", {}, "", 422),
    ("{password}", {"password": "kort"}, "", 422),
    ("/arbetsytan/konto", {}, "", 422),
    ("/arbetsytan/konto/losenord", {"old": "fel", "new": "kort"}, "", 422),
    ("/arbetsytan/behorigheter/bjud-in", {}, "", 422),
    ("/arbetsytan/sidor/privacy/sv", {}, "", 422),
    ("/arbetsytan/webbplats", {"contact_email": "fel"}, "", 422),
    ("/arbetsytan/moten/nytt", {"day": "i morgon", "starts_time": "25"}, "", 422),
    ("/arbetsytan/moten/nytt", {"title": "X", "day": "2027-03-18", "starts_time": "15", "ends_time": "9"}, "", 409),
    (f"{DESK}/redigera", {"reported_number": "många", "contacts-0-email": "cecilia", "starts_day": "snart"}, "", 422),
    (f"{DESK}/program", {"items-0-starts": "tidigt", "items-1-ends": "sent"}, "", 422),
    (f"{DESK}/fragor/ny/one_of", {"choices-0-seats": "många"}, "", 422),
    (f"{DESK}/fragor/{{question}}", {"label_sv": "", "choices-0-label_sv": "A"}, "", 422),
    (f"{DESK}/fragor/kopiera", {}, "", 422),
    (f"{DESK}/anmalan", {"seats": "många", "opens_day": "snart", "closes_time": "sent"}, "", 422),
    (f"{DESK}/deltagare/lagg-till", {"email": "fel"}, "", 422),
    (f"{DESK}/deltagare/{{person}}/andra", {}, "", 422),
    (f"{DESK}/deltagare/klistra-in", {"lines": "Åsa, fel\nBo, bo@example.se\nBo, bo@example.se"}, "review", 422),
    (f"{DESK}/deltagare/klistra-in", {"lines": "Bo Ek, bo@example.se, Åmål"}, "review", 200),
    (f"{DESK}/kopiera", {"day": "snart"}, "", 422),
    (f"{DESK}/stall-in", {"reason": "x" * 5000}, "", 422),
    ("/moten/{ahead}/anmalan/grupp", {"members-0-name": "Bo", "members-0-email": "fel"}, "Anmäl gruppen", 422),
    ("{invited_path}", {}, "", 422),
    (f"{DESK}/material/ny/fil", {}, "", 422),
    (f"{DESK}/material/talare/ny", {"email": "fel"}, "Lägg till", 422),
    (f"{DESK}/material/{{given}}/granska", {"title": ""}, "Godkänn", 422),
    (f"{DESK}/material/{{given}}/granska", {}, "Godkänn inte", 422),
    ("{speaker}", {"url": "fel"}, "Skicka", 422),
    ("{speaker}/{given}", {"rights": "y"}, "Skicka", 422),
    (f"{DESK}/material/ny/film", {"title": "Film"}, "", 422),
    (f"{DESK}/material/{{material}}/ny-version", {}, "", 422),
    (f"{DESK}/utskick/nytt", {"body_sv": "Hej [förnamn]"}, "", 422),
    ("{confirmed}/overlat", {"email": "fel"}, "", 422),
    ("/arbetsytan/moten/{hybrid}/inbjudningar/bjud-in", {"lines": "Åsa, fel\nBo, bo@example.se"}, "review", 422),
    ("/arbetsytan/moten/{hybrid}/inbjudningar/bjud-in", {"lines": "bo@example.se"}, "review", 200),
    ("/arbetsytan/moten/{hybrid}/svara-pa-anmalningar", {}, "accept", 422),
    ("/arbetsytan/moten/{hybrid}/anmalan", {"room_seats": "många", "reserved-0-seats": "x"}, "", 422),
    ("{confirmed}/uppgifter/radera", {"reason": "811218-9876"}, "", 422),
    ("/arbetsytan/gallring/contact", {"decision_date": "snart"}, "", 422),
    ("/arbetsytan/radering/{case}", {}, "refuse", 409),
]


@only_sqlite
def test_every_page_is_looked_at(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert shown - set(PAGES) - NO_PAGES - set(ELSEWHERE) == set(), "say in PAGES where this can be seen"
    assert set(PAGES) - shown == set(), "these routes are gone"


@dataclass
class Served:
    """The demonstration as it is served, what stands where, and the cookies of those who are signed in."""

    server: LiveServer
    places: dict[str, Any]
    cookies: dict[str, str]
    mails: list[str]


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration with a meeting of each state, loaded once for this file and only read by it."""
    folder = tmp_path_factory.mktemp("axe")
    url = databases.new("sqlite")
    server = LiveServer({**SETTINGS, "DATABASE_URL": url, "WEB_WORKERS": 1, "BASE_URL": "http://localhost"}, folder)
    app = create_app({**SETTINGS, "DATABASE_URL": url, "INSTANCE": str(server.instance)})
    with app.app_context():
        load.load(clock.now())
        places = _places()
        mails = _mails()
        cookies = {ADMINISTRATOR: _cookie(app, places["account"]), ORGANISER: _cookie(app, places["organiser"])}
        close_database()
    server.start("web")
    yield Served(server, places | {"mail": transport_name(mails)}, cookies, [html for _name, html in mails])
    server.stop()
    databases.drop(url)


def _places() -> dict[str, Any]:
    """Add what the demonstration lacks, and return what the braces of `PAGES` stand for."""
    now = clock.now()
    past, _its_follow_up, ahead, small, follow_up, _both = db.session.scalars(select(Meeting).order_by(Meeting.id))
    draft = participants.copy_meeting(past.id, CopyKind.FOLLOW_UP, now + timedelta(days=90), now, TERMINAL)
    cancelled = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(days=50), now, TERMINAL)
    running = participants.copy_meeting(small.id, CopyKind.NEXT, now - timedelta(minutes=20), now, TERMINAL)
    schedule.publish(cancelled.id, now, TERMINAL)
    schedule.publish(running.id, now, TERMINAL)
    someone = registration.Applicant("Åsa Öberg", "asa@example.se")
    of_cancelled = registration.register(cancelled.id, someone, "axe-1", now, "sv").registration
    participants.cancel_meeting(
        cancelled.id, "Lokalen är inte tillgänglig. Vi återkommer med en ny dag.", now, TERMINAL
    )
    bare = schedule.create_meeting(
        NewMeeting("Ett utkast", "network", now + timedelta(days=9), now + timedelta(days=9, hours=2)),
        now,
        TERMINAL,
    )
    left = _one(small, "confirmed")
    registration.withdraw(left.id, now)
    grant = (NewGrant(Permission.ORGANISER),)
    organiser = accounts.add(NewAccount("Olle", "olle@example.se", grants=grant), now, TERMINAL, password=_a_password())
    invited = accounts.invite(NewAccount("Inga Bjuden", "inga@example.se", grants=grant), now, TERMINAL)
    confirmed = _one(ahead, "confirmed")
    queued = select(OutgoingMail).where(OutgoingMail.state == "queued", OutgoingMail.meeting_id.is_not(None))
    outgoing = db.session.scalars(queued.order_by(OutgoingMail.id).limit(1)).one()
    return {
        "past": past.id,
        "ahead": ahead.id,
        "small": small.id,
        "now": running.id,
        "online": follow_up.id,
        "draft": draft.id,
        "bare": bare.id,
        "cancelled": cancelled.id,
        "person": confirmed.id,
        "left": left.id,
        "confirmed": own_path(confirmed),
        "withdrawn": own_path(left),
        "waiting": own_path(_one(small, "waiting")),
        "in_line_id": _one(small, "waiting").id,
        **_together(small, now),
        **_subscribed(confirmed, now),
        **_sparks(ahead, small, now),
        **_handled(ahead, now),
        **_followed_up(ahead, follow_up, now),
        **_partners(ahead, now),
        **_call(ahead, now),
        **_drafted(ahead, now),
        **_assessed(ahead, now),
        **_published_notes(past, now),
        **_material(ahead, now),
        **_speakers(ahead),
        "was_there": own_path(_one(past, "confirmed")),
        "of_cancelled": own_path(of_cancelled),
        **_workshops(past, ahead, small),
        **_requests(ahead, now),
        **_mailings(ahead, follow_up, confirmed, now),
        **_noted(ahead),
        "reminder": db.session.scalars(select(Reminder.id).where(Reminder.meeting_id == ahead.id)).first(),
        "preview": make("preview", draft.id, draft.preview_version),
        "password": urlsplit(password_link(invited)).path,
        "invited": invited.id,
        "organiser": organiser.id,
        "account": db.session.scalars(select(Account.id).where(Account.email == load.ORGANISER_EMAIL)).one(),
        "question": _first_question(ahead),
        "outgoing": outgoing.id,
        "of_mail": outgoing.meeting_id,
    }


def _speakers(ahead: Meeting) -> dict[str, Any]:
    """Return the speakers of the demonstration: one who has given something, and one who is missing."""
    gave, missing = sorted(speakers.speakers(ahead.id), key=lambda one: -one.given)
    return {
        "speaker": speaker_path(gave.link),
        "speaker_missing": speaker_path(missing.link),
        "speaker_id": gave.link.id,
        "given": speakers.things_of(gave.link.id)[0].material.id,
    }


def _assessed(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return an assessor of the meeting's call, and an idea that they have assessed."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    criteria = (Criterion(None, "Behov", "Finns behovet?", 5, 2), Criterion(None, "Räckvidd"))
    assessing.save_criteria(call.id, criteria, call.revision, now, TERMINAL)
    asked = assessing.ask(call.id, assessing.Asked("Berit Ek", "berit.ek@example.se", "sv"), now, TERMINAL)
    idea = an_idea(call)
    an_idea(call)
    marks = Marks({one.id: 4 for one in assessed_by(call.id) if one.id}, "Väl genomtänkt.")
    assessing.assess(asked.id, asked.version, idea.number or 0, marks, assessing.Read(0, 1), now)
    return {"assessor": assessor_path(asked), "assessed": idea.id}


def _handled(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return an idea of the meeting's call that has a question, a note and an untold state, and one merged into it."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    idea, other, late = an_idea(call), an_idea(call, confirmed_at=None), an_idea(call, late=True)
    asked = idea_asking.ask(ahead.id, idea.id, "Vem leder projektet?", None, now, TERMINAL)
    idea_asking.add_note(ahead.id, idea.id, "Ring Maja.", now, TERMINAL)
    deciding.set_state(ahead.id, [idea.id], IdeaState.RESTING, now, TERMINAL, text="Vi återkommer.")
    combining.merge(ahead.id, idea.id, [idea.id, other.id], now, TERMINAL)
    return {
        "handled": idea.id,
        "merged": other.id,
        "actor_question": asked.id,
        "handled_link": idea_path(idea),
        "late_idea": late.id,
        "idea_confirm": f"/ide/bekrafta/{make('idea-confirm', other.id, other.link_version)}",
    }


def _followed_up(ahead: Meeting, follow_up: Meeting, now: datetime) -> dict[str, Any]:
    """Return a published idea and one that is not, both on the follow-up's programme, and the page for the screen."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    with transaction.write() as session:
        session.get_one(Meeting, follow_up.id).follows_id = ahead.id
    public, hidden = an_idea(call, publish_consent=True, publish_wording="Ja"), an_idea(call)
    idea_publishing.publish(ahead.id, public.id, 1, now, TERMINAL)
    meeting = following.follow_up_of(ahead.id)
    assert meeting is not None
    rows = (FollowUpRow(public.id, 10, "Maja Lind"), FollowUpRow(hidden.id))
    plan(ahead.id, meeting.revision, Plan(meeting.starts_at, rows), now, TERMINAL)
    record_outcome(ahead.id, public.id, Outcome.CONTINUES, "Söker en partner till.", now, TERMINAL)
    return {"public_idea": public.id, "idea_screen": urlsplit(screen_address(call)).path}


def _partners(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a published idea that seeks partners, organisations that want to join, and questions between them."""
    call = db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one()
    idea, other = (an_idea(call, publish_consent=True, publish_wording="Ja") for _each in range(2))
    idea_publishing.publish_many(ahead.id, {idea.id: 1, other.id: 1}, now, TERMINAL)
    rows = [an_interest(call, name, groups=("young",)) for name in ("Restad gård", "Solrosen", "Åkeriet")]
    new = an_interest(call, "Ny förening", confirmed=False)
    asked, agreed = (a_question(other, row, now) for row in rows[:2])
    answer_question(agreed.id, agreed.answer_version, "Gärna.", "", now, yes=True)
    return {
        "sought_idea": idea.id,
        "seeking_link": idea_path(idea),
        "organisation": interest_path(rows[0]),
        "organisation_new": interest_path(new),
        "organisation_id": rows[2].id,
        "question_asked": asker_path(asked),
        "question_agreed": asker_path(agreed),
        "question_to_answer": answer_path(asked),
        "question_answered": answer_path(agreed),
    }


def _drafted(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a draft for the meeting's call, and a co-author of it."""
    draft = an_idea(db.session.scalars(select(IdeaCall).where(IdeaCall.meeting_id == ahead.id)).one(), state="draft")
    idea_writing.save(draft.id, idea_writing.Edit(a_content(title="Lots"), draft.revision), None, now)
    coauthor = idea_coauthors.ask(draft.id, "Bo Ek", "bo.ek@example.se", "once", "sv", now)
    return {"idea_draft": idea_path(draft), "cowriting": urlsplit(coauthor_link(coauthor)).path}


def _call(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return the call of the demonstration with a question of its own, and somebody who has more time."""
    call = call_of(ahead.id)
    assert call is not None
    later = call.closes_at + timedelta(days=2)
    given = extending.extend_for_one(
        ahead.id, Extended("Åsa Öberg", "asa@example.se", later, "Sjuk i veckan"), now, TERMINAL
    )
    moved = call.closes_at + timedelta(days=1)
    extending.extend_for_all(ahead.id, moved, "webbplatsen låg nere i går kväll", now, TERMINAL)
    draft = QuestionDraft(QuestionType.YES_NO, "Har ni drivit projekt med ESF förut?")
    assert call.form is not None
    question = call_questions.add_question(ahead.id, draft, call.form.revision, now, TERMINAL)
    return {"extension": extension_path(given), "call_question": question.id, "round": call.round_id}


def _workshops(past: Meeting, ahead: Meeting, small: Meeting) -> dict[str, Any]:
    """Return the workshops of the demonstration: one with a line and who stands there, and a block of wishes."""
    (block,) = chosen_blocks(door(ahead.id))
    (wishes,) = chosen_blocks(door(small.id))
    full = next(one for one in block.workshops if one.pool and one.pool.waiting)
    waits = select(Registration).join(Place).where(Place.pool_id == full.pool_id, Place.state == "waiting")
    wishing = select(Registration).join(Wish).where(Registration.meeting_id == small.id)
    return {
        "block": block.id,
        "item": full.item_id,
        "pool": full.pool_id,
        "loose": blocks_of_programme(door(past.id))[0].item_ids[0],
        "in_line": own_path(db.session.scalars(waits.limit(1)).one()),
        "wishes": wishes.id,
        "wishing": own_path(db.session.scalars(wishing.limit(1)).one()),
    }


def _published_notes(past: Meeting, now: datetime) -> dict[str, Any]:
    """Return notes of two that were published and changed since, and a draft."""
    about = [About("Förmiddagens föredrag", "sv", (past.items[0].id,)), About("The day", "en"), About("Utkast")]
    made = [notes.create(past.id, one, now, TERMINAL).id for one in about]
    for note in made[:2]:
        notes.review(past.id, note, 1, now, TERMINAL)
    notes.publish_reviewed(past.id, now, TERMINAL)
    text = "## Insikter\n\n- En\n- Två\n\n|A|B|\n|-|-|\n|1|2|\n"
    notes.save(made[0], notes.Sent(text, 1), notes.Writer(TERMINAL.name), now)
    return {"published_note": made[0], "draft_note": made[2], "past_slug": past.slug}


def _sparks(ahead: Meeting, small: Meeting, now: datetime) -> dict[str, Any]:
    """Return an open board with sparks of every state, grouped and published, and a wall that is empty."""
    for meeting in (ahead, small):
        sparks.open_board(meeting.id, now, TERMINAL)
    sent = [
        sparks.send(ahead.id, sparks.Written(f"Idé {n}", "sv", "Åsa Öberg", "asa@example.se"), f"axe-{n}", now).id
        for n in range(4)
    ]
    sparks.decide(ahead.id, sent[:1], SparkState.HIDDEN, now, TERMINAL)
    sparks.decide(ahead.id, sent[2:], SparkState.APPROVED, now, TERMINAL)
    groups = [sparks.add_group(ahead.id, heading, now, TERMINAL).id for heading in ("Digital lots", "Kurser")]
    sparks.move(ahead.id, sent[3:], groups[0], now, TERMINAL)
    sparks.publish(ahead.id, now, TERMINAL)
    return {
        "spark": sent[1],
        "ahead_slug": ahead.slug,
        "wall": f"/vaggen/{make('spark-wall', ahead.id, 1)}",
        "empty_wall": f"/vaggen/{make('spark-wall', small.id, 1)}",
    }


def _material(ahead: Meeting, now: datetime) -> dict[str, Any]:
    """Return a flawed file in two versions that is published all the same, and one that was shown and is removed."""
    editing.save_groups(ahead.id, [editing.Heading(None, "Presentationer för dagen")], now, TERMINAL)
    group = queries.groups(ahead.id)[0]
    flawed = published(
        ahead, now=now, upload=an_upload(flaws=("untagged", "no-title"), now=now), group_id=group.id, lang="en"
    )
    adding.add_version(ahead.id, flawed.id, an_upload(flaws=("untagged",), comment="Rättad", now=now), now, TERMINAL)
    gone = published(ahead, "Borttaget", now=now)
    publishing.remove(ahead.id, gone.id, now, TERMINAL)
    of_the_demo = select(Material.kind, Material.id).where(Material.kind.in_(["film", "slideshow"]))
    shown = dict(map(tuple, db.session.execute(of_the_demo)))
    texts = adding.Texts("Filmen från dagen", url="https://www.youtube.com/watch?v=x")
    elsewhere = adding.add(ahead.id, MaterialKind.FILM, texts, now, TERMINAL)
    publishing.publish(ahead.id, elsewhere.id, None, elsewhere.revision, now, TERMINAL)
    empty = adding.add(ahead.id, MaterialKind.SLIDESHOW, adding.Texts("Tomt bildspel"), now, TERMINAL)
    return {"material": flawed.id, "gone": gone.id, **shown, "elsewhere": elsewhere.id, "empty_show": empty.id}


def _noted(ahead: Meeting) -> dict[str, Any]:
    """Return notes that somebody writes on by a link, and some that nobody does."""
    note, new = a_note("## Frågor\n\nEtt", meeting=ahead), a_note(meeting=ahead)
    taker = a_taker(note)
    saved(note, "## Frågor\n\n- Ett och två\n- Tre", 1, Writer(taker_id=taker.id), now=clock.now())
    return {"note": note.id, "new_note": new.id, "note_path": taker_path(taker)}


def _subscribed(of_box: Registration, now: datetime) -> dict[str, Any]:
    """Return the paths of who subscribes, who has asked to, who has left, and of the box at a sign-up."""
    confirmed = db.session.scalars(select(Subscriber).order_by(Subscriber.id)).first()
    assert confirmed is not None
    for email in ("asks@example.se", "leaves@example.se"):
        subscriptions.ask(subscriptions.Asked(email, "sv", Choice(), "Mejla mig", 1), f"axe-{email}", now)
    asks, leaves = db.session.scalars(select(Subscriber).order_by(Subscriber.id.desc()).limit(2)).all()[::-1]
    gone = subscription_mail.own_path(leaves)
    subscriptions.leave(leaves.id, leaves.link_version, now)
    return {
        "subscriber": subscription_mail.own_path(confirmed),
        "subscribing": subscription_mail.own_path(asks),
        "subscriber_gone": gone,
        "box": subscription_mail.box_path(of_box),
    }


def _together(small: Meeting, now: datetime) -> dict[str, Any]:
    """Return a hybrid meeting with invitations that is moderated, and one about to begin where a seat is offered."""
    hybrid = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(days=40), now, TERMINAL)
    soon = participants.copy_meeting(small.id, CopyKind.NEXT, now + timedelta(hours=12), now, TERMINAL)
    with transaction.write() as session:
        session.get_one(Meeting, hybrid.id).attendance = "both"
    schedule.publish(hybrid.id, now, TERMINAL)
    schedule.publish(soon.id, now, TERMINAL)
    social = db.session.scalars(select(Term.id).where(Term.vocabulary == "sector").limit(1)).one()
    settings = registration.Settings(
        None,
        registration.Attending(2, 40),
        (registration.Reserve(social, 1, now + timedelta(days=20)),),
        moderated=True,
        confirm_address=True,
    )
    registration.save_settings(hybrid.id, settings, 1, now, TERMINAL)
    people = [registration.Applicant(f"Person {n}", f"p{n}@example.se", attends="room") for n in range(4)]
    unconfirmed, pending, declined, _more = (
        registration.register(hybrid.id, one, f"axe-{n}", now, "sv").registration for n, one in enumerate(people)
    )
    registration.decline(hybrid.id, [declined.id], "Mötet är för kommuner.", now, TERMINAL)
    registration.confirm_address(pending.id, now)
    invitees = [registration.Invitee(f"Gäst {n}", f"g{n}@example.se", "Åmåls kommun") for n in range(3)]
    asking = registration.Asking("Vi hoppas att du kan komma.", now + timedelta(days=10))
    invited, accepted, refused = registration.invite(
        hybrid.id, invitees[:1], asking, now, TERMINAL
    ) + registration.invite(hybrid.id, invitees[1:], registration.Asking(), now, TERMINAL)
    guest = registration.Applicant("Gäst 1", "g1@example.se", attends="online")
    registration.accept_invitation(accepted.id, guest, "axe-g", now, "sv")
    guest_on_net = registration.add_by_hand(
        hybrid.id, registration.Applicant("Nils Ek", "nils@example.se", attends="online"), now, TERMINAL
    )
    switching = registration.add_by_hand(
        hybrid.id, registration.Applicant("Siv Ek", "siv@example.se", attends="online"), now, TERMINAL
    )
    registration.switch(switching.id, PoolKind.ROOM, now)
    registration.decline_invitation(refused.id, "Jag är på semester.", now)
    (asked,) = chosen_blocks(door(hybrid.id))
    ask_to_publish(hybrid.id, asked.id, "", now, TERMINAL)
    registration.set_seats(soon.id, 1, True, now, TERMINAL)
    early, offered, third = (
        registration.add_by_hand(soon.id, registration.Applicant(name, f"{name}@example.se"), now, TERMINAL)
        for name in ("Anna", "Bo", "Cia")
    )
    registration.withdraw(early.id, now)
    registration.hand_over(third.id, "Dan", "dan@example.se", now)
    return {
        "hybrid": hybrid.id,
        "soon": soon.id,
        "asked": asked.id,
        "link": make("sign-up", small.id, 1),
        "unconfirmed": confirm_path(unconfirmed),
        "pending": own_path(pending),
        "declined": own_path(declined),
        "invited_path": invitation_path(invited),
        "accepted_path": invitation_path(accepted),
        "declined_path": invitation_path(refused),
        "on_net": own_path(guest_on_net),
        "switching": own_path(switching),
        "offered": own_path(offered),
        "offered_pool": door(soon.id).pool.id,
        "handed_over": own_path(third),
    }


def _mailings(meeting: Meeting, follow_up: Meeting, somebody: Registration, now: datetime) -> dict[str, Any]:
    """Return a draft to all with a seat, in two languages, one that was stopped on its way, and a link filled in."""
    draft = Draft("Hej från [möte]", "## Tider\n\nVälkommen, [namn].", "Hello", "Welcome, [name].")
    waiting, stopped = (mailings.write(meeting.id, draft, now, TERMINAL) for _time in range(2))
    seen = mailings.fingerprint(stopped, chosen_of(listing.head(meeting.id), stopped))
    mailings.send(meeting.id, stopped.id, seen, None, now, TERMINAL)
    while mailings.make_due(lambda: now):
        pass
    mailings.stop(meeting.id, stopped.id, now, TERMINAL)
    return {
        "mailing": waiting.id,
        "stopped": stopped.id,
        "filled_in": follow_up_path(follow_up.id, somebody),
    }


def _requests(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return who asked to be erased, and waits, was refused or is gone; their requests too."""
    wanted = select(Registration).where(Registration.meeting_id == meeting.id).order_by(Registration.arrival.desc())
    asking, refused, erased = db.session.scalars(wanted.limit(3))
    path = own_path(erased)
    waiting, answered, granted = (privacy.ask(one.id, "Därför.", now) for one in (asking, refused, erased))
    privacy.refuse(answered.id, "Vi behöver dem.", now, TERMINAL)
    privacy.grant(granted.id, "", now, TERMINAL)
    numbers = {"case": waiting.id, "answered": answered.id, "asked_erasure": asking.id}
    return {"asking": own_path(asking), "erased": path, **numbers}


def _first_question(meeting: Meeting) -> int:
    """Let the meeting ask for a file and tell of photographs, too, and return the first question of its form."""
    form_id = db.session.get_one(SignUp, meeting.id).form_id
    for code in ("invoice", "photo"):
        questions.add_ready_questions(meeting.id, code, question_queries.revision(form_id), clock.now(), TERMINAL)
    sketch = QuestionDraft(QuestionType.FILE, "Bifoga en skiss")
    questions.add_question(meeting.id, sketch, question_queries.revision(form_id), clock.now(), TERMINAL)
    return question_queries.asked(form_id, "sv")[0].id


def _one(meeting: Meeting, state: str) -> Registration:
    """Return the first who has a place in this state."""
    wanted = select(Registration).join(Place).where(Registration.meeting_id == meeting.id, Place.state == state)
    return db.session.scalars(wanted.order_by(Registration.arrival).limit(1)).one()


def _a_password() -> str:
    return secrets.token_urlsafe(16)


def _mails() -> list[tuple[str, str]]:
    """Deliver the mails, and return a name and the HTML of one of each kind, in each language there is."""
    while deliver_due(clock.now, "test"):
        pass
    found: dict[str, tuple[str, str]] = {}
    for name in transport.delivered_names():
        message = transport.delivered(name)
        body = message.get_body(("html",))
        if body is not None:
            found.setdefault(str(message["Subject"]).split(":")[0][:12], (name, str(body.get_content())))
    return list(found.values())


def transport_name(mails: list[tuple[str, str]]) -> str:
    """Return the name of one delivered mail."""
    return mails[0][0]


def _cookie(app: Flask, account_id: int) -> str:
    browser = signed_in(Browser(app), db.session.get_one(Account, account_id))
    cookie = browser.client.get_cookie("moten")
    assert cookie is not None
    return cookie.value


class Visit:
    """Windows of an administrator, an organiser and a visitor, used for page after page."""

    def __init__(self, chromium: Chromium, served: Served, width: int, prefix: str) -> None:
        self.served, self.prefix = served, prefix
        self.faults: list[str] = []
        self.windows: dict[str, Page] = {}
        for who in (VISITOR, ORGANISER, ADMINISTRATOR):
            page = chromium.open(served.server, "/kakor", width=width)
            if who in served.cookies:
                cookie = {"name": "moten", "value": served.cookies[who], "url": served.server.url}
                page.context.add_cookies([cookie])
            self.windows[who] = page

    def window(self, path: str) -> Page:
        """Return the window in which the path is opened."""
        return self.windows[ADMINISTRATOR if path.startswith("/arbetsytan") else VISITOR]

    def open(self, path: str, status: int = 200, who: str = "") -> Page:
        """Go to a page that answers with this status."""
        page = self.windows[who] if who else self.window(path)
        path = self.prefix + path.format_map(self.served.places)
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path} answers {answer.status}, not {status}"
        return page

    def look(self, page: Page, *checks: Any) -> None:
        """Check the page, and go on to the next one all the same."""
        for check in checks:
            try:
                check(page)
            except AssertionError as fault:
                self.faults.append(str(fault))

    def done(self) -> None:
        """Fail with all that was found."""
        assert not self.faults, "\n\n".join(self.faults)


def entries() -> Iterator[tuple[str, str, int]]:
    """Yield the endpoint, path and status of every entry of `PAGES`."""
    for endpoint, paths in PAGES.items():
        for entry in paths:
            path, status = entry if isinstance(entry, tuple) else (entry, 200)
            yield endpoint, path, status


def fits_at_the_narrowest(page: Page) -> None:
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    assert_fits(page)
    page.set_viewport_size({"width": PHONE, "height": 640})


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_page_on_a_phone(chromium: Chromium, served: Served, prefix: str) -> None:
    visit = Visit(chromium, served, PHONE, prefix)
    accessible = accessible_in(prefix)
    for _endpoint, path, status in entries():
        visit.look(visit.open(path, status), accessible, assert_fits, fits_at_the_narrowest)
    for who, path, status in REFUSED:
        visit.look(visit.open(path, status, who), accessible, assert_fits)
    visit.done()


@pytest.mark.browser
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["swedish", "english"])
def test_every_form_with_its_errors_on_a_phone(chromium: Chromium, served: Served, prefix: str) -> None:
    visit = Visit(chromium, served, PHONE, prefix)
    accessible = accessible_in(prefix)
    for path, typed, button, status in MISTAKES:
        page = visit.open(path)
        with page.expect_navigation() as sent:
            page.evaluate(FILL_IN, [typed, button])
        answer = sent.value
        assert answer is not None
        assert (path, answer.status) == (path, status)
        visit.look(page, accessible, assert_fits, fits_at_the_narrowest)
    visit.done()


def accessible_in(prefix: str) -> Any:
    """What axe looks at in a language: colours, the same in both, take as long as all else together."""
    return partial(assert_accessible, without=("color-contrast",) if prefix else ())


FILL_IN = """([typed, button]) => {
  const pressed = (form) => [...form.querySelectorAll("button")]
    .find((one) => button && (one.name === button || one.textContent.trim() === button));
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const fits = (form) => Object.keys(typed).every((name) => form.elements[name]);
  const form = forms.find((one) => fits(one) && (!button || pressed(one))) ?? forms.find(fits); // words are Swedish
  for (const field of form.querySelectorAll("input, textarea")) {
    if (["hidden", "radio", "checkbox", "submit"].includes(field.type)) continue;
    field.type === "date" && field.name in typed && (field.type = "text");
    if (!field.closest("[data-repeat]")) field.value = "";
  }
  for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
  form.requestSubmit(pressed(form));
}"""


@pytest.mark.browser
def test_one_page_of_each_kind_at_a_desk_and_in_the_dark(chromium: Chromium, served: Served) -> None:
    visit = Visit(chromium, served, DESKTOP, "")
    for page in visit.windows.values():
        page.emulate_media(color_scheme="dark")  # in the light they are read on the phone
    seen: set[str] = set()
    for endpoint, path, status in entries():
        if endpoint not in seen:
            seen.add(endpoint)
            visit.look(visit.open(path, status), assert_accessible, assert_fits)
    visit.done()


@pytest.mark.browser
def test_every_mail(chromium: Chromium, served: Served) -> None:
    page = chromium.browser.new_page()
    assert len(served.mails) >= 4
    for html in served.mails:
        page.set_content(html)
        assert_accessible(page, without=("region", "landmark-one-main"))
    page.close()
