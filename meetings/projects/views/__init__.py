"""The pages of projects and series: their routes are collected here."""

from meetings.projects.views import (
    arranging,
    desk,
    editing,
    forgetting,
    from_idea,
    groups,
    history,
    linking,
    public,
    public_list,
    publishing,
    report,
    series_desk,
    series_editing,
    series_moving,
    series_public,
    series_sign_up,
)
from meetings.projects.views.blueprint import blueprint

__all__ = [
    "arranging",
    "blueprint",
    "desk",
    "editing",
    "forgetting",
    "from_idea",
    "groups",
    "history",
    "linking",
    "public",
    "public_list",
    "publishing",
    "report",
    "series_desk",
    "series_editing",
    "series_moving",
    "series_public",
    "series_sign_up",
]
