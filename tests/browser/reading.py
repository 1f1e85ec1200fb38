"""How a page is read: its words without what nobody sees, and what a control is, is called and sends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

T = TypeVar("T")


def words(text: str | None) -> str:
    """Return a text as it is read: no soft hyphens, every run of blanks (also no-break ones) one blank."""
    return " ".join((text or "").replace("\u00ad", "").split())


def read(node: LexborNode | None, without: str = "") -> str:
    """Return what can be read in an element: not scripts, styles, what is hidden or aria-hidden, or of the class."""
    parts: list[str] = []
    if node is not None:
        _collect(node, parts, without)
    return words("".join(parts))


_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
}
_INLINE |= {"time", "wbr"}
_UNREAD = {"script", "style", "template", "noscript", "svg", "datalist"}


def _collect(node: LexborNode, parts: list[str], without: str) -> None:
    child = node.first_child
    while child is not None:
        if child.tag == "-text":
            parts.append(child.text(deep=False) if not child.text_content else child.text_content)
        elif child.is_element_node and not _unread(child, without):
            apart = child.tag not in _INLINE
            parts.append(" " if apart else "")
            _collect(child, parts, without)
            parts.append(" " if apart else "")
        child = child.next


def _unread(node: LexborNode, without: str) -> bool:
    attributes = node.attributes
    if without and without in (attributes.get("class") or "").split():
        return True
    return node.tag in _UNREAD or "hidden" in attributes or attributes.get("aria-hidden") == "true"


def kind_of(control: LexborNode) -> str:
    """Return an input's type, "submit" for a plain button, else the element's name."""
    if control.tag == "input":
        return (control.attributes.get("type") or "text").lower()
    if control.tag == "button":
        return (control.attributes.get("type") or "submit").lower()
    return control.tag or ""


def is_disabled(control: LexborNode) -> bool:
    """Tell whether a field is left out of what is sent: by itself, or by a fieldset that it stands in."""
    groups = around(control, "fieldset")
    return any("disabled" in node.attributes for node in (control, *groups))


def came_with(control: LexborNode) -> list[str]:
    """Return what a browser would send for this field, untouched."""
    kind, attributes = kind_of(control), control.attributes
    if kind in {"checkbox", "radio"}:
        return [attributes.get("value") or "on"] if "checked" in attributes else []
    if kind == "file":
        return []
    if kind == "textarea":
        return [control.text().replace("\n", "\r\n")]
    if kind == "select":
        options = [node for node in control.css("option") if "disabled" not in node.attributes]
        chosen = [option_value(node) for node in options if "selected" in node.attributes]
        if "multiple" in attributes:
            return chosen
        return chosen[-1:] or [option_value(node) for node in options[:1]]
    return [attributes.get("value") or ""]


def option_value(node: LexborNode) -> str:
    """Return an option's value: the attribute, else its words."""
    return node.attributes["value"] or "" if "value" in node.attributes else read(node)


def around(node: LexborNode, tag: str) -> Iterator[LexborNode]:
    """Yield the elements of this kind that an element stands in, the nearest first."""
    parent = node.parent
    while parent is not None:
        if parent.tag == tag:
            yield parent
        parent = parent.parent


def labelled_by(node: LexborNode, tree: LexborHTMLParser) -> list[str]:
    """Return the texts that aria-labelledby points to."""
    names = (node.attributes.get("aria-labelledby") or "").split()
    return [all_text(tree.css_first(f'[id="{name}"]')) for name in names]


def all_text(node: LexborNode | None) -> str:
    """Return an element's text, hidden or not: a name may be hidden from the eye."""
    return words(node.text()) if node is not None else ""


def name_of(node: LexborNode, tree: LexborHTMLParser) -> str:
    """Return an element's accessible name: aria-labelledby, aria-label, its label, its own words, alt or title."""
    attributes = node.attributes
    if names := [name for name in labelled_by(node, tree) if name]:
        return " ".join(names)
    if label := words(attributes.get("aria-label")):
        return label
    if node.tag in {"a", "button"}:
        alternatives = [words(image.attributes.get("alt")) for image in node.css("img[alt]")]
        titles = [all_text(title) for title in node.css("svg > title")]
        return words(" ".join([read(node), *alternatives, *titles]))
    if kind_of(node) in {"submit", "reset", "button"}:
        return words(attributes.get("value"))
    labels = [read(label) for label in tree.css(f'label[for="{attributes.get("id")}"]')] if attributes.get("id") else []
    labels = labels or [read(label) for label in around(node, "label")][:1]
    return " ".join(label for label in labels if label) or words(attributes.get("title") or attributes.get("alt"))


def named(name: str, among: Mapping[str, T], what: str) -> T:
    for exactly in (True, False):
        for own, found in among.items():
            if own == name if exactly else own.startswith(name):
                return found
    raise AssertionError(f"no {what} is called {name!r}; there is: {list(among)}")
