"""Traces any module: a hollow forward of one image, compared with one of two images, described and divided.

Where the function mode does not see who made a volume, a real forward of one image is recorded below PyTorch's
functions instead. What still cannot be established is said in the trace's warnings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import torch
from torch import Tensor, nn

from .inference import flow_step, infer_outline
from .recorder import warnings
from .recorder.calls import Recording
from .recorder.describe import Describer, is_weighted, uncounted
from .recorder.dispatch import record_operators
from .recorder.forward import ForwardFailed, record
from .recorder.hollow import run_hollow
from .recorder.images import keeps_batch_first, same_calls
from .recorder.paths import call_paths
from .recorder.recorder import ForwardTooLong
from .records import IMAGE, Input, Output, Shape, Step, Trace
from .sums import layers_with_sums, totals_of


class Untraceable(ValueError):
    """A module that cannot be traced: the message says why, where and what to do."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A network's recording, a step for each of its calls, and the warnings."""

    recording: Recording
    steps: tuple[Step, ...]
    warnings: tuple[str, ...]


def trace_own(model: nn.Module, inputs: Shape | Mapping[str, Shape], *, name: str, title: str) -> Trace:
    """Trace a module for one image.

    `inputs` is the shape of the image without the batch, or a shape for each parameter of the forward. `name` is the
    network's name in URLs, `title` in prose. The module is as before afterwards. Raises `Untraceable`.
    """
    model = unwrapped(model)
    shapes = dict(inputs) if isinstance(inputs, Mapping) else {IMAGE: inputs}
    paths = [IMAGE] if len(shapes) == 1 else [f"{IMAGE}.{each}" for each in shapes]
    try:
        recorded = _record(model, shapes, paths)
    except ForwardFailed as failure:
        raise Untraceable(_sentence(failure, shapes)) from failure
    except ForwardTooLong as failure:
        raise Untraceable(str(failure)) from failure
    return _trace(recorded, shapes, paths, name, title)


def unwrapped(model: nn.Module) -> nn.Module:
    """The module inside `DataParallel` or `torch.compile`. Raises `Untraceable` for modules that hide their calls."""
    if isinstance(model, (nn.parallel.DataParallel, nn.parallel.DistributedDataParallel)):
        return unwrapped(model.module)
    inner = getattr(model, "_orig_mod", None)
    if isinstance(inner, nn.Module):
        return unwrapped(inner)
    for path, module in model.named_modules():
        where = f"module {path!r}" if path else "network"
        if isinstance(module, torch.jit.ScriptModule):
            raise Untraceable(f"The {where} is compiled with torch.jit. Pass the Python module that it was made from.")
        if isinstance(module, nn.modules.lazy.LazyModuleMixin) and module.has_uninitialized_params():  # pyrefly: ignore[bad-argument-type]  # the mixin is typed for its own subclasses
            raise Untraceable(f"The {where} has no sizes yet. Run the network once on a real image, then pass it.")
    return model


def _record(model: nn.Module, shapes: Mapping[str, Shape], paths: Sequence[str]) -> Recorded:
    one = record(model, _images(model, shapes, 1), run_hollow)
    if one.unknown or None in one.outputs.values() or not one.calls:
        one = _by_operators(model, shapes, one)
    if not one.calls:
        raise Untraceable("The forward made no volume that could be recorded.")
    two = None if keeps_batch_first(one) else _second(model, shapes, one)
    describer = Describer(one, call_paths(one.calls, one.classes), paths, two)
    steps = describer.steps()
    doubts = warnings.sentences(one, steps, loops=two is None and not keeps_batch_first(one))
    return Recorded(one, steps, doubts)


def _by_operators(model: nn.Module, shapes: Mapping[str, Shape], hollow: Recording) -> Recording:
    """The recording by operators, for functions that the function mode does not see; `hollow` if it fails."""
    recording = record_operators(model, _images(model, shapes, 1))
    if recording is None:
        return hollow
    recording.hidden = hollow.unknown
    return recording


def _second(model: nn.Module, shapes: Mapping[str, Shape], one: Recording) -> Recording | None:
    """The recording of two images, to find the batch's axis; `None` if it has other calls or fails."""
    try:
        two = record_operators(model, _images(model, shapes, 2)) if one.operators else None
        two = two or record(model, _images(model, shapes, 2), run_hollow)
    except ForwardFailed:
        return None
    return two if same_calls(one, two) else None


def _images(model: nn.Module, shapes: Mapping[str, Shape], count: int) -> dict[str, Tensor]:
    """Images of zeros in the type and on the device of the model's first floating-point parameter."""
    weights = chain(model.parameters(), model.buffers())
    first = next((each for each in weights if each.is_floating_point()), torch.empty(0))
    return {
        name: torch.zeros((count, *shape), dtype=first.dtype, device=first.device) for name, shape in shapes.items()
    }


def _sentence(failure: ForwardFailed, shapes: Mapping[str, Shape]) -> str:
    """The error for a forward that raised: the module, the input's shape, and PyTorch's own sentence."""
    given = ", ".join("×".join(map(str, shape)) for shape in shapes.values())
    where = f"{failure.path} ({failure.kind})" if failure.path else failure.kind
    reason = " ".join(str(failure.error).split()) or type(failure.error).__name__
    return f"An input of {given} cannot pass {where}: {reason[:400]}"


def _trace(recorded: Recorded, shapes: Mapping[str, Shape], paths: Sequence[str], name: str, title: str) -> Trace:
    steps, recording = recorded.steps, recorded.recording
    known = {key: ref for key, ref in recording.outputs.items() if ref is not None and ref.call >= 0}
    outputs = tuple(Output(key, steps[ref.call].path) for key, ref in known.items())
    flow = [flow_step(step, call.owner, is_weighted(call)) for step, call in zip(steps, recording.calls, strict=True)]
    ends = [output.path for output in outputs] or [steps[-1].path]
    inferred = infer_outline(flow, ends, recording.classes)
    outline = inferred.outline
    inputs = tuple(Input(shape, path) for shape, path in zip(shapes.values(), paths, strict=True))
    totals = totals_of(
        outline,
        steps,
        inferred.weighted_layers,
        uncounted=sum(uncounted(call.functions) for call in recording.calls),
        unused_params=sum(recording.unused.values()),
    )
    return Trace(
        network=name,
        title=title,
        spec=None,
        input=inputs[0],
        stem=outline.stem,
        layers=layers_with_sums(outline, steps, totals),
        head=outline.head,
        steps=steps,
        totals=totals,
        inputs=inputs if len(inputs) > 1 else (),
        outputs=outputs if len(outputs) > 1 or any(output.name != "output" for output in outputs) else (),
        warnings=recorded.warnings,
    )
