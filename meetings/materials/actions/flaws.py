"""Look a stored file through for what makes it hard to use for some."""

from __future__ import annotations

from meetings.files import inspecting
from meetings.files.models import StoredFile
from meetings.materials.rules import flaws


def flaws_of(stored: StoredFile) -> list[str]:
    """Return the codes of the file's flaws, for `MaterialVersion.flaws`. Call it outside any transaction.

    It takes some tenths of a second, never long, and raises nothing for an odd file; one that is gone has no flaws.
    """
    if not inspecting.can_tell_of(stored.type):
        return []
    try:
        with inspecting.on_disk(stored.key) as path:
            return [str(flaw) for flaw in flaws.in_file(inspecting.inspect(path, stored.type))]
    except FileNotFoundError:
        return []
