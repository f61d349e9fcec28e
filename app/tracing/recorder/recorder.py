"""Records a forward with hooks on all modules and a function mode, which sees every function of PyTorch."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Any, NamedTuple, Self

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from ..records import Shape
from .calls import InnerCall, RecordedCall, Recording, Ref
from .functions import MOVES, READS, in_place_call, kind_of, short_name

Run = Callable[[Callable[..., Any], str, Sequence[Any], Mapping[str, Any]], Any]
"""Executes a function by its short name: hollow or real."""

WHOLE = (nn.MultiheadAttention, nn.RNNBase, nn.RNNCellBase)
"""Modules that are one step although they may have children or call many functions."""


class Tensors(NamedTuple):
    """The tensors of nested arguments: volumes in order, and the parameters among the constants."""

    refs: tuple[Ref, ...]
    shapes: tuple[Shape, ...]
    parameters: tuple[nn.Parameter, ...]
    unknown: int


class Frame(NamedTuple):
    """A module that runs. `owner` is its path, with the number of its call from the second on: `up#2`."""

    path: str
    owner: str
    module: nn.Module
    leaf: bool


class Pending(NamedTuple):
    """A leaf module's call before its result is known."""

    given: Tensors
    arguments: tuple[Tensor, ...]


class Recorder(TorchFunctionMode):
    """Notes the calls of one forward. Use as a context around it; `recording` has the result.

    The maker of a volume is looked up by the tensor's identity. All volumes stay alive until the end, because Python
    may give the identity of a deleted tensor to a new one.
    """

    def __init__(self, model: nn.Module, inputs: Mapping[str, Tensor], run: Run) -> None:
        super().__init__()
        self.modules, self.run = dict(model.named_modules()), run
        self.recording = Recording({name: tuple(tensor.shape) for name, tensor in inputs.items()})
        self.stack: list[Frame] = []
        self._makers: dict[int, Ref] = {}
        self._alive: list[object] = []
        self._views: dict[int, list[Tensor]] = {}
        self._constants: dict[int, tuple[nn.Parameter, ...]] = _constants(model, self.modules.values())
        self._used: set[int] = set()
        self._pending: list[Pending] = []
        self._inner: list[InnerCall] = []
        self._written: set[int] = set()
        self._depth = 0
        self._calls: Counter[str] = Counter()
        self._hooks = ExitStack()
        for number, tensor in enumerate(inputs.values(), 1):
            self._register(tensor, Ref(-number))

    # ------------------------------------------------------------------------------------------- hooks

    def __enter__(self) -> Self:
        for path, module in self.modules.items():
            frame = Frame(path, path, module, bool(path) and is_leaf(module))
            before = module.register_forward_pre_hook(partial(self._before, frame), with_kwargs=True)
            self._hooks.callback(before.remove)
            after = module.register_forward_hook(partial(self._after, frame), with_kwargs=True)
            self._hooks.callback(after.remove)
        super().__enter__()  # type: ignore[no-untyped-call]  # PyTorch ships no types for its modes
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)  # type: ignore[no-untyped-call]  # as above
        self._hooks.close()

    def _before(self, frame: Frame, _: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not frame.leaf:
            self.stack.append(frame._replace(owner=self._owner(frame.path)))
            return
        self.stack.append(frame)
        self._depth += 1
        if self._depth == 1:
            arguments = tuple(tensors_in((args, kwargs)))
            self._pending.append(Pending(self._look_up(arguments), arguments))
            self._inner, self._written = [], set()

    def _owner(self, path: str) -> str:
        """The path with the numbers of repeated calls: of this module, and of the modules around it."""
        around = self.stack[-1] if self.stack else None
        if around and around.path and path.startswith(f"{around.path}."):
            path = around.owner + path[len(around.path) :]
        self._calls[path] += 1
        number = self._calls[path]
        return path if number == 1 else f"{path}#{number}"

    def _after(self, frame: Frame, module: nn.Module, _args: object, _kwargs: object, result: Any) -> None:
        self.stack.pop()
        if not frame.leaf:
            return
        self._depth -= 1
        if self._depth:
            return
        given, arguments = self._pending.pop()
        outputs = tuple(tensors_in(result))
        same = all(any(output is argument for argument in arguments) for output in outputs)
        if same and not self._written and not isinstance(module, nn.Dropout):
            return
        functions = tuple(self._inner)
        kind = _kind_of_module(module, functions)
        own = [*module.parameters(), *given.parameters]
        owner = self.stack[-1].owner if self.stack else ""
        writes = bool(self._written)
        self._note(frame.path, owner, type(module).__name__, kind, True, given, outputs, functions, own, writes)

    # --------------------------------------------------------------------------------------- functions

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        kwargs = kwargs or {}
        written = getattr(func, "__name__", "")
        if written == "__get__" or written in QUESTIONS:
            return func(*args, **kwargs)
        name = short_name(written)
        if name in READS and args and isinstance(args[0], Tensor) and id(args[0]) in self._makers:
            self.recording.reads.append(self.stack[-1].path if self.stack else "")
        if self._depth:
            return self._inside_leaf(func, name, args, kwargs)
        return self._outside(func, name, args, kwargs)

    def _inside_leaf(self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        result = self.run(func, name, args, kwargs)
        first = next(tensors_in(args), None)
        if isinstance(result, Tensor) and first is not None:
            self._inner.append(InnerCall(name, args, kwargs, tuple(first.shape), tuple(result.shape)))
            if result is first and in_place_call(func, kwargs):
                self._written.add(id(first))
        elif first is not None and name in ("lstm", "gru", "rnn_tanh", "rnn_relu"):
            self._inner.append(InnerCall(name, args, kwargs, tuple(first.shape), tuple(result[0].shape)))
        return result

    def _outside(self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._note_function(func, name, args, kwargs, in_place=name == "setitem" or in_place_call(func, kwargs))

    def _note_function(
        self, func: Callable[..., Any], name: str, args: tuple[Any, ...], kwargs: dict[str, Any], *, in_place: bool
    ) -> Any:
        arguments = tuple(tensors_in((args, kwargs)))
        given = self._look_up(arguments)
        result = self.run(func, name, args, kwargs)
        outputs = (args[0],) if name == "setitem" else tuple(tensors_in(result))
        if not outputs:
            return result
        if not given.refs and not given.unknown:
            for output in outputs:
                self._keep_constant(output, given.parameters)
            return result
        if all(any(output is argument for argument in arguments) for output in outputs) and not in_place:
            return result
        if name in MOVES and given.refs and len(outputs) == 1:
            self._register(outputs[0], given.refs[0])
            return result
        first = arguments[0]
        inner = InnerCall(name, args, kwargs, tuple(first.shape), tuple(outputs[0].shape))
        owner, path = (self.stack[-1].owner, self.stack[-1].path) if self.stack else ("", "")
        base = f"{path}.{name}" if path else name
        self._note(base, owner, name, kind_of(name), False, given, outputs, (inner,), given.parameters, in_place)
        return result

    # ------------------------------------------------------------------------------------------- notes

    def _note(
        self,
        base: str,
        owner: str,
        name: str,
        kind: Any,
        is_module: bool,
        given: Tensors,
        outputs: tuple[Tensor, ...],
        functions: tuple[InnerCall, ...],
        parameters: Sequence[nn.Parameter],
        writes: bool,
    ) -> None:
        unique = {id(parameter): parameter for parameter in parameters}
        new = {key: parameter for key, parameter in unique.items() if key not in self._used}
        self._used |= unique.keys()
        if given.unknown:
            self.recording.unknown.append(base)
        index = len(self.recording.calls)
        written = outputs if writes else ()
        whole = [view for output in written for view in self._aliases(output) if view.numel() > output.numel()]
        further = [(self._makers[id(view)], tuple(view.shape)) for view in whole]
        self.recording.calls.append(
            RecordedCall(
                *(base, owner, name, kind, is_module),
                *((*given.refs, *(ref for ref, _ in further)), (*given.shapes, *(shape for _, shape in further))),
                tuple(tuple(output.shape) for output in outputs),
                functions,
                sum(parameter.numel() for parameter in new.values()),
                bool(unique) and len(new) < len(unique),
            )
        )
        for number, output in enumerate(outputs):
            if writes:
                self._write(output, Ref(index, number), base)
            else:
                self._register(output, Ref(index, number))

    def _aliases(self, output: Tensor) -> list[Tensor]:
        """The other views of a volume that a call has written to; none of a new volume."""
        if id(output) not in self._makers:
            return []
        return [view for view in self._views[_root(output)] if view is not output]

    def _write(self, output: Tensor, ref: Ref, base: str) -> None:
        """Make `ref` the maker of a volume and of its views. A view of another extent is only partly written."""
        for view in self._aliases(output):
            if not _same_extent(view, output):
                self.recording.aliased.append(base)
            if view.numel() >= output.numel():
                self._makers[id(view)] = ref
        self._register(output, ref)

    def _register(self, tensor: Tensor, ref: Ref) -> None:
        if id(tensor) not in self._makers:
            self._alive.append(tensor)
            self._views.setdefault(_root(tensor), []).append(tensor)
        self._makers[id(tensor)] = ref

    def _keep_constant(self, tensor: Tensor, parameters: tuple[nn.Parameter, ...]) -> None:
        self._alive.append(tensor)
        self._constants[id(tensor)] = parameters

    def _look_up(self, tensors: Sequence[Tensor]) -> Tensors:
        refs: list[Ref] = []
        shapes: list[Shape] = []
        parameters: list[nn.Parameter] = []
        unknown = 0
        for tensor in tensors:
            if (ref := self._makers.get(id(tensor))) is not None:
                refs.append(ref)
                shapes.append(tuple(tensor.shape))
            elif (constant := self._constants.get(id(tensor))) is not None:
                parameters += constant
            elif isinstance(tensor, nn.Parameter):
                parameters.append(tensor)
            else:
                unknown += 1
        return Tensors(tuple(refs), tuple(shapes), tuple(parameters), unknown)

    def finish(self, result: Any) -> Recording:
        """Note what the forward returned and which parameters it did not use, and return the recording."""
        for name, tensor in named_tensors(result):
            self.recording.outputs[name] = self._makers.get(id(tensor))
        for path, module in self.modules.items():
            own = [each for each in module.parameters(recurse=False) if id(each) not in self._used]
            if own:
                self.recording.unused[path] = sum(each.numel() for each in own)
        return self.recording


QUESTIONS = frozenset(
    {
        *("size", "dim", "numel", "is_contiguous", "is_floating_point", "is_complex", "stride", "storage_offset"),
        *("__len__", "ndimension", "nelement", "element_size", "data_ptr", "get_device", "__hash__", "__repr__"),
        *("_is_view", "is_same_size", "has_names", "requires_grad_", "is_tensor", "is_nonzero_", "untyped_storage"),
        *("__format__", "_set_grad_enabled", "register_hook", "backward", "_has_compatible_shallow_copy_type"),
    }
)
"""Functions about a tensor that make no volume and read no value."""


def is_leaf(module: nn.Module) -> bool:
    """Whether a module is one step: it has no children, or is attention or a recurrent layer."""
    return isinstance(module, WHOLE) or all(name == "parametrizations" for name, _ in module.named_children())


def tensors_in(value: object) -> Iterator[Tensor]:
    """All tensors of nested tuples, lists, dictionaries and records, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from tensors_in(each)
    elif isinstance(value, (dict, Mapping)):  # most mappings are dictionaries, which are quicker to tell
        for each in value.values():
            yield from tensors_in(each)


def named_tensors(value: object, name: str = "") -> Iterator[tuple[str, Tensor]]:
    """The tensors of a result with their keys and numbers: `masks`, `0`, `features.1`; `output` for a tensor alone."""
    if isinstance(value, Tensor):
        yield name or "output", value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from named_tensors(each, f"{name}.{key}" if name else str(key))
    elif isinstance(value, (tuple, list)):
        for number, each in enumerate(value):
            yield from named_tensors(each, f"{name}.{number}" if name else str(number))


MODULE_FIELDS = frozenset(vars(nn.Module()))
"""The attributes of every module, such as its parameters and hooks."""


def _constants(model: nn.Module, modules: Iterable[nn.Module]) -> dict[int, tuple[nn.Parameter, ...]]:
    """Buffers, and tensors that modules hold without registering them."""
    found: dict[int, tuple[nn.Parameter, ...]] = {id(buffer): () for buffer in model.buffers()}
    for module in modules:
        for name, value in vars(module).items():
            if name not in MODULE_FIELDS and isinstance(value, (Tensor, tuple, list, dict)):
                found |= {id(tensor): () for tensor in tensors_in(value) if not isinstance(tensor, nn.Parameter)}
    return found


def _kind_of_module(module: nn.Module, functions: Sequence[InnerCall]) -> Any:
    if isinstance(module, nn.MultiheadAttention):
        return "attention"
    if isinstance(module, (nn.RNNBase, nn.RNNCellBase)):
        return "recurrent"
    if isinstance(module, nn.Dropout):
        return "dropout"
    kinds = [kind_of(function.name) for function in functions]
    weighty = [kind for kind in kinds if kind in WEIGHTY]
    if len(weighty) == 1:
        return weighty[0]
    return kinds[-1] if kinds and not weighty else "other"


WEIGHTY = ("conv", "linear", "attention", "recurrent", "embedding")


def _root(tensor: Tensor) -> int:
    return id(tensor if tensor._base is None else tensor._base)


def _same_extent(one: Tensor, other: Tensor) -> bool:
    return (
        one.storage_offset() == other.storage_offset() and one.shape == other.shape and one.stride() == other.stride()
    )
