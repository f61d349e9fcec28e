"""Turns a recording into steps: shapes of one image, windows, parameters, MACs, receptive fields and arithmetic."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from .. import arithmetic, receptive_field
from ..arithmetic import Window
from ..receptive_field import ReceptiveFieldState
from ..records import Pair, Shape, Step
from .calls import InnerCall, RecordedCall, Recording, Ref
from .formulas import line_of_arithmetic
from .functions import kind_of
from .images import ImageShape, image_shape
from .layouts import default_layout, layout_after
from .windows import TRANSPOSED, UNCOUNTED, argument, macs_of, window_of

PLAIN = ("", "C", "CHW")
"""Layouts that the length of a shape tells."""


class VolumeState(NamedTuple):
    """What later calls need of a volume: its path, layout with the batch, and receptive field."""

    path: str
    layout: str
    field: ReceptiveFieldState | None


class LocalDescription(NamedTuple):
    """What a call's functions and the shapes of its volumes tell, whatever happened before.

    `inputs` and `outputs` are of one image, `letters` the layout without the batch.
    """

    inputs: tuple[Shape, ...]
    outputs: tuple[ImageShape, ...]
    layout: str
    letters: str
    window: Window | None
    groups: int | None
    macs: int | None
    bytes: int
    arithmetic: str
    transposed: bool
    adaptive: bool


class Describer:
    """Describes the calls of a recording in order. `other` is the recording of two images, if there is one."""

    def __init__(
        self, recording: Recording, paths: Sequence[str], inputs: Sequence[str], other: Recording | None = None
    ) -> None:
        self.recording, self.paths, self.other = recording, paths, other
        self.states: dict[int, VolumeState] = {}
        self.images: dict[int, tuple[ImageShape, ...]] = {}
        self.locals: dict[Hashable, LocalDescription] = {}
        for number, (path, shape) in enumerate(zip(inputs, recording.inputs.values(), strict=True), 1):
            image = ImageShape(shape[1:], 0)
            field = receptive_field.of_image(image.shape) if len(image.shape) == 3 else None
            self.states[-number] = VolumeState(path, default_layout(shape), field)
            self.images[-number] = (image,)

    def steps(self) -> tuple[Step, ...]:
        """Return a step for each call."""
        return tuple(self._step(index, call) for index, call in enumerate(self.recording.calls))

    def _step(self, index: int, call: RecordedCall) -> Step:
        inputs = [self.states[ref.call] for ref in call.inputs]
        local = self._local(index, call, inputs)
        window, output = local.window, local.outputs[0]
        self.images[index] = local.outputs
        field = _field(call, inputs, local)
        self.states[index] = VolumeState(self.paths[index], local.layout, field)
        return Step(
            path=self.paths[index],
            kind=call.kind,
            module=call.name,
            inputs=tuple([state.path for state in inputs]),
            input_shapes=local.inputs,
            output_shape=output.shape,
            kernel_size=window.kernel if window else None,
            stride=window.stride if window else None,
            padding=window.padding if window else None,
            groups=local.groups,
            params=call.stored.params,
            macs=local.macs,
            bytes=local.bytes,
            receptive_field=field.record() if field else None,
            arithmetic=local.arithmetic,
            dilation=window.dilation if window and window.dilation != (1, 1) else None,
            ceil_mode=bool(window and window.ceil_mode),
            layout="" if local.letters in PLAIN else local.letters,
            outputs=tuple([image.shape for image in local.outputs]) if len(local.outputs) > 1 else (),
            folded=output.folded,
            shared=call.shared,
            biases=call.stored.biases,
            buffers=call.stored.buffers,
        )

    def _local(self, index: int, call: RecordedCall, inputs: Sequence[VolumeState]) -> LocalDescription:
        """Describe a call alone. Calls with the same signature, shapes and layouts share their description."""
        two = self.other.calls[index].output_shapes if self.other else None
        layout = inputs[0].layout if inputs else ""
        key: tuple[object, ...] = (call.signature, call.input_shapes, layout)
        if two:
            key += (two, *[self.images[ref.call][ref.output] for ref in call.inputs])
        try:
            known = self.locals.get(key)
        except TypeError:  # an argument without a hash, such as a list of volumes
            return self._describe(call, inputs, two)
        if known is None:
            known = self.locals[key] = self._describe(call, inputs, two)
        return known

    def _describe(
        self, call: RecordedCall, inputs: Sequence[VolumeState], two: Sequence[Shape | None] | None
    ) -> LocalDescription:
        pairs = zip(call.output_shapes, two or (None,) * len(call.output_shapes), strict=True)
        outputs = tuple([image_shape(one, other) for one, other in pairs])
        shapes = tuple(self._input_shape(ref, whole) for ref, whole in zip(call.inputs, call.input_shapes, strict=True))
        layout = self._layout(call, inputs)
        letters = _of_image(layout, outputs[0])
        window = _window(call, letters)
        return LocalDescription(
            inputs=shapes,
            outputs=outputs,
            layout=layout,
            letters=letters,
            window=window,
            groups=window.groups if window else _norm_groups(call),
            macs=_macs(call),
            bytes=sum(arithmetic.size_in_bytes(output.shape) for output in outputs),
            arithmetic=line_of_arithmetic(call, shapes, outputs[0].shape, window),
            transposed=any(function.name in TRANSPOSED for function in call.functions),
            adaptive=any(function.name.startswith("adaptive") for function in call.functions),
        )

    def _input_shape(self, ref: Ref, whole: Shape) -> Shape:
        """The shape of an input. A view has the shape in which it was given."""
        image = self.images[ref.call][ref.output]
        if image.axis is None or image.folded or len(whole) != len(image.shape) + 1:
            return image.shape
        return (*whole[: image.axis], *whole[image.axis + 1 :])

    def _layout(self, call: RecordedCall, inputs: Sequence[VolumeState]) -> str:
        whole = call.output_shapes[0]
        letters = inputs[0].layout if inputs else default_layout(whole)
        for function in call.functions:
            if len(function.input_shape) == len(letters):
                letters = layout_after(function, letters, function.output_shape)
        return letters if len(letters) == len(whole) else default_layout(whole)


def _of_image(layout: str, image: ImageShape) -> str:
    """The layout without the batch. Letters that contradict the batch's axis are replaced by unknown ones."""
    if image.axis is None or image.folded:
        return layout.replace("N", "L" if "L" not in layout else "?")
    letters = layout[: image.axis] + layout[image.axis + 1 :]
    return "?" * len(image.shape) if "N" in letters or len(letters) != len(image.shape) else letters


