"""The shape of what organisers write: three questions, a meeting's details, its programme."""

from __future__ import annotations

from meetings.schedule.forms.details import EditForm, NewForm
from meetings.schedule.forms.programme import ProgrammeForm

__all__ = ["EditForm", "NewForm", "ProgrammeForm"]
