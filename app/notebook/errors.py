"""Errors of a call from a notebook: one sentence each."""

import difflib
from collections.abc import Iterable


class UnknownPath(ValueError):
    """A path that no layer, block, operation or step of the network has."""

    def __init__(self, title: str, path: str, paths: Iterable[str]) -> None:
        near = difflib.get_close_matches(path, dict.fromkeys(paths), n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else "The attribute steps of its trace has all paths."
        super().__init__(f"{title} has no {path!r}. {hint}")


class InvalidArgument(ValueError):
    """A network, size or option that cannot be traced."""
