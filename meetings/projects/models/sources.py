"""The tables of what led to a project, and of where it was presented."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from meetings.extensions import Base


def _linked(name: str, what: str, target: str) -> Table:
    return Table(
        name,
        Base.metadata,
        Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
        Column(what, ForeignKey(target, ondelete="CASCADE"), primary_key=True, index=True),
    )


project_idea = _linked("project_idea", "idea_id", "idea.id")
project_spark = _linked("project_spark", "spark_id", "spark.id")
project_led_to_by = _linked("project_led_to_by", "meeting_id", "meeting.id")
# The items of programmes at which the project was presented: its name stands there as it is now.
project_item = _linked("project_item", "item_id", "programme_item.id")
