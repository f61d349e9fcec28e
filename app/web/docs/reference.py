"""The OpenAPI document as the records that `/docs` shows.

A route describes its example in `openapi_extra["x-example"]`: the `parameters` of the request, and the `value` of the
answer that the code prints, as names and indices.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlencode

from ...networks.option_table import OPTIONS
from ...networks.option_types import option_text
from .schema_types import Json, Type, named_schemas, operations, read_type

URL_SAFE = ",;="
"""Characters of a query value that need no escape: the parts of a comparison's networks."""


UNTAGGED = "others"
"""The group of endpoints without a tag."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an endpoint. `place` is `path` or `query`, `default` is empty if there is none."""

    name: str
    place: str
    required: bool
    type: Type
    default: str
    examples: tuple[str, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a JSON object."""

    name: str
    type: Type
    required: bool
    default: Any
    description: str


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON object of the API."""

    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error response of an endpoint, with an example."""

    status: str
    title: str
    example: Json


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path of the API. `options` are the parameters that endpoints share: the options of a network.

    `request` is the URL of an example, `answer` its shortened response, and `value` leads to one value in it, by names
    and indices.
    """

    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    options: tuple[Parameter, ...]
    request: str
    response: Type
    answer: Any
    value: tuple[str | int, ...]
    errors: tuple[ErrorAnswer, ...]

    @property
    def anchor(self) -> str:
        """The id of its section: `api-trace-network`."""
        words: list[str] = re.findall(r"\w+", self.path)
        return "-".join(words)


@dataclass(frozen=True, slots=True)
class Reference:
    """All endpoints and the objects in their responses."""

    endpoints: tuple[Endpoint, ...]
    schemas: tuple[Schema, ...]

    @property
    def groups(self) -> list[tuple[str, list[Endpoint]]]:
        """The endpoints by tag, in the order of the document."""
        tags = [*dict.fromkeys(endpoint.tag for endpoint in self.endpoints)]
        in_order = sorted(self.endpoints, key=lambda endpoint: tags.index(endpoint.tag))
        return [(tag, [*members]) for tag, members in groupby(in_order, key=lambda endpoint: endpoint.tag)]

    @property
    def options(self) -> list[Parameter]:
        """Every option of a network once, in the order of the option table."""
        found = {option.name: option for endpoint in self.endpoints for option in endpoint.options}
        return [found[name] for name in OPTIONS if name in found]


def read_reference(document: Json) -> Reference:
    """Read the OpenAPI document of the app."""
    schemas = named_schemas(document).items()
    return Reference(
        tuple(_endpoint(operation) for operation in operations(document)),
        tuple(Schema(name, schema.get("description", ""), tuple(_fields(schema))) for name, schema in schemas),
    )


def _endpoint(operation: Json) -> Endpoint:
    parameters = [_parameter(each) for each in operation.get("parameters", [])]
    content = operation["responses"]["200"]["content"]["application/json"]
    example: Json = operation.get("x-example", {})
    return Endpoint(
        operation["method"],
        operation["path"],
        operation.get("tags", [UNTAGGED])[0],
        operation["summary"],
        operation.get("description", ""),
        tuple(each for each in parameters if each.name not in OPTIONS),
        tuple(each for each in parameters if each.name in OPTIONS),
        _request(operation["path"], parameters, example.get("parameters", {})),
        read_type(content["schema"]),
        content.get("example"),
        tuple(example.get("value", ())),
        tuple(_errors(operation["responses"])),
    )


def _parameter(parameter: Json) -> Parameter:
    schema = parameter["schema"]
    default = schema.get("default")
    return Parameter(
        parameter["name"],
        parameter["in"],
        parameter["required"],
        read_type({name: value for name, value in schema.items() if name != "title"}),
        "" if default is None else option_text(default),
        tuple(map(option_text, schema.get("examples", ()))),
        parameter.get("description", ""),
    )


def _request(path: str, parameters: Sequence[Parameter], values: Json) -> str:
    """The URL of an example: these values, and the first example of every other parameter that is required."""
    values = {each.name: each.examples[0] for each in parameters if each.required} | dict(values)
    filled = path.format_map({name: quote(value) for name, value in values.items()})
    in_query = {name: value for name, value in values.items() if f"{{{name}}}" not in path}
    return f"{filled}?{urlencode(in_query, safe=URL_SAFE)}" if in_query else filled


def _errors(responses: Json) -> Iterator[ErrorAnswer]:
    for status, response in sorted(responses.items()):
        if status != "200":
            (content,) = response["content"].values()
            yield ErrorAnswer(status, response["description"], content["example"])


def _fields(schema: Json) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        yield Field(name, read_type(field), name in required, field.get("default"), field.get("description", ""))
