"""What can be done with forms and answers; each joins the transaction of the action that asks for it."""

from meetings.questions.actions.answering import (
    discard_unanswered_files,
    replace_answers,
    store,
    submission,
    take_along,
)
from meetings.questions.actions.building import (
    Saved,
    add_question,
    add_ready,
    put_in_order,
    restore,
    retire,
    save_question,
)
from meetings.questions.actions.making import append_form, copy_form, copy_form_and_choices, ready_form

__all__ = [
    "Saved",
    "add_question",
    "add_ready",
    "append_form",
    "copy_form",
    "copy_form_and_choices",
    "discard_unanswered_files",
    "put_in_order",
    "ready_form",
    "replace_answers",
    "restore",
    "retire",
    "save_question",
    "store",
    "submission",
    "take_along",
]
