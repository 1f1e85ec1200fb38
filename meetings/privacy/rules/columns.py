"""Which column of which table holds what about whom: every column of text is named here, and a test holds it so.

Whoever adds one says what it holds; what is somebody's has to be erased by `queries.selecting` as well, and the proof
in tests/privacy looks for it in every copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Holds(Enum):
    """What a column of text holds."""

    SENSITIVE = "of an attendee, sensitive: erased first"
    CONTACT = "of an attendee: erased with the contact data"
    STAFF = "of those who act, speak or are reached in their duties: part of the record"
    TEXT = "what organisers write, about no attendee"
    RECORD = "of what was received in writing: an official document, kept, without its contact"
    CODE = "a code, a state, a number, a key without meaning"
    PASSING = "goes by itself within days"
    COUNTED = "of an attendee, as a keyed hash that counts them once: goes when its year or project is closed"
    SUBSCRIBER = "of a subscriber: goes with its row when they leave"


def _all(holds: Holds, names: str) -> dict[str, Holds]:
    return dict.fromkeys(names.split(), holds)


COLUMNS: Mapping[str, Mapping[str, Holds]] = {
    "account": {
        **_all(Holds.STAFF, "name name_sort search_text email email_key"),
        **_all(Holds.CODE, "password_hash lang"),
    },
    "account_grant": _all(Holds.CODE, "permission"),
    "actor_question": {
        **_all(Holds.TEXT, "text"),
        **_all(Holds.RECORD, "answer"),
        **_all(Holds.STAFF, "asked_by"),
    },
    "answer": {**_all(Holds.CONTACT, "text"), **_all(Holds.TEXT, "asked"), **_all(Holds.CODE, "file_key")},
    "appearance": _all(Holds.STAFF, "name party roles organisation_name"),
    "assessment": _all(Holds.RECORD, "comment"),
    "assessment_criterion": _all(Holds.TEXT, "label text"),
    "assessor": {**_all(Holds.CONTACT, "name email email_key"), **_all(Holds.CODE, "lang")},
    "audit_entry": {**_all(Holds.STAFF, "actor"), **_all(Holds.CODE, "action subject fields")},
    "audit_value": {**_all(Holds.CONTACT, "old new"), **_all(Holds.CODE, "field")},
    "call_extension": {
        **_all(Holds.CONTACT, "name email reason"),  # of a personal one; for everybody it has a reason alone
        **_all(Holds.STAFF, "made_by"),
        **_all(Holds.CODE, "kind lang"),
    },
    "change_notice": {
        **_all(Holds.TEXT, "before after text"),
        **_all(Holds.STAFF, "decided_by"),
        **_all(Holds.CODE, "state"),
    },
    "choice": {**_all(Holds.TEXT, "label_sv label_en"), **_all(Holds.CODE, "code")},
    "counted_number": _all(Holds.CODE, "scope dimension"),
    "counted_scope": {**_all(Holds.COUNTED, "salt key_mark"), **_all(Holds.CODE, "code")},
    "erasure": _all(Holds.CODE, "id retention counts"),
    "erasure_case": {
        **_all(Holds.CONTACT, "reason decision asked_by"),
        **_all(Holds.STAFF, "decided_by opened_by"),
        **_all(Holds.CODE, "state channel"),
    },
    "follow_up_slot": {
        **_all(Holds.STAFF, "presenters outcome_by"),
        **_all(Holds.TEXT, "outcome_text"),
        **_all(Holds.CODE, "outcome"),
    },
    "frozen_figure": _all(Holds.CODE, "scope measure dimension"),
    "funding_round": _all(Holds.TEXT, "title funder season url text"),
    "heartbeat": _all(Holds.PASSING, "worker"),
    "idea": {
        **_all(Holds.CONTACT, "contact_name contact_email contact_email_key contact_phone draft"),
        **_all(Holds.RECORD, "title title_sort organisation_name organisation_sort search_text"),
        **_all(Holds.TEXT, "publish_wording state_text told_text"),
        **_all(Holds.STAFF, "entered_by"),
        **_all(Holds.CODE, "form_token state told_state lang role late_decision diarienummer"),
    },
    "idea_attachment": {**_all(Holds.RECORD, "name"), **_all(Holds.CODE, "file_key type sha256")},
    "idea_call": {**_all(Holds.CONTACT, "hidden_words"), **_all(Holds.TEXT, "intro"), **_all(Holds.CODE, "required")},
    "idea_coauthor": {**_all(Holds.CONTACT, "name email email_key"), **_all(Holds.CODE, "lang")},
    "idea_history": {
        **_all(Holds.TEXT, "text internal"),
        **_all(Holds.STAFF, "by"),
        **_all(Holds.CODE, "action before after"),
    },
    "idea_note": {**_all(Holds.TEXT, "text"), **_all(Holds.STAFF, "by")},
    "idea_revision": {
        **_all(Holds.CONTACT, "content author"),  # of the working copy: goes with the contact of its idea
        **_all(Holds.CODE, "checksum kind origin"),
    },
    "idea_version": {
        **_all(Holds.RECORD, "content"),  # without contact: its checksum holds when who sent it has been erased
        **_all(Holds.STAFF, "entered_by"),
        **_all(Holds.CODE, "reference form_token checksum"),
    },
    "invitation": {
        **_all(Holds.CONTACT, "name name_sort email email_key organisation message reason"),
        **_all(Holds.CODE, "lang state"),
    },
    "job_run": {**_all(Holds.CODE, "name held_by"), **_all(Holds.PASSING, "outcome")},
    "mail_attempt": {**_all(Holds.CONTACT, "answer"), **_all(Holds.CODE, "outcome problem")},
    "mailing": {
        **_all(Holds.TEXT, "subject_sv body_sv subject_en body_en"),
        **_all(Holds.STAFF, "author"),
        **_all(Holds.CODE, "about audience state problem"),
    },
    "material": {
        **_all(Holds.STAFF, "title credit presenter"),
        **_all(Holds.TEXT, "text url offered_url alt transcript accepted_flaws answer"),
        **_all(Holds.CODE, "kind lang audience state offer_state"),
    },
    "material_group": _all(Holds.TEXT, "heading"),
    "material_picture": {
        **_all(Holds.TEXT, "alt caption"),
        **_all(Holds.STAFF, "credit"),
        **_all(Holds.CODE, "file_key medium_key small_key picture_state"),
    },
    "material_track": _all(Holds.CODE, "lang file_key"),
    "material_version": {
        **_all(Holds.STAFF, "comment given_by"),
        **_all(Holds.CODE, "file_key state flaws picture_key picture_state"),
    },
    "meeting": {
        **_all(
            Holds.TEXT, "theme title summary purpose body conclusions afterwards venue street postcode town directions"
        ),
        **_all(Holds.TEXT, "venue_access online_url cancel_reason"),
        **_all(Holds.STAFF, "concluded_by"),
        **_all(Holds.CODE, "slug state lang attendance diarienummer reported_qualifier"),
    },
    "meeting_certificate": {**_all(Holds.TEXT, "text"), **_all(Holds.STAFF, "signer signer_title")},
    "meeting_series": {
        **_all(Holds.TEXT, "title summary body occasion_title"),
        **_all(Holds.CODE, "slug lang"),
    },
    "meeting_contact": _all(Holds.STAFF, "name title email phones"),
    "meeting_revision": {**_all(Holds.STAFF, "content author"), **_all(Holds.CODE, "checksum")},
    "note": {
        **_all(Holds.TEXT, "title body published_title published_body"),
        **_all(Holds.STAFF, "reviewed_by"),
        **_all(Holds.CODE, "lang state"),
    },
    "note_revision": {
        **_all(Holds.TEXT, "content"),
        **_all(Holds.STAFF, "author"),  # an organiser; a note taker is named in the row of theirs alone
        **_all(Holds.CODE, "checksum kind origin"),
    },
    "note_taker": {**_all(Holds.CONTACT, "name name_sort email"), **_all(Holds.CODE, "lang")},
    "note_template": _all(Holds.TEXT, "text_sv text_en"),
    "opt_in": {**_all(Holds.CONTACT, "wording"), **_all(Holds.CODE, "kind")},
    "organisation": _all(Holds.TEXT, "name name_sort name_folded website about"),
    "organisation_merge": {**_all(Holds.TEXT, "moved"), **_all(Holds.STAFF, "merged_by undone_by")},
    "outgoing_mail": {
        **_all(Holds.CONTACT, "to_name to_address values calendar error subject body_text body_html"),
        **_all(Holds.STAFF, "reply_to"),
        **_all(Holds.CODE, "key template lang calendar_method subject_ref message_id state claimed_by problem"),
    },
    "participation": {**_all(Holds.COUNTED, "person"), **_all(Holds.CODE, "scope")},
    "partner_interest": {
        **_all(Holds.CONTACT, "contact_name contact_email contact_email_key offers search_text"),
        **_all(Holds.RECORD, "organisation_name organisation_sort"),
        **_all(Holds.TEXT, "wording"),
        **_all(Holds.CODE, "form_token lang"),
    },
    "partner_request": {
        **_all(Holds.CONTACT, "contact_name contact_email contact_email_key message answer"),
        **_all(Holds.RECORD, "organisation_name"),
        **_all(Holds.TEXT, "shown_wording"),
        **_all(Holds.CODE, "direction form_token lang state"),
    },
    "place": _all(Holds.CODE, "state held_for"),
    "pool": _all(Holds.CODE, "kind"),
    "programme_item": {**_all(Holds.TEXT, "title summary room"), **_all(Holds.CODE, "kind")},
    "project": {
        **_all(Holds.TEXT, "title title_sort summary purpose body results website search_text"),
        **_all(Holds.CODE, "slug state lang begins ends diarienummer"),
    },
    "project_activity": {
        **_all(Holds.TEXT, "title text place country"),
        **_all(Holds.CODE, "at people_exactness"),
    },
    "project_contact": _all(Holds.STAFF, "name title organisation email phones"),
    "project_figure": {**_all(Holds.TEXT, "unit population text"), **_all(Holds.CODE, "exactness")},
    "project_group": {**_all(Holds.TEXT, "title summary body"), **_all(Holds.CODE, "slug lang")},
    "project_group_revision": {
        **_all(Holds.TEXT, "content"),
        **_all(Holds.STAFF, "author"),
        **_all(Holds.CODE, "checksum"),
    },
    "project_outcome": _all(Holds.TEXT, "text actor"),
    "project_partner": _all(Holds.TEXT, "unit"),
    "project_revision": {**_all(Holds.STAFF, "content author"), **_all(Holds.CODE, "checksum")},
    "published_idea": {
        **_all(Holds.RECORD, "title title_sort organisation_name search_text"),
        **_all(Holds.CODE, "slug lang role"),
    },
    "question": {
        **_all(Holds.TEXT, "label_sv label_en help_sv help_en shown_if_text"),
        **_all(Holds.CODE, "type code retention shown_if"),
    },
    "rate_window": _all(Holds.PASSING, "key"),
    "registration": {
        **_all(Holds.CONTACT, "name name_sort email email_key organisation_typed organisation_sort search_text"),
        **_all(Holds.CONTACT, "reference form_token added_by decision"),
        **_all(Holds.CODE, "lang"),
    },
    "reminder": {**_all(Holds.TEXT, "text"), **_all(Holds.CODE, "anchor")},
    "retention_period": _all(Holds.CODE, "retention decision_number"),
    "retention_run": _all(Holds.CODE, "counts waiting"),
    "retention_warning": _all(Holds.CODE, "retention counts"),
    "round_criterion": {**_all(Holds.TEXT, "label text"), **_all(Holds.CODE, "field")},
    "search_row": {**_all(Holds.TEXT, "title"), **_all(Holds.CODE, "kind lang whole")},
    "search_text": _all(Holds.TEXT, "text"),
    "search_word": _all(Holds.TEXT, "exact folded"),
    "sensitive_answer": {
        **_all(Holds.SENSITIVE, "text"),
        **_all(Holds.TEXT, "asked"),
        **_all(Holds.CODE, "file_key"),
    },
    "sign_up": {**_all(Holds.TEXT, "notice"), **_all(Holds.CODE, "access")},
    "sign_up_group": {**_all(Holds.CONTACT, "form_token"), **_all(Holds.CODE, "told")},
    "signed_in": _all(Holds.PASSING, "token_hash"),
    "site": {
        **_all(Holds.TEXT, "name_sv name_en"),
        **_all(Holds.STAFF, "contact_name contact_email contact_phone"),
    },
    "site_page": {**_all(Holds.TEXT, "title body"), **_all(Holds.CODE, "code lang")},
    "speaker_link": {
        **_all(Holds.CONTACT, "name name_sort email email_key"),
        **_all(Holds.TEXT, "wording"),
        **_all(Holds.CODE, "lang"),
    },
    "spark": {
        **_all(Holds.CONTACT, "name email email_key"),
        **_all(Holds.TEXT, "text"),
        **_all(Holds.STAFF, "decided_by"),
        **_all(Holds.CODE, "lang state form_token"),
    },
    "spark_board": _all(Holds.TEXT, "prompt"),
    "spark_group": _all(Holds.TEXT, "heading"),
    "stored_file": {**_all(Holds.CONTACT, "name"), **_all(Holds.CODE, "key type sha256 state owner")},
    "subscriber": {
        **_all(Holds.SUBSCRIBER, "email email_key topics counties"),
        **_all(Holds.TEXT, "wording"),
        **_all(Holds.CODE, "lang"),
    },
    "telling": _all(Holds.CODE, "state"),
    "term": {**_all(Holds.TEXT, "name_sv name_en text_sv text_en"), **_all(Holds.CODE, "vocabulary code")},
    "workshop_block": _all(Holds.CODE, "mode"),
    "workshop_publication": {
        **_all(Holds.STAFF, "asked_by"),
        **_all(Holds.CODE, "stage problem seen found recipients"),
    },
    "typed_apart": _all(Holds.CODE, "typed_key"),
}
ERASED = frozenset({Holds.SENSITIVE, Holds.CONTACT})


def erased_columns() -> list[tuple[str, str]]:
    """Return table and column of all that is erased of attendees."""
    return [(table, name) for table, names in COLUMNS.items() for name, holds in names.items() if holds in ERASED]
