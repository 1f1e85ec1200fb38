"""Who may use which route: one table for all, held against the routes themselves and against real requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from meetings.directory import actions as directory
from meetings.extensions import db
from meetings.web.access import access_of
from tests.browser import Browser
from tests.builders import NOW, a_meeting, a_registration, a_site, an_organiser, organisation_types, signed_in

# endpoint: who may use it. "link:…" is whoever holds a link of that purpose; "account" anybody signed in;
# "organiser" of that meeting, or of all where the route names none; "administrator".
WHO = {
    "organisations.add": "organiser",
    "organisations.by_number": "public",
    "organisations.choose": "organiser",
    "organisations.do_tidy": "organiser",
    "organisations.edit": "organiser",
    "organisations.listed": "organiser",
    "organisations.merge": "organiser",
    "organisations.merges": "organiser",
    "organisations.page": "public",
    "organisations.public_list": "public",
    "organisations.remove": "organiser",
    "organisations.suggest": "public",
    "organisations.tidy": "organiser",
    "organisations.undo": "organiser",
    "projects.chain": "public",
    "projects.contacts": "organiser",
    "projects.count_report": "organiser",
    "projects.forget": "organiser",
    "projects.report": "organiser",
    "projects.add_to_series": "organiser",
    "projects.arrange": "organiser",
    "projects.delete_series": "organiser",
    "projects.desk_series": "organiser",
    "projects.edit_series": "organiser",
    "projects.move": "link:registration",
    "projects.new_series": "organiser",
    "projects.publish_series": "organiser",
    "projects.series": "public",
    "projects.series_by_number": "public",
    "projects.series_desk_list": "organiser",
    "projects.series_people": "organiser",
    "projects.series_sign_up": "public",
    "projects.report_pdf": "organiser",
    "projects.report_xlsx": "organiser",
    "projects.public_by_number": "public",
    "projects.public_feed": "public",
    "projects.public_group": "public",
    "projects.public_list": "public",
    "projects.public_project": "public",
    "accounts.forgotten": "public",
    "accounts.own": "account",
    "accounts.own_password": "account",
    "accounts.set_password": "link:password",
    "accounts.sign_in": "public",
    "accounts.sign_out": "account",
    "accounts.sign_out_everywhere": "account",
    "projects.delete": "organiser",
    "projects.delete_group": "organiser",
    "projects.desk": "organiser",
    "projects.desk_project": "organiser",
    "projects.edit": "organiser",
    "projects.edit_group": "organiser",
    "projects.group_history": "organiser",
    "projects.group_revision": "organiser",
    "projects.groups": "organiser",
    "projects.history": "organiser",
    "projects.link": "organiser",
    "projects.links": "organiser",
    "projects.make_from_idea": "organiser",
    "projects.new": "organiser",
    "projects.new_group": "organiser",
    "projects.new_preview_link": "organiser",
    "projects.preview": "link:project",
    "projects.publish": "organiser",
    "projects.restore": "organiser",
    "projects.restore_group": "organiser",
    "projects.revision": "organiser",
    "projects.unlink": "organiser",
    "projects.unpublish": "organiser",
    "demo.mail": "public",
    "demo.mail_calendar": "public",
    "demo.mail_html": "public",
    "demo.mails": "public",
    "ideas.add_note": "organiser",
    "ideas.answer_partner": "link:partner-answer",
    "ideas.as_assessors_see": "organiser",
    "ideas.ask_as_interest": "link:partner-interest",
    "ideas.ask_assessor_again": "organiser",
    "ideas.ask_to_join": "public",
    "ideas.asker": "link:partner-asker",
    "ideas.assess_attachment": "link:assessor",
    "ideas.assess_idea": "link:assessor",
    "ideas.assess_settings": "organiser",
    "ideas.assessed_idea": "organiser",
    "ideas.assessing": "organiser",
    "ideas.assessors": "organiser",
    "ideas.change_interest": "link:partner-interest",
    "ideas.confirm_interest": "link:partner-interest",
    "ideas.confirm_request": "link:partner-asker",
    "ideas.criteria": "organiser",
    "ideas.desk_partners": "organiser",
    "ideas.end_partnership": "link:partner-answer",
    "ideas.hide_organisation": "organiser",
    "ideas.interest": "link:partner-interest",
    "ideas.invite": "link:idea",
    "ideas.join": "public",
    "ideas.new_assessor_link": "organiser",
    "ideas.own_partners": "link:idea",
    "ideas.partner_mail_sent": "public",
    "ideas.partners": "public",
    "ideas.revoke_assessor": "organiser",
    "ideas.show_answerer": "link:partner-answer",
    "ideas.show_asker": "link:partner-asker",
    "ideas.show_organisation": "organiser",
    "ideas.stand_again": "link:partner-interest",
    "ideas.to_assess": "link:assessor",
    "participants.export_ideas": "organiser",
    "ideas.answer": "link:idea",
    "ideas.ask": "organiser",
    "ideas.cowrite": "link:idea-coauthor",
    "ideas.cowrite_file": "link:idea-coauthor",
    "ideas.cowrite_news": "link:idea-coauthor",
    "ideas.cowrite_earlier": "link:idea-coauthor",
    "ideas.cowrite_history": "link:idea-coauthor",
    "ideas.write_earlier": "link:idea",
    "ideas.write_history": "link:idea",
    "ideas.new": "public",
    "ideas.write": "link:idea",
    "ideas.write_file": "link:idea",
    "ideas.write_news": "link:idea",
    "ideas.write_with": "link:idea",
    "ideas.write_without": "link:idea",
    "ideas.call": "public",
    "ideas.choose_question": "organiser",
    "ideas.confirm": "link:idea-confirm",
    "ideas.decide_on_late": "organiser",
    "ideas.desk": "organiser",
    "ideas.desk_attachment": "organiser",
    "ideas.desk_idea": "organiser",
    "ideas.desk_version": "organiser",
    "ideas.edit_call": "organiser",
    "ideas.edit_question": "organiser",
    "ideas.edit_round": "organiser",
    "ideas.enter_idea": "organiser",
    "ideas.extend_for_one": "organiser",
    "ideas.extension": "link:idea-extension",
    "ideas.extensions": "organiser",
    "ideas.find_link": "public",
    "ideas.form_questions": "organiser",
    "ideas.invite_from_spark": "organiser",
    "ideas.lost_link": "public",
    "ideas.merge": "organiser",
    "ideas.new_question": "organiser",
    "ideas.new_round": "organiser",
    "ideas.own": "link:idea",
    "ideas.preview_questions": "organiser",
    "ideas.read_answer": "organiser",
    "ideas.receipt": "link:idea",
    "ideas.receipt_file": "link:idea",
    "ideas.receipt_pdf": "link:idea",
    "ideas.remove_call": "organiser",
    "ideas.remove_note": "organiser",
    "ideas.remove_question": "organiser",
    "ideas.remove_round": "organiser",
    "ideas.restore_question": "organiser",
    "ideas.revoke_extension": "organiser",
    "ideas.rounds": "organiser",
    "ideas.set_diarienummer": "organiser",
    "ideas.set_leave": "link:idea",
    "ideas.set_state": "organiser",
    "ideas.set_states": "organiser",
    "ideas.split": "organiser",
    "ideas.take_back_question": "organiser",
    "ideas.take_up_again": "link:idea",
    "ideas.tell_states": "organiser",
    "ideas.unmerge": "organiser",
    "ideas.withdraw": "link:idea",
    "ideas.withdraw_interest": "link:partner-interest",
    "ideas.withdraw_request": "link:partner-asker",
    "ideas.figures": "organiser",
    "ideas.follow_up": "organiser",
    "ideas.invite_to_present": "organiser",
    "ideas.new_screen_link": "organiser",
    "ideas.notes_for_slot": "organiser",
    "ideas.outcome": "organiser",
    "ideas.public_by_number": "public",
    "ideas.public_feed": "public",
    "ideas.public_idea": "public",
    "ideas.public_list": "public",
    "ideas.publish_idea": "organiser",
    "ideas.publishing": "organiser",
    "ideas.screen": "link:follow-up-screen",
    "ideas.unpublish_idea": "organiser",
    "mailings.delete": "organiser",
    "mailings.go_on": "organiser",
    "mailings.invite_to_follow_up": "organiser",
    "mailings.mail_notes": "organiser",
    "mailings.mailing": "organiser",
    "mailings.mailings": "organiser",
    "mailings.plan": "organiser",
    "mailings.preview": "organiser",
    "mailings.rewrite": "organiser",
    "mailings.send": "organiser",
    "mailings.send_failed_again": "organiser",
    "mailings.send_test": "organiser",
    "mailings.sign_up_filled_in": "link:follow-up",
    "mailings.stop": "organiser",
    "mailings.take_back": "organiser",
    "mailings.write": "organiser",
    "pages.accessibility": "public",
    "pages.audit": "organiser",
    "pages.all_calendar": "public",
    "pages.by_number": "public",
    "pages.calendar": "public",
    "pages.close_account": "administrator",
    "pages.conclude": "organiser",
    "pages.cookies": "public",
    "pages.desk": "account",
    "pages.desk_meeting": "organiser",
    "pages.edit_site_page": "organiser",
    "pages.feed": "public",
    "pages.healthz": "public",
    "pages.home": "public",
    "pages.how_it_works": "public",
    "pages.invite": "administrator",
    "pages.invite_again": "administrator",
    "pages.meeting": "public",
    "pages.meeting_audit": "organiser",
    "pages.meeting_mail": "organiser",
    "pages.meeting_outbox": "organiser",
    "pages.one_of_the_people": "administrator",
    "pages.outbox": "organiser",
    "pages.outbox_mail": "organiser",
    "pages.people": "administrator",
    "pages.preview": "link:preview",
    "pages.privacy": "public",
    "pages.reopen": "organiser",
    "pages.reopen_account": "administrator",
    "pages.resend_failed": "organiser",
    "pages.resend_mail": "organiser",
    "pages.resend_meeting_failed": "organiser",
    "pages.resend_meeting_mail": "organiser",
    "pages.robots": "public",
    "pages.search": "public",
    "pages.setup": "link:setup",
    "pages.short": "public",
    "pages.site_pages": "organiser",
    "pages.site_settings": "administrator",
    "pages.sitemap": "public",
    "pages.take_permission": "administrator",
    "pages.test_mail": "administrator",
    "figures.csv": "public",
    "figures.desk": "organiser",
    "figures.desk_csv": "organiser",
    "figures.desk_of_year": "organiser",
    "figures.desk_xlsx": "organiser",
    "figures.page": "public",
    "figures.page_of_year": "public",
    "figures.xlsx": "public",
    "participants.all_certificates": "organiser",
    "participants.certificate": "organiser",
    "participants.certificates": "organiser",
    "participants.check_certificate": "link:certificate",
    "participants.own_certificate": "link:registration",
    "participants.sample_certificate": "organiser",
    "participants.add": "organiser",
    "participants.ask_again": "organiser",
    "participants.export_invitations": "organiser",
    "participants.invitations": "organiser",
    "participants.invite": "organiser",
    "participants.line": "organiser",
    "participants.pending": "organiser",
    "participants.promote": "organiser",
    "participants.remind_invited": "organiser",
    "participants.resend_invitation": "organiser",
    "participants.revoke_invitation": "organiser",
    "participants.attendance": "organiser",
    "participants.cancel_meeting": "organiser",
    "participants.cancel_person": "organiser",
    "participants.copy": "organiser",
    "participants.delete_draft": "organiser",
    "participants.tell_of_change": "organiser",
    "reminders.add": "organiser",
    "reminders.edit": "organiser",
    "reminders.overview": "organiser",
    "reminders.preview": "organiser",
    "reminders.remove": "organiser",
    "reminders.switch_off": "organiser",
    "reminders.switch_on": "organiser",
    "participants.diet": "organiser",
    "participants.edit_person": "organiser",
    "participants.export": "organiser",
    "participants.export_workshop": "organiser",
    "participants.paste": "organiser",
    "participants.people": "organiser",
    "participants.person": "organiser",
    "participants.person_file": "organiser",
    "participants.person_workshops": "organiser",
    "participants.print_list": "organiser",
    "participants.print_workshop": "organiser",
    "participants.send_moved": "organiser",
    "participants.sign_up_person_again": "organiser",
    "participants.workshop": "organiser",
    "participants.workshop_attendance": "organiser",
    "registration.add_ready_questions": "organiser",
    "registration.assignment": "organiser",
    "privacy.ask_erasure": "link:registration",
    "privacy.case": "organiser",
    "privacy.cases": "organiser",
    "privacy.of_meeting": "organiser",
    "privacy.open_case": "organiser",
    "privacy.own_data": "link:registration",
    "privacy.own_data_json": "link:registration",
    "privacy.own_data_text": "link:registration",
    "privacy.period": "administrator",
    "privacy.public_body": "administrator",
    "privacy.retention": "administrator",
    "registration.accept_offer": "link:registration",
    "registration.change": "link:registration",
    "registration.confirm_address": "link:address",
    "registration.confirm_sent": "public",
    "registration.decline_invitation": "link:invitation",
    "registration.decline_offer": "link:registration",
    "registration.group": "public",
    "registration.group_with_link": "link:sign-up",
    "registration.hand_over": "link:registration",
    "registration.invitation": "link:invitation",
    "registration.new_link": "organiser",
    "registration.sign_up_with_link": "link:sign-up",
    "registration.choose_question": "organiser",
    "registration.copy_questions": "organiser",
    "registration.draw_lots": "organiser",
    "registration.edit_question": "organiser",
    "registration.form_questions": "organiser",
    "registration.new_question": "organiser",
    "registration.own_file": "link:registration",
    "registration.preview_questions": "organiser",
    "registration.remove_question": "organiser",
    "registration.restore_question": "organiser",
    "registration.leave_switch_line": "link:registration",
    "registration.leave_workshop_line": "link:registration",
    "registration.switch": "link:registration",
    "registration.find_link": "public",
    "registration.find_link_of_meeting": "public",
    "registration.mail_sent": "public",
    "registration.opt_ins": "link:registration",
    "registration.own_calendar": "link:registration",
    "registration.own_page": "link:registration",
    "registration.own_workshops": "link:registration",
    "registration.pin": "organiser",
    "registration.publication_of_workshops": "organiser",
    "registration.publish_workshops": "organiser",
    "registration.stop_publishing": "organiser",
    "registration.public_list": "public",
    "registration.settings": "organiser",
    "registration.sign_up": "public",
    "registration.sign_up_again": "link:registration",
    "registration.withdraw": "link:registration",
    "registration.workshop_block": "organiser",
    "registration.workshops": "organiser",
    "notes.add": "organiser",
    "notes.add_for_workshops": "organiser",
    "notes.details": "organiser",
    "notes.edit": "organiser",
    "notes.edit_news": "organiser",
    "notes.history": "organiser",
    "notes.new_link": "organiser",
    "notes.one_published_as": "public",
    "notes.overview": "organiser",
    "notes.publication": "organiser",
    "notes.publish": "organiser",
    "notes.publish_reviewed": "organiser",
    "notes.published": "public",
    "notes.published_as": "public",
    "notes.published_by_number": "public",
    "notes.publishing": "organiser",
    "notes.remove": "organiser",
    "notes.restore": "organiser",
    "notes.review": "organiser",
    "notes.revision": "organiser",
    "notes.revoke": "organiser",
    "notes.takers": "organiser",
    "notes.template": "organiser",
    "notes.withdraw": "organiser",
    "notes.write": "link:notes",
    "notes.write_news": "link:notes",
    "schedule.edit": "organiser",
    "schedule.history": "organiser",
    "schedule.new": "organiser",
    "schedule.preview_link": "organiser",
    "schedule.programme": "organiser",
    "schedule.publish": "organiser",
    "schedule.restore": "organiser",
    "schedule.revision": "organiser",
    "participants.export_sparks": "organiser",
    "materials.add": "organiser",
    "materials.add_version": "organiser",
    "materials.desk_fetch": "organiser",
    "materials.desk_zip": "organiser",
    "materials.edit": "organiser",
    "materials.fetch": "public",
    "materials.flawed": "organiser",
    "materials.groups": "organiser",
    "materials.move_down": "organiser",
    "materials.move_up": "organiser",
    "materials.one": "organiser",
    "materials.overview": "organiser",
    "materials.own_fetch": "link:registration",
    "materials.own_zip": "link:registration",
    "materials.publish": "organiser",
    "materials.remove": "organiser",
    "materials.show_version": "organiser",
    "materials.version": "organiser",
    "materials.withdraw": "organiser",
    "materials.zip_of_all": "public",
    "materials.add_pictures": "organiser",
    "materials.desk_part": "organiser",
    "materials.own_part": "link:registration",
    "materials.part": "public",
    "materials.pictures": "organiser",
    "materials.played": "organiser",
    "materials.remove_poster": "organiser",
    "materials.remove_track": "organiser",
    "materials.set_poster": "organiser",
    "materials.set_track": "organiser",
    "materials.add_addresses": "organiser",
    "materials.add_speaker": "organiser",
    "materials.ask_speakers": "organiser",
    "materials.mail_speaker": "organiser",
    "materials.refuse": "organiser",
    "materials.remind_speakers": "organiser",
    "materials.remove_speaker": "organiser",
    "materials.renew_speaker_link": "organiser",
    "materials.review": "organiser",
    "materials.speaker": "organiser",
    "materials.speaker_declines": "link:speaker",
    "materials.speaker_page": "link:speaker",
    "materials.speaker_takes_back": "link:speaker",
    "materials.speaker_texts": "link:speaker",
    "materials.speaker_thing": "link:speaker",
    "materials.speakers": "organiser",
    "sparks.close_board": "organiser",
    "sparks.decide": "organiser",
    "sparks.erase": "organiser",
    "sparks.erase_contact": "organiser",
    "sparks.form": "public",
    "sparks.group": "organiser",
    "sparks.groups": "organiser",
    "sparks.new_wall_link": "organiser",
    "sparks.open_board": "organiser",
    "sparks.overview": "organiser",
    "sparks.poster": "organiser",
    "sparks.publish": "organiser",
    "sparks.published": "public",
    "sparks.settings": "organiser",
    "sparks.spark": "organiser",
    "sparks.state": "organiser",
    "sparks.thanks": "public",
    "sparks.unpublish": "organiser",
    "sparks.wall": "link:spark-wall",
    "sparks.wall_sparks": "link:spark-wall",
    "subscriptions.confirm": "link:subscription",
    "subscriptions.leave": "link:subscription",
    "subscriptions.leave_by_box": "link:future-meetings",
    "subscriptions.own": "link:subscription",
    "subscriptions.stop": "organiser",
    "subscriptions.subscribe": "public",
    "subscriptions.subscribers": "administrator",
}
WRITTEN_BY_READING = {"signed_in", "rate_window"}  # when somebody was last seen; how often something was tried
VALUES = {
    "meeting_id": 1,
    "registration_id": 1,
    "year": 2027,
    "project_id": 1,
    "organisation_id": 1,
    "merge_id": 1,
    "other_id": 1,
    "series_id": 1,
    "account_id": 1,
    "grant_id": 1,
    "number": 1,
    "mail_id": 1,
    "question_id": 1,
    "item_id": 1,
    "block_id": 1,
    "pool_id": 1,
    "case_id": 1,
    "invitation_id": 1,
    "mailing_id": 1,
    "reminder_id": 1,
    "note_id": 1,
    "idea_id": 1,
    "interest_id": 1,
    "round_id": 1,
    "extension_id": 1,
    "place": 1,
    "assessor_id": 1,
    "coauthor_id": 1,
    "taker_id": 1,
    "speaker_id": 1,
    "material_id": 1,
    "spark_id": 1,
    "group_id": 1,
}
TEXTS = {
    "slug": "x",
    "code": "privacy",
    "language": "sv",
    "name": "x",
    "token": "1-1-" + "A" * 27,
    "where": "pa-natet",
    "sort": "fil",
    "form": "pdf",
    "key": "0" * 32,
    "mark": "0" * 16,
}


def routes(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """Every route of the app: its endpoint, an address of it, and its methods."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        given = {name: VALUES.get(name, TEXTS.get(name)) for name in rule.arguments}
        assert None not in given.values(), f"{rule}: what to put there?"
        yield rule.endpoint, adapter.build(rule.endpoint, given), set(rule.methods or ()) & {"GET", "POST"}


