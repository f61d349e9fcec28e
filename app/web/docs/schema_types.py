"""Types of an OpenAPI document as text with links: `Step[]`, `integer | null`, and the values of an enumeration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ...networks.option_types import option_text

Json = Mapping[str, Any]
"""An object of the OpenAPI document."""

EXAMPLES = ("example", "examples")
"""Members that hold data, not schemas."""


@dataclass(frozen=True, slots=True)
class Word:
    """A part of a type's text; `schema` is the name of the schema that it links to, or empty."""

    text: str
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """A type as words, the values of an enumeration, and the bounds of a number or of a text's length."""

    words: tuple[Word, ...]
    choices: tuple[str, ...] = ()
    bounds: str = ""

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def without_null(self) -> "Type":
        """The type of a parameter's value: a parameter that is absent is null."""
        return replace(self, words=tuple(word for word in self.words if word.text not in (" | ", "null")))


def read_type(schema: Json) -> Type:
    """The type that a schema describes. An object of an inline schema has the schema's title as its name."""
    match schema:
        case {"$ref": str(reference)}:
            return _named(reference.rpartition("/")[2])
        case {"properties": _, "title": str(title)}:
            return _named(title)
        case {"anyOf": list(members)}:
            return _union([read_type(member) for member in members])
        case {"enum": list(values), "type": str(name)}:
            return Type((Word(name),), tuple(map(option_text, values)))
        case {"prefixItems": list(items)}:
            return _tuple([read_type(item) for item in items])
        case {"items": dict(items)}:
            return _wrapped("", read_type(items), "[]")
        case {"additionalProperties": dict(values)}:
            return _wrapped("{[name]: ", read_type(values), "}")
        case _:
            return Type((Word(str(schema.get("type", "any"))),), bounds=_bounds(schema))


def named_schemas(document: Json) -> dict[str, Json]:
    """All schemas of objects by name, those of successful responses first, each before the schemas it refers to."""
    found: dict[str, Json] = {}
    for operation in operations(document):
        _collect(operation["responses"]["200"], document, found)
    _collect(document["paths"], document, found)
    return found


def _collect(node: Any, document: Json, found: dict[str, Json]) -> None:
    """Add the schemas of objects below a node of the document."""
    match node:
        case {"$ref": str(reference)}:
            name = reference.rpartition("/")[2]
            _add(name, document["components"]["schemas"][name], document, found)
        case {"properties": _, "title": str(title)}:
            _add(title, node, document, found)
        case dict():
            for name, child in node.items():
                if name not in EXAMPLES:
                    _collect(child, document, found)
        case list():
            for child in node:
                _collect(child, document, found)


def _add(name: str, schema: Json, document: Json, found: dict[str, Json]) -> None:
    if name not in found:
        found[name] = schema
        _collect([*schema["properties"].values()], document, found)


def operations(document: Json) -> Iterator[Json]:
    """Every operation of the document, with its `path` and its `method`."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {"path": path, "method": method.upper(), **operation}


def _named(name: str) -> Type:
    return Type((Word(name, name),))


def _union(members: list[Type]) -> Type:
    """Join the members with `|`, each text once: the union of two enumerations is one enumeration of strings."""
    words: list[Word] = []
    for member in {member.text: member for member in members}.values():
        words += [Word(" | "), *member.words] if words else member.words
    choices = tuple(choice for member in members for choice in member.choices)
    return Type(tuple(words), choices, next((member.bounds for member in members if member.bounds), ""))


def _tuple(items: list[Type]) -> Type:
    parts = [word for item in items for word in (Word(", "), *item.words)][1:]
    return Type((Word("["), *parts, Word("]")))


def _wrapped(before: str, inner: Type, after: str) -> Type:
    needs_brackets = after == "[]" and any("|" in word.text for word in inner.words)
    start, end = (f"{before}(", f"){after}") if needs_brackets else (before, after)
    words = tuple(word for word in (Word(start), *inner.words, Word(end)) if word.text)
    return replace(inner, words=words)


def _bounds(schema: Json) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f"{least:,} to {most:,}"
    if least is not None:
        return f"at least {least:,}"
    if most is not None:
        return f"at most {most:,}"
    return f"at most {schema['maxLength']:,} characters" if "maxLength" in schema else ""
