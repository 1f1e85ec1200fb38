"""The shape of a subscription, of its changes, and of what the desk asks about an address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from meetings.schedule.forms.rows import Boxes
from meetings.subscriptions.rules import Choice
from meetings.web.forms import DeskForm, EmailText, PublicForm


class Word(Protocol):
    """Something that can be chosen."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


class Words(Protocol):
    """All that can be chosen."""

    @property
    def themes(self) -> Sequence[Word]: ...
    @property
    def groups(self) -> Sequence[Word]: ...
    @property
    def counties(self) -> Sequence[Word]: ...


class ChoiceForm(PublicForm):
    """What somebody is told of, and in which language; no box ticked in a group means all of it."""

    themes = Boxes(_l("Teman"), validate_choice=False)
    groups = Boxes(_l("Målgrupper"), validate_choice=False)
    counties = Boxes(_l("Län"), validate_choice=False)
    lang = RadioField(
        _l("Språk i mejlen"), choices=[SelectChoice("sv", "Svenska"), SelectChoice("en", "English")], default="sv"
    )

    def offer(self, words: Words) -> None:
        """Fill in what can be chosen; what was sent and is not offered counts as not sent."""
        for field, offered in (
            (self.themes, words.themes),
            (self.groups, words.groups),
            (self.counties, words.counties),
        ):
            field.choices = [SelectChoice(one.code, one.name) for one in offered]
            codes = {one.code for one in offered}
            field.data = [code for code in field.data or () if code in codes]
            if not offered:
                del self[field.short_name]

    @property
    def choice(self) -> Choice:
        """What was chosen."""
        topics = [code for name in ("themes", "groups") if name in self for code in self[name].data]
        return Choice(frozenset(topics), frozenset((self.counties.data or ()) if "counties" in self else ()))


class SubscribeForm(ChoiceForm):
    """A wish to be told of new meetings."""

    email = EmailText(_l("E-post"))


class AddressForm(DeskForm):
    """An address whose subscription is looked for."""

    email = EmailText(_l("E-post"))


def chosen(choice: Choice, words: Words, lang: str) -> dict[str, object]:
    """Return the form's data for what somebody has chosen."""

    def among(offered: Iterable[Word], codes: frozenset[str]) -> list[str]:
        return [one.code for one in offered if one.code in codes]

    return {
        "themes": among(words.themes, choice.topics),
        "groups": among(words.groups, choice.topics),
        "counties": among(words.counties, choice.counties),
        "lang": lang,
    }
