"""The form of a joint page: its texts, and its projects in their order."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from meetings.projects.forms.fields import LANGUAGES
from meetings.projects.rules.groups import GroupContent
from meetings.schedule.forms.rows import RowForm, Rows, offered
from meetings.text import whole_number
from meetings.web.forms import DeskForm, LongText, Text


class ProjectRow(RowForm):
    """A project of the joint page."""

    project = SelectField(_l("Projekt"))


class GroupForm(DeskForm):
    """All of a joint page, filled in from one revision."""

    base_revision = HiddenField()
    title = Text(_l("Rubrik"), required=_l("Skriv en rubrik till den gemensamma sidan."))
    summary = LongText(_l("Sammanfattning"), at_most=600)
    body = LongText(_l("Text"), at_most=20_000)
    lang = RadioField(_l("Språk som sidan är skriven på"), choices=offered(LANGUAGES), default="sv")
    projects = Rows(ProjectRow, _l("Projekt"), at_most=30)

    def offer(self, projects: Sequence[tuple[str, str]]) -> None:
        """Give each row the projects to choose among."""
        self._projects = [("", _("Välj projekt")), *projects]
        for entry in self.projects.entries:
            entry.form.project.choices = offered(self._projects)

    def blank(self) -> ProjectRow:
        """Return an empty row, of which a script makes new ones; after `offer`."""
        row: ProjectRow = self.projects.blank("__index__").form
        row.project.choices = offered(self._projects)
        return row

    @property
    def base(self) -> int:
        """The revision that it was filled in from; 0, which is none, when that was tampered with."""
        return whole_number(self.base_revision.data)

    def content(self) -> GroupContent:
        """Return what was written; a project that was chosen twice stands once."""
        chosen = dict.fromkeys(whole_number(row.project.data) for row in self.projects.kept())
        return GroupContent(
            self.title.data or "",
            self.summary.data or "",
            self.body.data or "",
            self.lang.data,
            tuple(one for one in chosen if one),
        )


def group_values(content: GroupContent, base_revision: int) -> dict[str, object]:
    """Return what the form of this content is filled in with."""
    return {
        "base_revision": str(base_revision),
        "title": content.title,
        "summary": content.summary,
        "body": content.body,
        "lang": content.lang,
        "projects": [{"project": str(one), "order": place} for place, one in enumerate(content.projects, start=1)],
    }
