"""The pages of subscriptions: to subscribe, one's own, and the desk's."""

from meetings.subscriptions.views import desk, own, public
from meetings.subscriptions.views.blueprint import blueprint

__all__ = ["blueprint", "desk", "own", "public"]
