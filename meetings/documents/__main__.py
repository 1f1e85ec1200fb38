"""The process that makes one document: its data comes as JSON on standard input, the file leaves on standard output."""

from __future__ import annotations

import json
import resource
import sys

from meetings.documents import certificates
from meetings.documents.content import data_of
from meetings.documents.rules import MOST_MEMORY, MOST_SECONDS


def main(form: str) -> None:
    """Make the document in this form ("pdf", "docx"); what takes too much is ended by the system."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    plain = json.load(sys.stdin.buffer)
    if form == "docx":
        from meetings.documents.word import docx  # noqa: PLC0415 - each form loads what it needs

        made = docx(data_of(plain))
    else:
        from meetings.documents.pdf import pdf  # noqa: PLC0415

        sheets = plain.get("press") == certificates.PRESS
        made = pdf(certificates.data_of(plain), certificates.PRESS) if sheets else pdf(data_of(plain))
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main(sys.argv[1])
