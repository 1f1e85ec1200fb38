"""What do notes begin with: headings in the language of the note."""

from __future__ import annotations

HEADINGS = {
    "sv": ("Frågor", "Insikter", "Idéer", "Nästa steg"),
    "en": ("Questions", "Insights", "Ideas", "Next steps"),
}


def standard(lang: str) -> str:
    """Return our template in "sv" or "en", as Markdown."""
    return "\n".join(f"## {heading}\n\n" for heading in HEADINGS[lang])