def _window(call: RecordedCall, letters: str) -> Window | None:
    """The window of the call's one sliding function."""
    found = [window for function in call.functions if (window := window_of(function))]
    if len(found) == 1 and letters in ("CHW", "CL"):
        return found[0]
    return _strided(call) if call.kind in ("pad", "slice") and letters == "CHW" else None


def _strided(call: RecordedCall) -> Window | None:
    """The window of `x[:, :, ::2, ::2]`: one value of every stride."""
    for function in call.functions:
        if function.name == "getitem" and isinstance(function.args[1], tuple) and len(function.args[1]) == 4:
            rows, columns = function.args[1][2:]
            if all(isinstance(each, slice) and each.start is None and each.stop is None for each in (rows, columns)):
                return Window((1, 1), (rows.step or 1, columns.step or 1))
    return None


def _norm_groups(call: RecordedCall) -> int | None:
    """The groups of a group normalization."""
    names = {function.name: function for function in call.functions}
    return argument(names["group_norm"], 1, "num_groups") if "group_norm" in names else None


def _macs(call: RecordedCall) -> int | None:
    counts = [macs_of(function) for function in call.functions]
    if call.kind in ("matmul", "recurrent") or None in counts:
        return None
    return sum(count for count in counts if count)


def _grid(shape: Shape) -> Pair:
    return (*shape, 1, 1, 1)[1], (*shape, 1, 1, 1)[2]


LOSES_PLACES = frozenset({"matmul", "attention", "recurrent", "upsample", "embedding", "other"})
"""Kinds after which a receptive field is not known: values depend on all positions, or the grid is finer."""


def _field(call: RecordedCall, inputs: Sequence[VolumeState], local: LocalDescription) -> ReceptiveFieldState | None:
    known = [state.field for state in inputs if state.field]
    if not known or len(known) < len(inputs) or call.kind in LOSES_PLACES or local.transposed:
        return None
    first, window, letters = known[0], local.window, local.letters
    shapes, output = local.inputs, local.outputs[0].shape
    if window and letters != "CHW":
        return None
    if window and local.adaptive:
        return receptive_field.after_adaptive(first, window)
    if window:
        return receptive_field.after_window(first, window, _grid(output))
    if call.kind == "linear" and len(shapes[0]) == 1:
        return receptive_field.after_linear(first)
    if call.kind == "reduce" and len(shapes[0]) == 3 and _grid(shapes[0]) != _grid(output):
        return receptive_field.after_linear(first) if "C" in letters and _grid(output) == (1, 1) else None
    if call.kind in ("conv", "maxpool", "avgpool"):
        return None
    if call.kind in ("reshape", "slice") and letters not in ("", "C", "CHW", "HWC", "LC", "CL"):
        return None
    return receptive_field.after_merge(known)


def is_weighted(call: RecordedCall) -> bool:
    """Whether a call is a convolution or a linear layer: these are counted as the depth of a network."""
    return call.kind in ("conv", "linear") and (call.stored.params > 0 or call.shared)


def uncounted(functions: Sequence[InnerCall]) -> bool:
    """Whether a call has products that MACs leave out, with those of attention modules."""
    return any(function.name in UNCOUNTED or kind_of(function.name) == "attention" for function in functions)
