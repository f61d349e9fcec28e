"""Compares a trace with a real forward of one random image.

Plain forward hooks see the calls of modules; a recorder around the forward sees the functions between them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from .own import Untraceable, unwrapped
from .recorder.calls import Recording
from .recorder.containers import named_tensors, tensors_in
from .recorder.forward import ForwardFailed, record_with
from .recorder.leaves import is_leaf
from .recorder.paths import call_paths
from .recorder.recorder import ForwardTooLong, Recorder, run_really
from .records import IMAGE, Shape, Step, Trace


class Comparison(NamedTuple):
    """The shape of a volume in the trace (`traced`), and in the real forward with its batch of 1 (`real`).

    `what` is `input`, `output` or `call` of the module `path`, or `result`, an output of the network. A shape is `None`
    if that forward has no such volume.
    """

    path: str
    what: str
    traced: Shape | None
    real: Shape | None

    @property
    def agrees(self) -> bool:
        """Whether the traced shape is the real one without the batch, or all of it where a volume has no batch."""
        if self.traced is None or self.real is None:
            return False
        sides = enumerate(self.real)
        one_image = [(*self.real[:axis], *self.real[axis + 1 :]) for axis, side in sides if side == 1]
        return self.traced in (self.real, *one_image)


@dataclass(frozen=True, slots=True)
class Check:
    """All comparisons. `unseen` is the number of steps that only operators below PyTorch's functions have recorded."""

    comparisons: tuple[Comparison, ...]
    unseen: int

    @property
    def differences(self) -> tuple[Comparison, ...]:
        return tuple(each for each in self.comparisons if not each.agrees)


class _Real(NamedTuple):
    """A real forward: the calls of leaf modules by path, the recording of all calls, and the outputs by name."""

    calls: dict[str, list["_Call"]]
    recording: Recording
    result: dict[str, Shape]


class _Call(NamedTuple):
    """A call of a module in the real forward, with the batch. `passes` says that it returned its input's object."""

    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    passes: bool


def check_trace(model: nn.Module, trace: Trace) -> Check:
    """Run a real forward of one random image and compare every shape. Raises `Untraceable`."""
    model = unwrapped(model)
    real = _forward(model, trace)
    steps = _steps_by_module(model, trace, real.calls)
    of_modules = {step.path for recorded in steps.values() for step in recorded}
    functions = [step for step in trace.steps if step.path not in of_modules]
    made = _function_outputs(model, real.recording)
    comparisons = (
        *(each for path, recorded in steps.items() for each in _compare_calls(recorded, real.calls[path])),
        *_calls_without_step(steps, real.calls),
        *(each for step in functions if step.path in made for each in _compare_outputs(step, made[step.path])),
        *_compare_results(trace, real.result),
    )
    return Check(comparisons, sum(step.path not in made for step in functions))


def _function_outputs(model: nn.Module, recording: Recording) -> dict[str, tuple[Shape, ...]]:
    """The shapes of what each function returned, by the path of its step."""
    paths = call_paths(recording.calls, {path for path, _ in model.named_modules()})
    return {path: call.output_shapes for path, call in zip(paths, recording.calls, strict=True) if not call.is_module}


