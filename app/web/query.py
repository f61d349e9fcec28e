"""The query parameters that say which volumes to trace: one reading of them, for the API and for the pages."""

import difflib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal

from fastapi import Request
from pydantic import BaseModel, Field, model_validator
from pydantic.config import JsonDict

from app.networks.bounds import ImpossibleChoice
from app.networks.options import Options, configure, parse_size
from app.networks.spec import Shortcut, Stem, StrideOn
from app.tracing.records import Trace
from app.tracing.tracer import trace

SIZE: JsonDict = {"pattern": r"^\s*[0-9]{1,6}\s*([x×X*]\s*[0-9]{1,6}\s*)?$"}
DEPTHS: JsonDict = {"pattern": r"^\s*[0-9]{1,4}\s*(,\s*[0-9]{1,4}\s*){0,4}$"}
"""How these are written, for the documentation; whoever writes them otherwise is told so in words."""

MOST = 100_000  # keeps the arithmetic small; what may be built is decided by `app.networks.bounds`


class QueryModel(BaseModel):
    """Parameters of which one that is empty counts as not given: a form sent without script sends its empty fields."""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if value != ""}


class TraceQuery(QueryModel):
    """The input's size and every option of a network, all optional."""

    size: str | None = Field(
        None,
        description="Input size in pixels: a side, or height x width. By default what the network was published for.",
        examples=["224", "160x224"],
        json_schema_extra=SIZE,
    )
    channels: int | None = Field(None, ge=1, le=MOST, description="Channels of the input.", examples=[3, 1])
    classes: int | None = Field(None, ge=1, le=MOST, description="Outputs of the last layer.", examples=[1000, 10])
    stem: Stem | None = Field(
        None,
        description="`imagenet` is a 7×7 convolution of stride 2 and a max pooling, `cifar` a 3×3 convolution alone.",
        examples=["imagenet", "cifar"],
    )
    shortcut: Shortcut | None = Field(
        None,
        description="Where shapes change, `A` strides and pads with zeros, `B` projects; `C` projects everywhere; "
        "`none` makes a plain network.",
        examples=["B", "A", "C", "none"],
    )
    stride_on: StrideOn | None = Field(
        None,
        description="Which convolution of a bottleneck strides: the 3×3 (PyTorch) or the first 1×1 (the paper).",
        examples=["3x3", "1x1"],
    )
    block: Literal["basic", "bottleneck"] | None = Field(
        None, description="Kind of block. Only of `custom`.", examples=["basic", "bottleneck"]
    )
    depths: str | None = Field(
        None,
        description="Blocks of each of one to five layers. Only of `custom`.",
        examples=["3,4,6,3", "2,2"],
        json_schema_extra=DEPTHS,
    )
    base_width: int | None = Field(
        None, ge=1, le=MOST, description="Channels of the first layer. Only of `custom`.", examples=[64, 16]
    )
    groups: int | None = Field(
        None, ge=1, le=MOST, description="Groups of a bottleneck's 3×3. Only of `custom`.", examples=[1, 32]
    )
    width_per_group: int | None = Field(
        None, ge=1, le=MOST, description="Channels per group, of 64. Only of `custom`.", examples=[64, 4, 128]
    )

    def options(self) -> Options:
        """The options, without the size."""
        return Options(**{name: getattr(self, name) for name in type(self).model_fields if name in OPTION_NAMES})


OPTION_NAMES = frozenset(Options.__dataclass_fields__)


def trace_network(name: str, query: TraceQuery) -> Trace:
    """The trace that was asked for. Raises `UnknownNetwork` or `ImpossibleChoice`."""
    spec = configure(name, query.options())
    return trace(spec, *parse_size(name, query.size))


def only_parameters(*names: str) -> Callable[[Request], Awaitable[None]]:
    """A dependency that refuses any other query parameter, and any that is given twice.

    One that is misspelt would otherwise be ignored, and the answer be about another network than was asked for.
    """

    async def check(request: Request) -> None:  # else a thread would be asked for these few microseconds
        reject_unknown([name for name, _ in request.query_params.multi_items()], names)

    return check


def reject_unknown(given: Sequence[str], names: tuple[str, ...]) -> None:
    """Raise `ImpossibleChoice` for the first parameter that is none of `names`, or is given twice."""
    for name in given:
        if name not in names:
            raise ImpossibleChoice(name, f"There is no parameter called {name[:40]!r}.{_nearest(name, names)}")
        if given.count(name) > 1:
            raise ImpossibleChoice(name, f"{name} is given more than once. Give it once.")


def _nearest(name: str, names: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.lower()[:40], names, n=1)
    if near:
        return f" Did you mean {near[0]}?"
    return f" There are {', '.join(names)}." if names else " There are none here."
