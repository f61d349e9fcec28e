"""Records a forward: the modules that run, and every function of PyTorch, which a function mode sees."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from time import monotonic
from types import TracebackType
from typing import Any, Self

from torch import Tensor, nn
from torch._C import DisableTorchFunction
from torch.overrides import TorchFunctionMode

from ..stored import StoredValues, stored_values
from .calls import Callee, InnerCall, RecordedCall, Recording, Ref, signature_of
from .containers import named_tensors, tensors_in
from .frames import Frame, FrameStack
from .functions import MOVES, QUESTIONS, READS, in_place_call, kind_of, short_name
from .leaves import class_names, kind_of_module
from .volumes import Arguments, Volumes

Run = Callable[[Callable[..., Any], str, Sequence[Any], Mapping[str, Any]], Any]
"""Executes a function by its short name: hollow or real."""

MAX_STEPS = 20_000
"""Longer forwards are not recorded: pages of them could not be drawn."""

MAX_SECONDS = 120
"""A forward that runs longer is given up at its next call; the largest of 292 networks took 4 s in full."""


def run_really(function: Callable[..., Any], _: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Run a function on the values it is given."""
    return function(*args, **kwargs)


class ForwardTooLong(RuntimeError):
    """A forward with more than `MAX_STEPS` steps, or of more than `MAX_SECONDS`; the message says which."""


class LeafCall:
    """A leaf module's call while it runs: its tensors, the functions that it calls, and whether it writes to one."""

    __slots__ = ("arguments", "functions", "tensors", "writes")

    def __init__(self, tensors: list[Tensor], arguments: Arguments) -> None:
        self.tensors, self.arguments = tensors, arguments
        self.functions: list[InnerCall] = []
        self.writes = False


