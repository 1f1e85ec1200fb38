"""Can everybody see it: the contrast of every pair of colours in use, light and dark (WCAG 2.1, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
LIGHT = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", TOKENS.partition("@media")[0]))
DARK = LIGHT | dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", TOKENS.partition("@media")[2]))

# Text on its ground: 4.5:1.
TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "tint"),
    ("ink", "tint-soft"),
    ("ink", "neutral-tint"),
    ("ink", "sun-tint-soft"),
    ("soft", "paper"),
    ("soft", "card"),
    ("soft", "tint-soft"),
    ("soft", "neutral-tint"),
    ("brand", "paper"),
    ("brand", "card"),
    ("brand", "tint-soft"),
    ("brand", "sun-tint-soft"),
    ("brand", "neutral-tint"),
    ("brand-strong", "paper"),
    ("brand-strong", "card"),
    ("brand-strong", "tint"),
    ("brand-strong", "tint-soft"),
    ("brand-strong", "sun-tint-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-tint", "tint"),
    ("on-tint", "paper"),
    ("on-tint", "card"),
    ("on-sun", "sun"),
    ("on-sun-tint", "sun-tint"),
    ("on-sky-tint", "sky-tint"),
    ("on-moss-tint", "moss-tint"),
    ("clay-text", "paper"),
    ("clay-text", "card"),
    ("clay-text", "clay-tint"),
    ("clay-text", "tint-soft"),
    ("on-clay", "clay"),
    ("on-deep", "brand-deep"),
    ("on-deep", "deep-fill"),
    ("on-deep-soft", "brand-deep"),
    ("on-deep-soft", "deep-fill"),
]

# What carries meaning without being text: 3:1.
MARKS = [
    ("field-border", "paper"),
    ("field-border", "card"),
    ("brand", "paper"),
    ("brand", "card"),
    ("brand", "tint"),
    ("clay", "paper"),
    ("clay", "card"),
    ("clay", "tint"),
    ("sky", "card"),
    ("sky", "tint"),
    ("moss", "card"),
    ("moss", "tint"),
    ("soft", "tint"),
    ("focus", "paper"),
    ("focus", "card"),
    ("focus", "tint"),
    ("focus", "sun-tint"),
    ("focus", "sun-tint-soft"),
    ("focus", "neutral-tint"),
    ("focus-on-deep", "brand-deep"),
    ("focus-on-deep", "deep-fill"),
    ("ring", "brand-deep"),
    ("sun", "brand-deep"),
    ("brand-deep", "ring"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT, ids="-on-".join)
def test_text_can_be_read(front: str, ground: str, scheme: str, tokens: dict[str, str]) -> None:
    assert contrast(tokens[front], tokens[ground]) >= 4.5


@pytest.mark.parametrize(("scheme", "tokens"), [("light", LIGHT), ("dark", DARK)], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), MARKS, ids="-on-".join)
def test_marks_can_be_seen(front: str, ground: str, scheme: str, tokens: dict[str, str]) -> None:
    assert contrast(tokens[front], tokens[ground]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    only_dark = set(re.findall(r"--([a-z-]+):\s*#", TOKENS.partition("@media")[2])) - set(LIGHT)
    assert only_dark == set()


def test_every_colour_in_use_is_a_token_that_exists() -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    for sheet in ("base.css", "components.css", "desk.css"):
        css = (CSS / sheet).read_text(encoding="utf-8")
        own = set(re.findall(r"--([a-z0-9-]+):", css))
        used = set(re.findall(r"var\(--([a-z0-9-]+)", css))
        assert used - known - own == set(), sheet


def test_no_text_is_smaller_than_fourteen_pixels() -> None:
    root = 17
    rems = [float(size) for size in re.findall(r"--t-[a-z0-9]+:\s*(?:clamp\()?([\d.]+)rem", TOKENS)]
    assert min(rems) * root >= 13.99
    for sheet in ("base.css", "components.css", "desk.css"):
        css = (CSS / sheet).read_text(encoding="utf-8").partition("@media print")[0]
        sizes = [float(size) * root for size in re.findall(r"font(?:-size)?:[^;]*?([\d.]+)rem", css)]
        sizes += [float(size) for size in re.findall(r"font(?:-size)?:[^;]*?(\d+)px", css)]
        assert [size for size in sizes if size < 13.99] == [], sheet


def test_no_template_sets_a_style_by_itself() -> None:
    """The Content-Security-Policy would drop it."""
    templates = Path(__file__).parents[2] / "templates"
    for template in templates.rglob("*.html"):
        if "mail" in template.relative_to(templates).parts:
            continue
        source = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", source), template.name
