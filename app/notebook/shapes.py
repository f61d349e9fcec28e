"""`assert_shapes`: the shapes of a network in its own tests."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from torch import nn

from ..tracing.records import Shape, Step
from .errors import UnknownPath
from .network import Trace, all_places, trace
from .sizes import SizeArgument


class Difference(NamedTuple):
    """A path whose output has another shape than expected; `last` is the step that gives it."""

    path: str
    expected: Shape
    found: Shape
    last: Step


def assert_shapes(
    network: nn.Module | str, size: SizeArgument, expected: Mapping[str, Sequence[int]], **options: Any
) -> None:
    """Assert that layers, blocks, modules or steps have outputs of these shapes, without the batch.

    `assert_shapes(model, (3, 224, 224), {"layer4": (2048, 7, 7)})`. The `AssertionError` names each path with the
    expected and the traced shape, and the first step that can have caused it. `network`, `size` and `options` are those
    of `trace`, which raises `ValueError`.
    """
    recorded = trace(network, size, **options)
    lasts = {path: _last_step(recorded, path) for path in expected}
    differences = [
        Difference(path, tuple(expected[path]), last.output_shape, last)
        for path, last in lasts.items()
        if last.output_shape != tuple(expected[path])
    ]
    if differences:
        correct = {last.path for path, last in lasts.items() if last.output_shape == tuple(expected[path])}
        raise AssertionError(_message(recorded, differences, correct))


def _last_step(recorded: Trace, path: str) -> Step:
    """The step that gives the output of a layer, block, operation, module or step. Raises `UnknownPath`."""
    for layer in recorded.layers:
        if layer.path == path:
            return recorded.step(layer.blocks[-1].output)
        for block in layer.blocks:
            if block.path == path:
                return recorded.step(block.output)
    operations = {each.path: each.steps[-1] for each in recorded.operations()}
    within = [step for step in recorded.steps if step.path == path or step.path.startswith(f"{path}.")]
    if path in operations:
        return recorded.step(operations[path])
    if not within:
        raise UnknownPath(recorded.title, path, [*all_places(recorded), *(step.path for step in recorded.steps)])
    return within[-1]


def _message(recorded: Trace, differences: Sequence[Difference], correct: set[str]) -> str:
    size = " and ".join(_text(each.shape) for each in recorded.inputs or (recorded.input,))
    lines = [f"{recorded.title} with an input of {size} has other shapes:"]
    lines += [f"  {each.path}: expected {_text(each.expected)}, found {_text(each.found)}" for each in differences]
    way = _way(recorded, differences[0].last, correct)
    cause = next((step for step in way if step.kind not in UNCHANGING), way[0])
    lines.append(f"They can differ from {_line(cause)} on.")
    changes = [step for step in way if _changes_size(step)]
    if changes:
        listed = "; ".join(map(_line, changes[:LISTED])) + (" …" if len(changes) > LISTED else "")
        lines.append(f"Sizes change at {listed}.")
    return "\n".join(lines)


def _changes_size(step: Step) -> bool:
    """Whether a step gives a volume of another height or width, which is not a vector."""
    before, after = step.input_shapes[0][1:], step.output_shape[1:]
    return len(before) == len(after) == 2 and before != after and (1, 1) not in (before, after)


UNCHANGING = frozenset({"norm", "relu", "activation", "softmax", "dropout", "add", "mul"})
"""Kinds of step whose output has the shape of an input."""

LISTED = 8


def _way(recorded: Trace, last: Step, correct: set[str]) -> list[Step]:
    """The steps that `last` depends on and that no volume with the expected shape depends on, in order."""
    found, known = _ancestors(recorded, {last.path}), _ancestors(recorded, correct)
    return [step for step in recorded.steps if step.path in found - known] or [last]


def _ancestors(recorded: Trace, paths: set[str]) -> set[str]:
    """The steps with these paths and all steps before them in the flow."""
    found = set(paths)
    for step in reversed(recorded.steps):
        if step.path in found:
            found.update(step.inputs)
    return found


def _line(step: Step) -> str:
    change = f"{' + '.join(map(_text, step.input_shapes))} → {_text(step.output_shape)}"
    return f"{step.path} ({change})"


def _text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))