def _forward(model: nn.Module, trace: Trace) -> _Real:
    calls: dict[str, list[_Call]] = {}

    def record(path: str, _: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> None:
        given, made = [*tensors_in((args, kwargs))], [*tensors_in(result)]
        passes = all(any(output is each for each in given) for output in made)
        calls.setdefault(path, []).append(_Call(_shapes(given), _shapes(made), passes))

    leaves = [(path, module) for path, module in model.named_modules() if path and is_leaf(module)]
    handles = [module.register_forward_hook(partial(record, path), with_kwargs=True) for path, module in leaves]
    images = _random_images(model, trace)
    results: list[Any] = []
    last = model.register_forward_hook(lambda *arguments: results.append(arguments[-1]))
    try:
        recording = record_with(Recorder(model, images, run_really), model, images)
    except (ForwardFailed, ForwardTooLong) as failure:
        reason = " ".join(str(getattr(failure, "error", failure)).split())[:400] or type(failure).__name__
        raise Untraceable(f"It was traced, but a forward of a random image fails: {reason}") from failure
    finally:
        for handle in (*handles, last):
            handle.remove()
    return _Real(calls, recording, {name: tuple(tensor.shape) for name, tensor in named_tensors(results[-1])})


def _shapes(tensors: list[Tensor]) -> tuple[Shape, ...]:
    return tuple(tuple(tensor.shape) for tensor in tensors)


def _random_images(model: nn.Module, trace: Trace) -> dict[str, Tensor]:
    """A random image for each input of the trace, in the type and on the device of the weights."""
    weights = [*model.parameters(), *model.buffers()]
    first = next((each for each in weights if each.is_floating_point()), torch.empty(0))
    return {
        each.path.removeprefix(f"{IMAGE}."): torch.randn((1, *each.shape)).to(first.device, first.dtype)
        for each in trace.inputs or (trace.input,)
    }


def _steps_by_module(model: nn.Module, trace: Trace, calls: Collection[str]) -> dict[str, list[Step]]:
    """The steps that are calls of a module that ran, by the module's path, in order."""
    classes = {path: type(module).__name__ for path, module in model.named_modules()}
    steps: dict[str, list[Step]] = {}
    for step in trace.steps:
        for path in _without_number(step.path):
            if path in calls and classes[path] == step.module:
                steps.setdefault(path, []).append(step)
                break
    return steps


def _without_number(path: str) -> Iterator[str]:
    """The paths of modules of which a step may be a call: `conv12` is `conv12`, or a call of `conv1` or of `conv`."""
    yield path
    while path[-1:].isdigit():
        path = path[:-1]
        yield path.removesuffix("#")


def _compare_calls(steps: list[Step], calls: list[_Call]) -> Iterator[Comparison]:
    moving = [call for call in calls if not call.passes]
    calls = moving if len(moving) == len(steps) else calls
    for number, step in enumerate(steps):
        if number >= len(calls):
            yield Comparison(step.path, "call", step.output_shape, None)
            continue
        yield from _compare(step.path, "input", step.input_shapes[: len(calls[number].inputs)], calls[number].inputs)
        yield from _compare_outputs(step, calls[number].outputs)
    for call in calls[len(steps) :]:
        if not call.passes:
            yield Comparison(steps[-1].path, "call", None, call.outputs[0])


def _compare_outputs(step: Step, real: tuple[Shape, ...]) -> Iterator[Comparison]:
    return _compare(step.path, "output", step.outputs or (step.output_shape,), real)


def _compare(path: str, what: str, traced: tuple[Shape, ...], real: tuple[Shape, ...]) -> Iterator[Comparison]:
    """Compare shapes in order. A constant argument has a shape in `real` alone, so a shape may be a later one's."""
    for number, shape in enumerate(traced):
        options = [Comparison(path, what, shape, each) for each in real[number:] or (None,)]
        yield next((each for each in options if each.agrees), options[0])


def _calls_without_step(steps: Mapping[str, list[Step]], calls: Mapping[str, list[_Call]]) -> Iterator[Comparison]:
    for path, of_module in calls.items():
        if path not in steps:
            yield from (Comparison(path, "call", None, call.outputs[0]) for call in of_module if not call.passes)


def _compare_results(trace: Trace, result: Mapping[str, Shape]) -> Iterator[Comparison]:
    """The network's outputs."""
    last = [*trace.operations()][-1].steps[-1]
    for name, path in {each.name: each.path for each in trace.outputs}.items() or [("output", last)]:
        real = result.get(name)
        yield Comparison(path, "result", trace.step(path).output_shape, real)
