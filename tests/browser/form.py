"""A form to be filled in as a browser would, and sent."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode
from werkzeug.datastructures import MultiDict

from tests.browser.reading import (
    around,
    came_with,
    is_disabled,
    kind_of,
    labelled_by,
    name_of,
    named,
    option_value,
    read,
    words,
)

if TYPE_CHECKING:
    from tests.browser.page import Page


class Form:
    """A form of a page, with the values that it came with.

    form["name"]                    # what stands in the field
    form["name"] = "Åsa"            # text, hidden, textarea
    form["sector"] = "kommun"       # select or radio: by value, or by the words shown
    form["workshops"] = ["1", "2"]  # several: checkboxes of one name, or a multiple select
    form["newsletter"] = True       # one checkbox
    form["file"] = (b"…", "bild.png")
    form.fill(name="Åsa", email="asa@example.se")
    form.submit()                   # or form.submit("Spara utkast")
    """

    def __init__(self, page: Page, node: LexborNode) -> None:
        self.page = page
        self.node = node
        self.controls = [control for control in self._find_controls() if not is_disabled(control)]
        self.values: dict[str, list[Any]] = {}
        for control in self.controls:
            name = control.attributes.get("name")
            if name and kind_of(control) not in {"submit", "button", "reset", "image"}:
                self.values.setdefault(name, []).extend(came_with(control))

    def __repr__(self) -> str:
        return f"<Form {self.names} of {self.page}>"

    @property
    def method(self) -> str:
        """GET or POST."""
        return (self.node.attributes.get("method") or "get").upper()

    @property
    def action(self) -> str:
        """The path that it goes to."""
        return self.page.browser._inside(urljoin(self.page._url(), self.node.attributes.get("action") or ""))

    @property
    def names(self) -> list[str]:
        """What the form may be called by."""
        own = [self.node.attributes.get("aria-label"), *labelled_by(self.node, self.page.tree)]
        inside = [read(node) for node in self.node.css("legend, h1, h2, h3")]
        return [words(name) for name in [*own, *inside, *self.buttons] if name and words(name)]

    @property
    def buttons(self) -> list[str]:
        """The words of its buttons."""
        return [name_of(control, self.page.tree) for control in self._buttons()]

    @property
    def fields(self) -> list[str]:
        """The names of its fields."""
        return list(self.values)

    def label(self, field: str) -> str:
        """Return the label of a field."""
        return name_of(self._controls(field)[0], self.page.tree)

    def options(self, field: str) -> dict[str, str]:
        """Return what a select, radio group or checkboxes of one name offer: the words and the value of each."""
        return {shown: value for shown, value, _ in self._choices(field)}

    def error(self, field: str) -> str:
        """Return what stands at a field, or over its group, that was refused; "" when nothing does."""
        for control in self._controls(field):
            described = (control.attributes.get("aria-describedby") or "").split()
            for group in around(control, "fieldset"):
                described += (group.attributes.get("aria-describedby") or "").split()
            for name in described:
                node = self.page.tree.css_first(f'[id="{name}"]') if name.endswith("-error") else None
                if node is not None:
                    return read(node, without="visually-hidden")
        return ""

    def __contains__(self, field: str) -> bool:
        return field in self.values

    def __getitem__(self, field: str) -> Any:
        """Return the value of a field: a text; for a lone checkbox True or False; for several a list."""
        controls, values = self._controls(field), self.values[field]
        if kind_of(controls[0]) == "checkbox" and len(controls) == 1:
            return bool(values)
        if self._takes_several(field):
            return values
        return values[0] if values else ""

    def __setitem__(self, field: str, value: Any) -> None:
        """Fill in a field; a choice that is not offered is an error. To send such things use `browser.post`."""
        controls = self._controls(field)
        if isinstance(value, bool):
            assert [kind_of(control) for control in controls] == ["checkbox"], f"{field} is not one checkbox in {self}"
            self.values[field] = [controls[0].attributes.get("value") or "on"] if value else []
        elif self._choices(field):
            wanted = list(value) if isinstance(value, (list, tuple, set)) else [value]
            self.values[field] = [self._choice(field, str(each)) for each in wanted]
        elif self._takes_several(field) and isinstance(value, list):
            self.values[field] = list(value)
        else:
            self.values[field] = [value]

    def fill(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Form:
        """Fill in several fields and return the form."""
        for field, value in {**(values or {}), **more}.items():
            self[field] = value
        return self

    def submit(self, button: str | None = None, **options: Any) -> Page:
        """Press a button, by its words, and return the page that comes. Options as in `Browser.open`."""
        data: MultiDict[str, Any] = MultiDict()
        for field, values in self.values.items():
            for value in values:
                data.add(field, (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else str(value))
        method, action, pressed = self.method, self.action, self._pressed(button)
        if pressed is not None:
            if name := pressed.attributes.get("name"):
                data.add(name, pressed.attributes.get("value") or "")
            method = (pressed.attributes.get("formmethod") or method).upper()
            if target := pressed.attributes.get("formaction"):
                action = self.page.browser._inside(urljoin(self.page._url(), target))
        if method == "GET":
            return self.page.browser.get(action.partition("?")[0], data, **options)
        if self.node.attributes.get("enctype") == "multipart/form-data":
            options.setdefault("content_type", "multipart/form-data")
        return self.page.browser.open("POST", action, data=data, **options)

    def _pressed(self, button: str | None) -> LexborNode | None:
        buttons = self._buttons()
        if button is None:
            return buttons[0] if buttons else None
        return named(button, dict(zip(self.buttons, buttons, strict=True)), f"button in {self}")

    def _buttons(self) -> list[LexborNode]:
        return [control for control in self.controls if kind_of(control) in {"submit", "image"}]

    def _find_controls(self) -> list[LexborNode]:
        own = self.node.attributes.get("id")
        found = []
        for control in self.page.tree.css("input, select, textarea, button"):
            belongs_to = control.attributes.get("form")
            if (
                belongs_to == own
                if belongs_to
                else any(form.mem_id == self.node.mem_id for form in around(control, "form"))
            ):
                found.append(control)
        return found

    def _controls(self, field: str) -> list[LexborNode]:
        found = [control for control in self.controls if control.attributes.get("name") == field]
        assert found, f"no field {field!r} in {self}; its fields: {self.fields}"
        return found

    def _takes_several(self, field: str) -> bool:
        controls = self._controls(field)
        kinds = {kind_of(control) for control in controls}
        return "multiple" in controls[0].attributes or (len(controls) > 1 and not kinds <= {"radio"})

    def _choices(self, field: str) -> list[tuple[str, str, LexborNode]]:
        """The words, the value and the element of each choice that a field offers; [] for a field of text."""
        found = []
        for control in self._controls(field):
            if kind_of(control) == "select":
                options = control.css("option")
                found += [(read(node), option_value(node), node) for node in options]
            elif kind_of(control) in {"radio", "checkbox"}:
                found.append((name_of(control, self.page.tree), control.attributes.get("value") or "on", control))
        return found

    def _choice(self, field: str, wanted: str) -> str:
        choices = self._choices(field)
        for by in (1, 0):
            for choice in choices:
                if choice[by] == wanted and "disabled" not in choice[2].attributes:
                    return choice[1]
        raise AssertionError(f"{field!r} offers no {wanted!r}; it offers {[choice[:2] for choice in choices]}")
