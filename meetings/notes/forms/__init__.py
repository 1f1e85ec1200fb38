"""What is typed into the forms of notes."""

from meetings.notes.forms.desk import AboutForm, TakerForm, TemplateForm, WorkshopsForm
from meetings.notes.forms.publishing import SeenForm
from meetings.notes.forms.writing import EditorForm, WritingForm

__all__ = ["AboutForm", "EditorForm", "SeenForm", "TakerForm", "TemplateForm", "WorkshopsForm", "WritingForm"]
