"""Arguments of a class or function, from `name=value` on the command line."""

import ast
import difflib
import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from .errors import LoadError

PLAIN = re.compile(r"[^\s\"'()\[\]{},=]*")
"""A plain word, which needs no quotes: `resnet50`, `a/b.c`, `3x3`."""

LITERALS = {"true": "True", "false": "False", "none": "None", "null": "None"}


def literal(name: str, text: str) -> object:
    """The value of a Python literal; a plain word is a string. Raises `LoadError`.

    `false` is rejected: as a string it would count as true.
    """
    if text.lower() in LITERALS and text != LITERALS[text.lower()]:
        meant = LITERALS[text.lower()]
        raise LoadError(f"--arg {name}={text} would be a string. Write {name}={meant} for the value.", is_usage=True)
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        if PLAIN.fullmatch(text):
            return text
        raise LoadError(
            f"--arg {name}={text} has to be a Python literal or a plain word, as 64, True, '(3, 4, 6, 3)' or relu.",
            is_usage=True,
        ) from None


def check_signature(name: str, target: Callable[..., Any], values: Mapping[str, object]) -> None:
    """Raise `LoadError` for arguments that a class or function does not have, and for those that are missing."""
    try:
        parameters = inspect.signature(target).parameters.values()
    except (ValueError, TypeError):  # written in C
        return
    named = [each for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    known = [each.name for each in named]
    if not any(each.kind is each.VAR_KEYWORD for each in parameters):
        for unknown in values:
            if unknown not in known:
                raise LoadError(f"{name} has no argument {unknown!r}.{_known(unknown, known)}", is_usage=True)
    missing = [each.name for each in named if each.default is each.empty and each.name not in values]
    if missing:
        options = " ".join(f"--arg {each}=…" for each in missing)
        raise LoadError(f"{name} needs {_listed(missing)}: give {options}", is_usage=True)


def _known(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Did you mean {near[0]}?" if near else f" It has {_listed(known)}." if known else " It has none."


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
