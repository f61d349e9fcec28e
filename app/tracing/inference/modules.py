"""Where in the execution order each module ran."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .flow import CONTAINERS, Flow, class_of


@dataclass(frozen=True, slots=True)
class Module:
    """A module that holds modules, with the indices of the first and last step that ran in it."""

    path: str
    name: str
    start: int
    end: int

    @property
    def parent(self) -> str:
        return parent_path(self.path)

    @property
    def is_container(self) -> bool:
        return self.name in CONTAINERS


def parent_path(path: str) -> str:
    """The path without its last part."""
    return path.rpartition(".")[0]


def ancestors(path: str) -> Iterator[str]:
    """The path itself and all paths above it, without the root's."""
    while path:
        yield path
        path = parent_path(path)


def run_modules(flow: Flow, classes: Mapping[str, str]) -> dict[str, Module]:
    """Return the modules in which alive steps ran, without the root, by path and in the order of their first step."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for number, step in enumerate(flow.steps, 1):
        owner = step.owner
        if owner not in first:
            first[owner] = number
        last[owner] = number
    for owner in list(first):
        start, end = first[owner], last[owner]
        for path in ancestors(parent_path(owner)):
            first[path] = min(first.get(path, start), start)
            last[path] = max(last.get(path, end), end)
    return {path: Module(path, class_of(classes, path), start, last[path]) for path, start in first.items() if path}
