"""What a bench prints: each figure beside its aim and its ceiling."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure as printed; `met` None where there is no aim."""

    name: str
    measured: str
    aim: str
    ceiling: str
    met: bool | None


class Figures:
    """Collects figures and prints them as a table.

    figures.add("sign-ups", 312, "/s", at_least=200, ceiling="2,800 commits/s")
    figures.add("cold start", 0.84, "s", at_most=1)
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.rows: list[Figure] = []

    def add(
        self,
        name: str,
        measured: float,
        unit: str = "",
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        ceiling: str = "",
    ) -> None:
        """Add a figure; an aim that is missed is printed and fails nothing: the machine may be busy."""
        met, aim = None, ""
        if at_least is not None:
            met, aim = measured >= at_least, f"≥ {number(at_least)}{_spaced(unit)}"
        if at_most is not None:
            met, aim = measured <= at_most, f"≤ {number(at_most)}{_spaced(unit)}"
        self.rows.append(Figure(name, f"{number(measured)}{_spaced(unit)}", aim, ceiling, met))

    def table(self) -> str:
        """Return the figures as an aligned table under the title."""
        verdicts = {None: "", True: "aim met", False: "aim missed"}
        lines = [("figure", "measured", "aim", "ceiling", "")]
        lines += [(row.name, row.measured, row.aim, row.ceiling, verdicts[row.met]) for row in self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(5)]
        lines.insert(1, tuple("-" * width for width in widths))  # type: ignore[arg-type]
        shown = [" | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines]
        return "\n".join([self.title, *(line.rstrip(" |") for line in shown)])


def number(value: float) -> str:
    """Return a number as one reads it: 12,500 · 312 · 41.7 · 0.84."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _spaced(unit: str) -> str:
    return unit if not unit or unit.startswith("/") else f" {unit}"
