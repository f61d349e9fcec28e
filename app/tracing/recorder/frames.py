"""Which module of a network runs: hooks around modules with children, wrappers around the others."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from torch import nn
from torch.utils.hooks import RemovableHandle

from .leaves import is_leaf


class Frame(NamedTuple):
    """A module that runs. `owner` is its path, with the number of its call from the second on: `up#2`."""

    path: str
    owner: str
    module: nn.Module


RunLeaf = Callable[..., Any]
"""Runs a leaf module: takes its frame, its forward, and the forward's arguments."""


class FrameStack:
    """The modules that run, innermost last, while the stack is attached to them.

    A wrapper around `forward` takes a third of the time of two hooks. Modules with children, which are few, have
    hooks, so that what a user's own hook on one of them computes belongs to it.
    """

    def __init__(self, modules: Mapping[str, nn.Module]) -> None:
        self._modules = modules
        self._frames: list[Frame] = []
        self._calls: Counter[str] = Counter()
        self._failure: tuple[BaseException, Frame] | None = None
        self._hooks: list[RemovableHandle] = []
        self._forwards: list[tuple[dict[str, Any], Any]] = []

    def attach(self, run_leaf: RunLeaf) -> None:
        """Follow the modules from now on."""
        for path, module in self._modules.items():
            frame = Frame(path, path, module)
            if path and is_leaf(module):
                attributes = vars(module)
                self._forwards.append((attributes, attributes.get("forward")))
                attributes["forward"] = partial(run_leaf, frame, module.forward)
            else:
                self._hooks.append(module.register_forward_pre_hook(partial(self._before, frame)))
                self._hooks.append(module.register_forward_hook(partial(self._after, frame), always_call=True))

    def detach(self) -> None:
        """Leave the modules as they were."""
        for hook in self._hooks:
            hook.remove()
        for attributes, forward in self._forwards:
            attributes.pop("forward", None)
            if forward is not None:
                attributes["forward"] = forward

    @property
    def running(self) -> Frame:
        """The module whose forward runs; the network itself where none does."""
        return self._frames[-1] if self._frames else Frame("", "", self._modules[""])

    @contextmanager
    def inside(self, frame: Frame) -> Iterator[None]:
        """Run a leaf module."""
        self._frames.append(frame)
        try:
            yield
        except Exception as error:
            self._note_failure(error, frame)
            raise
        finally:
            self._frames.pop()

    def failed_in(self, error: BaseException) -> Frame:
        """The innermost module that was running when the forward raised `error`."""
        return self._failure[1] if self._failure and self._failure[0] is error else self.running

    def _before(self, frame: Frame, *_: object) -> None:
        self._frames.append(frame._replace(owner=self._numbered(frame.path)))

    def _after(self, frame: Frame, *_: object) -> None:
        if self._frames and self._frames[-1].module is frame.module:  # not so if a user's hook raised before `_before`
            self._frames.pop()
        if error := sys.exc_info()[1]:
            self._note_failure(error, frame)

    def _numbered(self, path: str) -> str:
        """The path with the numbers of repeated calls: of this module, and of the modules around it."""
        around = self.running
        if around.path and path.startswith(f"{around.path}."):
            path = around.owner + path[len(around.path) :]
        self._calls[path] += 1
        number = self._calls[path]
        return path if number == 1 else f"{path}#{number}"

    def _note_failure(self, error: BaseException, frame: Frame) -> None:
        """Keep the innermost module in which an exception was raised; the forward may catch it."""
        if self._failure is None or self._failure[0] is not error:
            self._failure = error, frame
