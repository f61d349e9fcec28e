"""The query parameters that say what to trace, for the API and for the pages."""

import re
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, create_model, model_validator
from pydantic.config import JsonDict

from ..networks.bounds import ImpossibleChoice
from ..networks.conditions import CUSTOM
from ..networks.option_table import OPTIONS
from ..networks.option_types import Choice, Integer, Option, SpecValue, option_text
from ..tracing import memory
from ..tracing.records import Trace

BATCHES = Integer(1, 1_000_000)
CARDS = (0.1, 100_000)  # GB

SIZE: JsonDict = {"pattern": r"^\s*[0-9]{1,6}\s*([x×X*]\s*[0-9]{1,6}\s*)?$"}
"""The format of a size in OpenAPI. `parse_size` checks it, with a sentence."""


class QueryModel(BaseModel):
    """Query parameters. An empty one counts as not given: a form without script sends its empty fields."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != ""}


class SizeQuery(QueryModel):
    """The size of the input."""

    size: str | None = Field(
        None,
        description="Input size in pixels: a side, or height x width. By default what the network was published for.",
        examples=["224", "160x224"],
        json_schema_extra=SIZE,
    )


def _field(option: Option) -> Any:
    """The annotation and the field of an option. The row parses the value; the annotation is for OpenAPI."""
    kind, examples = option.type, [*option.type.examples]
    only = " Only of `custom`." if CUSTOM in option.conditions else ""
    described: dict[str, Any] = {"description": option.description + only, "examples": examples}
    if isinstance(kind, Integer):
        annotation: Any = Annotated[int, Field(ge=kind.least, le=kind.most)]
    elif isinstance(kind, Choice):
        annotation = bool if kind.is_switch else Literal[kind.examples]  # pyrefly: ignore[invalid-literal]  # known at run time
    else:
        annotation, described["json_schema_extra"] = str, {"pattern": kind.pattern}
    return Annotated[annotation | None, BeforeValidator(_parser(option))], Field(None, **described)


def _parser(option: Option) -> Any:
    """Parse a raw value by the row; a list of numbers stays text, in its shortest form."""

    def parse(raw: object) -> SpecValue:
        value = None if raw is None else option.parse(raw)
        return option_text(value) if isinstance(value, tuple) else value

    return parse


if TYPE_CHECKING:
    OptionsQuery = SizeQuery  # the fields are not known to a type checker
else:
    OptionsQuery = create_model(
        "OptionsQuery", __base__=SizeQuery, **{name: _field(option) for name, option in OPTIONS.items()}
    )


class TraceQuery(OptionsQuery):
    """The size of the input and every option of a network, all optional."""

    def options(self) -> dict[str, SpecValue]:
        """The options with a value, by name."""
        values = {name: getattr(self, name) for name in OPTIONS}
        return {name: value for name, value in values.items() if value is not None}


def _gigabytes(raw: object) -> float | None:
    """The memory of a graphics card. Raises `ImpossibleChoice`."""
    text = option_text(raw)
    if re.fullmatch(r"\s*[0-9]+(\.[0-9]*)?\s*", text) and CARDS[0] <= float(text) <= CARDS[1]:
        return float(text)
    least, most = CARDS
    message = f"fits is {text[:40]!r}; it has to be a number of GB from {least} to {most:,}, as 12."
    raise ImpossibleChoice("fits", message)


class RunQuery(QueryModel):
    """What is run of a network, all of it optional: its memory is derived from the trace."""

    batch: Annotated[int, BeforeValidator(partial(BATCHES.parse, "batch"))] = Field(
        memory.BATCH, ge=BATCHES.least, le=BATCHES.most, description="Number of images.", examples=[32]
    )
    precision: memory.Precision = Field(
        "float32",
        description="Type of all values: `float32`, `bfloat16`, or `amp`, which is autocast in 16 bits over weights in "
        "float32.",
        examples=["float32", "bfloat16", "amp"],
    )
    optimizer: memory.Optimizer = Field(
        "momentum",
        description="What is kept for each parameter between steps: nothing by `none` and `sgd`, one value by "
        "`momentum`, two by `adam`.",
        examples=["none", "sgd", "momentum", "adam"],
    )
    mode: memory.Mode = Field(
        "train", description="One training step, or one inference without gradients.", examples=["train", "inference"]
    )
    fits: Annotated[float | None, BeforeValidator(_gigabytes)] = Field(
        None,
        ge=CARDS[0],
        le=CARDS[1],
        description="Memory of a graphics card in GB as they are sold, of 2^30 bytes: the answer has the largest batch "
        "that fits.",
        examples=[12, 47.5],
    )

    def memory_of(self, trace: Trace) -> memory.Memory:
        """Derive the memory of a trace."""
        return memory.estimate(trace, self.batch, self.precision, self.optimizer, self.mode, self.fits)


class MemoryQuery(RunQuery, TraceQuery):
    """A trace, and what of it is run."""


MEMORY = tuple(RunQuery.model_fields)
"""Parameters that say what is run."""

VIEW = ("at", "scale", "shapes", "open", "cell", "panel", "note", "map", "values", "view", "chart", "lecture", *MEMORY)
"""Parameters that change how a trace is shown, and not the trace."""
