"""Types of an OpenAPI document as text."""

from typing import Any

import pytest

from app.web.docs.schema_types import Type, Word, read_type


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "integer"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "integer[][]"),
        ({"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}}, "(number | null)[]"),
        (
            {"type": "array", "prefixItems": [{"type": "integer"}, {"$ref": "#/components/schemas/Step"}]},
            "[integer, Step]",
        ),
        ({"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Input"}}, "{[name]: Input}"),
        ({"type": "object", "title": "Problem", "properties": {}}, "Problem"),
        ({}, "any"),
    ],
)
def test_type_is_written_as_text(schema: dict[str, Any], text: str) -> None:
    assert read_type(schema).text == text


def test_reference_is_a_link() -> None:
    found = read_type({"type": "array", "items": {"$ref": "#/components/schemas/Step"}})
    assert found == Type((Word("Step", "Step"), Word("[]")))


def test_union_of_enumerations_has_the_values_of_both() -> None:
    found = read_type({"anyOf": [{"type": "string", "enum": ["conv"]}, {"type": "string", "enum": ["mul", "add"]}]})
    assert found == Type((Word("string"),), ("conv", "mul", "add"))


@pytest.mark.parametrize(
    ("schema", "bounds"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 100_000}, "1 to 100,000"),
        ({"anyOf": [{"type": "integer", "minimum": 2}, {"type": "null"}]}, "at least 2"),
        ({"type": "integer", "maximum": 8}, "at most 8"),
        ({"type": "string", "maxLength": 800}, "at most 800 characters"),
        ({"type": "string"}, ""),
    ],
)
def test_bounds_are_written_as_text(schema: dict[str, Any], bounds: str) -> None:
    assert read_type(schema).bounds == bounds
