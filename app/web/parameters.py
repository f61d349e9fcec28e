"""Rejects query parameters that a route does not have. Ignored, a misspelt one would give an unintended network."""

import difflib
import re
from collections.abc import Iterator, Sequence

from fastapi import Request
from fastapi.dependencies.models import Dependant

from ..networks.bounds import ImpossibleChoice, Suggestion

TRACKING = re.compile(r"utm_\w+|gclid|fbclid|msclkid")
"""Parameters that other sites append to links. They are ignored."""


async def known_parameters(request: Request) -> None:  # async: FastAPI runs a plain function in a thread
    """A dependency of every route. Raises `ImpossibleChoice` for an unknown or repeated query parameter."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if not TRACKING.fullmatch(name)]
    if pairs:
        reject_unknown(pairs, [*query_parameters(request.scope["route"].dependant)])


def query_parameters(dependant: Dependant) -> Iterator[str]:
    """The names of the query parameters of a route, including the fields of its query models."""
    for field in dependant.query_params:
        model = getattr(field.field_info.annotation, "model_fields", None)
        yield from model if model else [field.alias]


def reject_unknown(pairs: Sequence[tuple[str, str]], known: Sequence[str]) -> None:
    """Raise `ImpossibleChoice` for the first parameter whose name is not known, or is given twice."""
    names = [name for name, _ in pairs]
    for name, value in pairs:
        if name not in known:
            raise _unknown(name, value, known)
        if names.count(name) > 1:
            raise ImpossibleChoice(name, f"{name} is given more than once. Give it once.", Suggestion({name: value}))


FOREIGN: dict[str, dict[str, tuple[str, str | None]]] = {
    "last_stride": {"1": ("strides", "1,2,2,1"), "2": ("strides", None)},
    "replace_stride_with_dilation": {"0,0,1": ("output_stride", "16"), "0,1,1": ("output_stride", "8")},
}
"""Parameters of torchvision and of other packages, with ours for each value."""
SYNONYMS = {"num_classes": "classes", "in_chans": "channels", "in_channels": "channels", "input_size": "size"}
"""Parameters that other packages have under another name, with the same values."""


def _foreign(name: str, value: str, known: Sequence[str]) -> tuple[str, str | None] | None:
    """Our parameter and its value, or `None` for our default, for one of another package."""
    plain = re.sub(r"[\s\[\]()]", "", value.lower()).replace("true", "1").replace("false", "0")
    found = (SYNONYMS[name], value) if name in SYNONYMS else FOREIGN.get(name, {}).get(plain)
    return found if found and found[0] in known else None


def _unknown(name: str, value: str, known: Sequence[str]) -> ImpossibleChoice:
    if found := _foreign(name, value, known):
        ours, here = found
        hint = f"Here it is {ours}={here}." if here else f"Leave it out: {value[:40]} is usual."
        return ImpossibleChoice(name, f"Unknown parameter {name!r}. {hint}", Suggestion({name: None, ours: here}))
    near = difflib.get_close_matches(name.lower()[:40], known, n=1)
    if near:
        hint = f"Did you mean {near[0]}?"
    else:
        hint = f"Known parameters: {', '.join(known)}." if known else "This endpoint takes no parameters."
    changes = {name: None, **dict.fromkeys(near, value)}
    return ImpossibleChoice(name, f"Unknown parameter {name[:40]!r}. {hint}", Suggestion(changes))
