"""Pages read as a strict reader would: every element closed where it was opened, every id once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from starlette.testclient import TestClient

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
        """The text inside, white space as a reader sees it."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.content:
            if isinstance(part, str):
                yield part
            elif part.tag != "style":
                yield from part._texts()

    def all(self, tag: str = "", **attributes: str | None) -> list["Element"]:
        """The elements inside with a tag and attributes: `data_path="x"`, or `href=None` for any value."""
        return [one for one in self.inside() if tag in ("", one.tag) and one.has(attributes)]

    def one(self, tag: str = "", **attributes: str | None) -> "Element":
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} × {tag} {attributes}"
        return found[0]

    def inside(self) -> Iterator["Element"]:
        for part in self.content:
            if isinstance(part, Element):
                yield part
                yield from part.inside()

    def has(self, wanted: dict[str, str | None]) -> bool:
        names = {name.replace("_", "-").strip("-"): value for name, value in wanted.items()}
        return all(name in self.attributes and value in (None, self.attributes[name]) for name, value in names.items())


class Reader(HTMLParser):
    """Builds the tree, and fails at the first end that is none."""

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


def read(html: str) -> Element:
    """The document, which has to be whole."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.declaration == "doctype html"
    assert [element.tag for element in reader.open] == [""], f"left open: {reader.open[1:]}"
    ids = [element["id"] for element in reader.open[0].all(id=None)]
    assert sorted({*ids}) == sorted(ids)
    return reader.open[0]


def visit(client: TestClient, url: str, status: int = 200) -> Element:
    """The page at an address of this app."""
    answer = client.get(url)
    assert answer.status_code == status, f"{url}: {answer.status_code}"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return read(answer.text)


def query(url: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=bool(urlsplit(url).query)))
