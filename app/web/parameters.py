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


def _unknown(name: str, value: str, known: Sequence[str]) -> ImpossibleChoice:
    near = difflib.get_close_matches(name.lower()[:40], known, n=1)
    if near:
        hint = f"Did you mean {near[0]}?"
    else:
        hint = f"Known parameters: {', '.join(known)}." if known else "This endpoint takes no parameters."
    changes = {name: None, **dict.fromkeys(near, value)}
    return ImpossibleChoice(name, f"Unknown parameter {name[:40]!r}. {hint}", Suggestion(changes))
