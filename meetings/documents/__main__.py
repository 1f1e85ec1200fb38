"""The process that makes one document: its data comes as JSON on standard input, the file leaves on standard output."""

from __future__ import annotations

import json
import resource
import sys

from meetings.documents.content import data_of
from meetings.documents.rules import MOST_MEMORY, MOST_SECONDS


def main(form: str) -> None:
    """Make the document in this form ("pdf", "docx"); what takes too much is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    data = data_of(json.load(sys.stdin.buffer))
    if form == "pdf":
        from meetings.documents.pdf import pdf as made  # noqa: PLC0415 - each form loads what it needs
    else:
        from meetings.documents.word import docx as made  # noqa: PLC0415
    sys.stdout.buffer.write(made(data))


if __name__ == "__main__":
    main(sys.argv[1])