@pytest.fixture
def service(app: Flask) -> Flask:
    """A service with a meeting (1) and somebody at it (1), its pages, and an administrator (1)."""
    a_site()
    directory.ensure_site_pages(NOW)
    meeting = a_meeting()
    a_registration(meeting, organisation_type_id=organisation_types()["municipality"].id)
    an_organiser("Ada", "ada@example.se", administrator=True)
    return app


def desk_routes(app: Flask) -> list[tuple[str, str, set[str]]]:
    return [
        (endpoint, address, methods)
        for endpoint, address, methods in routes(app)
        if WHO.get(endpoint) in {"account", "organiser", "administrator"}
    ]


def test_every_route_says_who_may_use_it_and_stands_in_the_table(app: Flask) -> None:
    said: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        assert access is not None, f"{rule.endpoint} says nothing: use @access.public, link or requires"
        said[rule.endpoint] = {"public": "public", "link": f"link:{access.detail}", "requires": access.detail}[
            access.kind
        ]
    assert said == WHO


def test_addresses_of_the_desk_are_kept_for_accounts(app: Flask) -> None:
    desk = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/arbetsytan")}
    assert {WHO[endpoint] for endpoint in desk} == {"account", "organiser", "administrator"}
    links = {rule.endpoint for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    assert {endpoint for endpoint, who in WHO.items() if who.startswith("link:")} == links


def test_nobody_gets_at_the_desk_without_signing_in(service: Flask) -> None:
    visitor = Browser(service)
    for endpoint, address, methods in desk_routes(service):
        for method in methods:
            page = visitor.open(method, address, follow=False, check=False)
            assert page.status == (303 if method == "GET" else 403), (endpoint, method)
            if method == "GET":
                assert page.headers["Location"].startswith("/logga-in?next=/arbetsytan"), endpoint


def test_an_organiser_of_another_meeting_may_not_know_of_this_one(service: Flask) -> None:
    other = a_meeting(title="Ett annat")
    visitor = signed_in(Browser(service), an_organiser(meeting=other))
    for endpoint, address, methods in desk_routes(service):
        for method in methods:
            if "/moten/1" in address:
                assert visitor.open(method, address, follow=False, check=False).status == 404, (endpoint, method)
            elif WHO[endpoint] != "account":
                assert visitor.open(method, address, follow=False, check=False).status == 403, (endpoint, method)


def test_an_organiser_does_nothing_of_an_administrators(service: Flask) -> None:
    visitor = signed_in(Browser(service), an_organiser())
    for endpoint, address, methods in desk_routes(service):
        for method in methods:
            status = visitor.open(method, address, follow=False, check=False).status
            assert (status == 403) == (WHO[endpoint] == "administrator"), (endpoint, method, status)
            if endpoint == "accounts.sign_out_everywhere":
                signed_in(visitor, an_organiser("Bo", "bo@example.se"))


def test_a_made_up_link_opens_nothing(service: Flask) -> None:
    visitor = Browser(service)
    for endpoint, address, methods in routes(service):
        if WHO[endpoint].startswith("link:"):
            for method in methods:
                assert visitor.open(method, address, follow=False).status == 404, (endpoint, method)


def test_no_reading_writes(service: Flask) -> None:
    administrator = signed_in(Browser(service), an_organiser("Bo", "bo@example.se", administrator=True))
    before, read = contents(), list[str]()
    for endpoint, address, methods in routes(service):
        if "GET" in methods and not WHO[endpoint].startswith("link:"):
            for reader in (Browser(service), administrator):
                page = reader.get(address, follow=False, check=False)
                assert page.status in {200, 301, 302, 303, 304, 404, 503}, (endpoint, page.status)
                assert page.status != 503 or endpoint == "pages.healthz"
            read.append(endpoint)
        if len(read) == 20:  # to look at every row takes as long as to read a page
            assert contents() == before, f"one of these writes: {read}"
            read.clear()
    assert contents() == before, f"one of these writes: {read}"


def test_what_is_private_is_neither_stored_nor_indexed(service: Flask) -> None:
    administrator = signed_in(Browser(service), an_organiser("Bo", "bo@example.se", administrator=True))
    for endpoint, address, methods in desk_routes(service):
        if "GET" in methods:
            headers = administrator.get(address, follow=False, check=False).headers
            assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow"), endpoint


def test_the_public_gets_no_cookie(service: Flask) -> None:
    visitor = Browser(service)
    for endpoint, address, methods in routes(service):
        if WHO[endpoint] == "public" and "GET" in methods:
            page = visitor.get(address, follow=False, check=False)
            assert "Set-Cookie" not in page.headers, endpoint
            reads_it = "Cookie" in page.headers.get("Vary", "")
            assert reads_it == (endpoint == "accounts.sign_in"), endpoint  # it leads on who is signed in


def contents() -> dict[str, tuple[int, str]]:
    """How many rows each table holds, and all that they hold, as one text."""
    db.session.rollback()
    found: dict[str, tuple[int, str]] = {}
    for table in db.metadata.sorted_tables:
        if table.name not in WRITTEN_BY_READING:
            rows = db.session.execute(select(table)).all()
            assert len(rows) == db.session.scalar(select(func.count()).select_from(table))
            found[table.name] = (len(rows), repr(sorted(map(repr, rows))))
    db.session.rollback()
    return found
