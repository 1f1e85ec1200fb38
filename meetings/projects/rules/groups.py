"""What is written of a joint page of sibling projects; as JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from meetings.errors import Refusal
from meetings.text import N_


class GroupReason(Enum):
    """Why a joint page cannot be saved."""

    UNTITLED = N_("Skriv en rubrik till den gemensamma sidan.")


@dataclass(frozen=True)
class GroupContent:
    """The texts of the joint page, and the numbers of its projects in their order; `body` is Markdown."""

    title: str
    summary: str = ""
    body: str = ""
    lang: str = "sv"
    projects: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as what a JSON column holds."""
        return {
            "title": self.title,
            "lang": self.lang,
            "summary": self.summary,
            "body": self.body,
            "projects": list(self.projects),
        }


def group_from_json(stored: Mapping[str, Any]) -> GroupContent:
    """Return the content that a JSON column holds."""
    return GroupContent(
        title=stored.get("title", ""),
        summary=stored.get("summary", ""),
        body=stored.get("body", ""),
        lang=stored.get("lang", "sv"),
        projects=tuple(stored.get("projects", ())),
    )


def refusal_to_save_group(content: GroupContent) -> Refusal | None:
    """Return why it cannot be saved, or None."""
    return None if content.title else Refusal(GroupReason.UNTITLED)
