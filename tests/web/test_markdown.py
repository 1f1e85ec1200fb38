"""What organisers write becomes harmless HTML whose headings fit below those of the page."""

from __future__ import annotations

import pytest

from meetings.web.markdown import html, outline


@pytest.mark.parametrize(
    ("written", "top", "shown"),
    [
        ([], 2, []),
        ([1, 2, 3], 2, [2, 3, 4]),
        ([3, 3], 3, [3, 3]),
        ([2, 4, 2], 3, [3, 4, 3]),
        ([3, 1, 2], 2, [2, 2, 3]),
        ([1, 2, 3, 4, 5], 2, [2, 3, 4, 4, 4]),
        ([1, 6, 3, 6], 2, [2, 3, 3, 4]),
    ],
)
def test_headings_begin_where_the_page_is_and_leave_no_level_out(
    written: list[int], top: int, shown: list[int]
) -> None:
    assert outline(written, top, 4) == shown


def test_headings_are_moved_and_links_and_markup_are_harmless() -> None:
    made = html("# A\n\n#### B\n\n<b>x</b> [a](javascript:x) [b](https://b.se)", level=3)
    assert "<h3>A</h3>" in made
    assert "<h4>B</h4>" in made
    assert "&lt;b&gt;x&lt;/b&gt; [a](javascript:x)" in made
    assert '<a href="https://b.se" rel="noopener">b</a>' in made