class Recorder(TorchFunctionMode):
    """Notes the calls of one forward. Use as a context around it; `recording` has the result."""

    def __init__(self, model: nn.Module, inputs: Mapping[str, Tensor], run: Run) -> None:
        super().__init__()
        self.modules, self.run = dict(model.named_modules()), run
        shapes = {name: tuple(tensor.shape) for name, tensor in inputs.items()}
        self.recording = Recording(shapes, class_names(self.modules))
        self.frames = FrameStack(self.modules)
        self._volumes = Volumes(self.modules.values())
        self._used: set[int] = set()
        own = [parameter for module in self.modules.values() for parameter in module._parameters.items()]
        self._names = {id(parameter): name for name, parameter in own}
        self._leaf: LeafCall | None = None
        self._deadline = monotonic() + MAX_SECONDS
        for number, tensor in enumerate(inputs.values(), 1):
            self._volumes.register(tensor, Ref(-number))

    # ----------------------------------------------------------------------------------------- modules

    def __enter__(self) -> Self:
        self.frames.attach(self._run_leaf)
        super().__enter__()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        super().__exit__(exc_type, exc_val, exc_tb)
        self.frames.detach()

    def _run_leaf(self, frame: Frame, forward: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._leaf:  # a leaf module inside of another is part of it
            return forward(*args, **kwargs)
        tensors = tensors_in((*args, *kwargs.values()))
        with DisableTorchFunction():
            self._leaf = leaf = LeafCall(tensors, self._volumes.look_up(tensors))
        try:
            with self.frames.inside(frame):
                result = forward(*args, **kwargs)
        finally:
            self._leaf = None
        self._note_leaf(frame, leaf, tensors_in(result))
        return result

    def _note_leaf(self, frame: Frame, leaf: LeafCall, outputs: Sequence[Tensor]) -> None:
        module = frame.module
        if not leaf.writes and not isinstance(module, nn.Dropout) and _all_in(outputs, leaf.tensors):
            return
        kind = kind_of_module(module, leaf.functions)
        callee = Callee(frame.path, self.frames.running.owner, type(module).__name__, kind, True)
        stored = (*_stored(module), *leaf.arguments.stored)
        with DisableTorchFunction():
            self._note(callee, leaf.arguments, outputs, leaf.functions, stored, writes=leaf.writes)

    # --------------------------------------------------------------------------------------- functions

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        if monotonic() > self._deadline:
            raise ForwardTooLong(f"The forward ran for {MAX_SECONDS} s and had not ended; it was given up.")
        written = getattr(func, "__name__", "")
        if written in QUESTIONS:
            return func(*args, **kwargs)
        name = short_name(written)
        if name in READS and args and isinstance(args[0], Tensor) and self._volumes.maker(args[0]):
            self.recording.reads.append(self.frames.running.path)
        if self._leaf:
            return self._inside_leaf(self._leaf, func, name, args, kwargs)
        return self._outside(func, name, args, kwargs)

    def _inside_leaf(
        self, leaf: LeafCall, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        result = self.run(func, name, args, kwargs)
        first = args[0] if args and isinstance(args[0], Tensor) else next(iter(tensors_in(args)), None)
        volume = result[0] if name in SEVERAL_RESULTS else result
        if first is not None and isinstance(volume, Tensor):
            leaf.functions.append(InnerCall(name, args, kwargs, tuple(first.shape), tuple(volume.shape)))
            leaf.writes |= result is first and in_place_call(func, kwargs)
        return result

    def _outside(self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any], /) -> Any:
        writes = name == "setitem" or in_place_call(func, kwargs)
        return self._note_function(func, name, args, kwargs, writes=writes)

    def _note_function(
        self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, writes: bool
    ) -> Any:
        tensors = tensors_in((*args, *kwargs.values()))
        arguments = self._volumes.look_up(tensors)  # before the call, which may write to one of them
        result = self.run(func, name, args, kwargs)
        outputs = [args[0]] if name == "setitem" else tensors_in(result)
        if not arguments.refs and not arguments.unknown:
            for output in outputs:
                self._volumes.keep_constant(output, arguments.stored)
        elif not writes and _all_in(outputs, tensors):
            pass  # the same volume, or none
        elif name in MOVES and arguments.refs and len(outputs) == 1:
            self._volumes.register(outputs[0], arguments.refs[0])
        elif outputs:
            function = InnerCall(name, args, kwargs, tuple(tensors[0].shape), tuple(outputs[0].shape))
            owner = self.frames.running
            base = f"{owner.path}.{name}" if owner.path else name
            callee = Callee(base, owner.owner, name, kind_of(name), False)
            self._note(callee, arguments, outputs, (function,), arguments.stored, writes=writes)
        return result

    # ------------------------------------------------------------------------------------------- notes

    def _note(
        self,
        callee: Callee,
        arguments: Arguments,
        outputs: Sequence[Tensor],
        functions: Sequence[InnerCall],
        tensors: Sequence[Tensor],
        *,
        writes: bool,
    ) -> None:
        index = len(self.recording.calls)
        if index == MAX_STEPS:
            raise ForwardTooLong(f"The forward has more than {MAX_STEPS:,} steps, the most that a trace describes.")
        if arguments.unknown:
            self.recording.unknown.append(callee.base)
        refs, shapes = arguments.refs, arguments.shapes
        for output in outputs if writes else ():
            whole = self._volumes.wholes(output)
            refs, shapes = refs + whole.refs, shapes + whole.shapes
        stored, shared = self._count(tensors)
        results = tuple([tuple(output.shape) for output in outputs])
        functions, signature = tuple(functions), signature_of(callee.kind, results, functions)
        self.recording.calls.append(RecordedCall(*callee, refs, shapes, results, functions, stored, shared, signature))
        for number, output in enumerate(outputs):
            if not writes:
                self._volumes.register(output, Ref(index, number))
            elif self._volumes.write(output, Ref(index, number)):
                self.recording.aliased.append(callee.base)

    def _count(self, tensors: Sequence[Tensor]) -> tuple[StoredValues, bool]:
        """The parameters and buffers that no earlier call has used, and whether one has used other parameters."""
        if not tensors:
            return NOTHING_STORED, False
        unique = {id(tensor): tensor for tensor in tensors}
        used = self._used.intersection(unique)
        self._used.update(unique)
        shared = any(isinstance(unique[key], nn.Parameter) for key in used)
        parameters, buffers = [], []
        for key, tensor in unique.items():
            if key not in used:
                own = parameters if isinstance(tensor, nn.Parameter) else buffers
                own.append((self._names.get(key, ""), tensor))
        return stored_values(parameters, buffers), shared

    def finish(self, result: object) -> Recording:
        """Note what the forward returned and which parameters it did not use, and return the recording."""
        for name, tensor in named_tensors(result):
            self.recording.outputs[name] = self._volumes.maker(tensor)
        for path, module in self.modules.items():
            own = [parameter for parameter in module._parameters.values() if parameter is not None]
            if unused := sum(parameter.numel() for parameter in own if id(parameter) not in self._used):
                self.recording.unused[path] = unused
        return self.recording


SEVERAL_RESULTS = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})
"""Functions that return the volume first and their state after it."""


NOTHING_STORED = stored_values((), ())


def _stored(module: nn.Module) -> Iterator[Tensor]:
    """The parameters and buffers of a module and of its children, such as parametrizations."""
    if module._modules:
        return chain(module.parameters(), module.buffers())
    own = (*module._parameters.values(), *module._buffers.values())
    return (tensor for tensor in own if tensor is not None)


def _all_in(outputs: Sequence[Tensor], tensors: Sequence[Tensor]) -> bool:
    return {*map(id, outputs)} <= {*map(id, tensors)}
