"""The words of what can be found: worked out for the meetings that stand in the search already.

Revision: 0005, after 0004, which made the tables. Written by hand; it changes no table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from meetings.search.rules import depths
from meetings.text import fold
from meetings.web import markdown

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WRITTEN = ("summary", "purpose", "body", "conclusions")
_ABOUT = sa.text(
    "SELECT s.id, m.id AS meeting_id, m.lang, m.title, m.summary, m.purpose, m.body, m.conclusions, m.theme,"
    " t.name_sv, t.name_en, m.venue, m.town"
    " FROM search_row s JOIN meeting m ON m.id = s.ref_id JOIN term t ON t.id = m.kind_id WHERE s.kind = 'meeting'"
)
_ORGANISERS = sa.text(
    "SELECT mo.meeting_id, o.name FROM meeting_organiser mo JOIN organisation o ON o.id = mo.organisation_id"
    " ORDER BY mo.meeting_id, mo.position"
)
_PROGRAMME = sa.text(
    "SELECT i.meeting_id, i.id, i.title, i.summary, a.name, a.roles, a.organisation_name"
    " FROM programme_item i LEFT JOIN appearance a ON a.item_id = i.id"
    " ORDER BY i.meeting_id, i.starts_at, i.position, i.id, a.position"
)


def upgrade() -> None:
    """Go forward."""
    texts: list[dict[str, Any]] = []
    held: list[tuple[int, str, int]] = []
    for row_id, title, lang, text in _found():
        texts.append({"row_id": row_id, "text": text, "lang": lang})
        held += [(row_id, word, int(depth)) for word, depth in depths(title, text).items()]
    words = sorted({word for _row_id, word, _depth in held})
    _write("INSERT INTO search_text (row_id, text) VALUES (:row_id, :text)", texts)
    _write("UPDATE search_row SET lang = :lang WHERE id = :row_id", texts)
    _write(
        "INSERT INTO search_word (exact, folded) VALUES (:exact, :folded)",
        [{"exact": word, "folded": fold(word)} for word in words],
    )
    ids = {exact: word_id for word_id, exact in op.get_bind().execute(sa.text("SELECT id, exact FROM search_word"))}
    _write(
        "INSERT INTO search_place (word_id, row_id, depth) VALUES (:word_id, :row_id, :depth)",
        [{"word_id": ids[word], "row_id": row_id, "depth": depth} for row_id, word, depth in held],
    )


def downgrade() -> None:
    """Go back."""
    for table in ("search_place", "search_word", "search_text"):
        op.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand above


def _found() -> Iterator[tuple[int, str, str, str]]:
    """Return row, title, language and text of each meeting in the search."""
    connection = op.get_bind()
    more: dict[int, list[str]] = defaultdict(list)
    for meeting_id, name in connection.execute(_ORGANISERS):
        more[meeting_id].append(name)
    seen = None
    for meeting_id, item_id, title, summary, *who in connection.execute(_PROGRAMME):
        more[meeting_id] += [*who] if item_id == seen else [title, summary, *who]
        seen = item_id
    for row in connection.execute(_ABOUT).mappings().all():
        parts = [markdown.plain(row[name], at_most=100_000) for name in _WRITTEN]
        parts += [row[name] for name in ("theme", "name_sv", "name_en", "venue", "town")]
        text = "\n".join(part for part in [*parts, *more[row["meeting_id"]]] if part)
        yield row["id"], row["title"], row["lang"], text


def _write(statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        op.get_bind().execute(sa.text(statement), rows)
