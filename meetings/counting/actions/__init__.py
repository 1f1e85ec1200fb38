"""Count a meeting's people, freeze those whose address goes, and let only numbers stay in the end."""

from meetings.counting.actions.above import Above, init_app
from meetings.counting.actions.closing import close_again, close_due, forget_project
from meetings.counting.actions.counting import count_due, count_meeting, count_project
from meetings.counting.actions.freezing import freeze, let_go

__all__ = [
    "Above",
    "close_again",
    "close_due",
    "count_due",
    "count_meeting",
    "count_project",
    "forget_project",
    "freeze",
    "init_app",
    "let_go",
]
