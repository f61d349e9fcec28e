"""A strict HTML parser for tests: requires matching end tags and unique attributes and ids."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from starlette.testclient import TestClient

from app.networks.catalogue import NETWORKS

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
Attributes = dict[str, str]


@dataclass
class Element:
    tag: str
    attributes: Attributes
    content: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    @property
    def text(self) -> str:
        """The text content, with white space collapsed."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for node in self.content:
            if isinstance(node, str):
                yield node
            elif node.tag != "style":
                yield from node._texts()

    def all(self, tag: str = "", **attributes: str | None) -> list["Element"]:
        """Return the descendants with a tag and attributes: `data_path="x"`, or `href=None` for any value."""
        wanted = {name.replace("_", "-").strip("-"): value for name, value in attributes.items()}
        return [element for element in self.descendants() if tag in ("", element.tag) and element.has(wanted)]

    def one(self, tag: str = "", **attributes: str | None) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def descendants(self) -> Iterator["Element"]:
        """Yield all elements inside this one, in document order."""
        stack: list[Element] = [self]
        while stack:
            element = stack.pop()
            if element is not self:
                yield element
            stack.extend(node for node in reversed(element.content) if isinstance(node, Element))

    def before(self, other: "Element") -> "Element | None":
        """Return the element before a descendant, in the same parent, if there is one."""
        parent = next(each for each in (self, *self.descendants()) if any(node is other for node in each.content))
        siblings = [node for node in parent.content if isinstance(node, Element)]
        number = next(number for number, node in enumerate(siblings) if node is other)
        return siblings[number - 1] if number else None

    def has(self, attributes: dict[str, str | None]) -> bool:
        return all(
            name in self.attributes and value in (None, self.attributes[name]) for name, value in attributes.items()
        )


class Reader(HTMLParser):
    """Builds the tree; fails at an end tag that does not match."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("", {})]
        self.declaration = ""

    def handle_decl(self, decl: str) -> None:
        self.declaration = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        names = [name for name, _ in attrs]
        assert len(names) == len({*names}), f"{tag} has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].content.append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> inside <{self.open[-1].tag}> at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


@lru_cache(maxsize=16)
def read(html: str) -> Element:
    """Parse a complete document. Several tests of one page share the tree."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.declaration == "doctype html"
    assert [element.tag for element in reader.open] == [""], f"left open: {reader.open[1:]}"
    ids = [element["id"] for element in reader.open[0].all(id=None)]
    assert sorted({*ids}) == sorted(ids)
    return reader.open[0]


def visit(client: TestClient, url: str, status: int = 200) -> Element:
    """Request a page and return its document."""
    response = client.get(url)
    assert response.status_code == status, f"{url}: {response.status_code}"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return read(response.text)


def query(url: str) -> dict[str, str]:
    """Return the query parameters of a URL."""
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=bool(urlsplit(url).query)))


def one_per_pattern(urls: Iterable[str]) -> list[str]:
    """Return the first of the URLs that differ in names of networks and values of parameters and options only."""
    return sorted({_pattern(url): url for url in sorted(urls, reverse=True)}.values())


def _pattern(url: str) -> tuple[str, frozenset[str]]:
    path = "/".join("*" if part in NETWORKS else part for part in urlsplit(url).path.split("/"))
    return path, frozenset(re.findall(r"[?&;](\w+)=", url))
