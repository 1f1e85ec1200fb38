"""The demonstration, held against the documents that it is made after."""

import pytest

pytest.register_assert_rewrite(
    "tests.demo.lines_of_meeting", "tests.demo.lines_of_meeting_work", "tests.demo.lines_of_projects"
)
