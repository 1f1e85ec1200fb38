"""May what is written of a project be saved, may it be published, and may its draft be taken away."""

from __future__ import annotations

from enum import Enum

from meetings.errors import Refusal
from meetings.projects.rules.content import Content
from meetings.projects.rules.figures import refusals_of_figures
from meetings.projects.rules.points import point
from meetings.projects.rules.states import ProjectState
from meetings.text import N_


class ProjectReason(Enum):
    """Why a project cannot be saved, published or taken away."""

    UNTITLED = N_("Skriv vad projektet heter.")
    NO_TIME = N_("Tiden ”%(code)s” går inte att läsa. Välj ett år, och en månad eller årstid om den är känd.")
    ENDS_FIRST = N_("Projektet kan inte sluta innan det börjar. Ändra den ena tiden.")
    UNREACHABLE = N_("En kontaktperson behöver minst en uppgift.")
    EMPTY_OUTCOME = N_("Skriv vad det blev av projektet, eller ta bort raden.")
    WITHOUT_TEXT = N_("Skriv en sammanfattning eller ett syfte innan du publicerar projektet.")
    WITHOUT_OWNER = N_("Skriv vem som driver eller drev projektet innan du publicerar det.")
    IS_PUBLIC = N_("Projektet är publicerat. Ta bort det från webben först.")
    ARRANGES = N_("Projektet anordnar möten. Ta bort dem ur projektet först.")


def refusal_to_save(content: Content) -> Refusal | None:
    """Return why what is written cannot be saved, or None."""
    if not content.title:
        return Refusal(ProjectReason.UNTITLED)
    if refusal := refusal_of_times(content):
        return refusal
    for refusal in refusals_of_figures(content.figures).values():
        return refusal
    for one in content.contacts:
        if not (one.name or one.title or one.organisation or one.email or one.phones):
            return Refusal(ProjectReason.UNREACHABLE)
    if any(not one.text for one in content.outcomes):
        return Refusal(ProjectReason.EMPTY_OUTCOME)
    return None


def refusal_of_times(content: Content) -> Refusal | None:
    """Return what is wrong with the period and the times of activities, or None.

    The end may lie inside the beginning: from the spring of 2013 to the year 2013.
    """
    for code in (content.begins, content.ends, *(one.at for one in content.activities)):
        if code and point(code) is None:
            return Refusal(ProjectReason.NO_TIME, {"code": code})
    begins, ends = point(content.begins), point(content.ends)
    if begins is not None and ends is not None and ends.last < begins.first:
        return Refusal(ProjectReason.ENDS_FIRST)
    return None


def refusals_to_publish(content: Content) -> list[Refusal]:
    """Return what is lacking before everybody may read of the project."""
    found = []
    if not content.owner:
        found.append(Refusal(ProjectReason.WITHOUT_OWNER))
    if not (content.summary or content.purpose):
        found.append(Refusal(ProjectReason.WITHOUT_TEXT))
    return found


def refusal_to_delete(state: str, arranged: int) -> Refusal | None:
    """Return why the project cannot be taken away, or None; `arranged` is how many meetings it arranges."""
    if state == ProjectState.PUBLISHED.value:
        return Refusal(ProjectReason.IS_PUBLIC)
    return Refusal(ProjectReason.ARRANGES) if arranged else None
