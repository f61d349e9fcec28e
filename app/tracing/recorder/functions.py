"""What PyTorch's functions do to volumes, by name: the kind of their step, and how they treat the batch."""

from collections.abc import Callable, Mapping
from typing import Any

from ..records import StepKind


def _each(names: list[str], kind: StepKind) -> dict[str, StepKind]:
    return dict.fromkeys(names, kind)


KINDS: dict[str, StepKind] = {
    **_each(["conv1d", "conv2d", "conv3d"], "conv"),
    **_each(["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"], "conv"),
    **_each(["batch_norm", "layer_norm", "group_norm", "instance_norm", "local_response_norm"], "norm"),
    **_each(["rms_norm", "normalize"], "norm"),
    **_each(["max_pool1d", "max_pool2d", "max_pool3d"], "maxpool"),
    **_each(["avg_pool1d", "avg_pool2d", "avg_pool3d"], "avgpool"),
    **_each(["adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"], "avgpool"),
    **_each(["adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"], "maxpool"),
    "relu": "relu",
    **_each(
        ["relu6", "leaky_relu", "elu", "selu", "celu", "prelu", "rrelu", "gelu", "silu", "mish", "sigmoid", "tanh"],
        "activation",
    ),
    **_each(["hardtanh", "hardswish", "hardsigmoid", "softplus", "softsign", "logsigmoid"], "activation"),
    **_each(["tanhshrink", "hardshrink", "softshrink", "threshold", "glu", "clamp", "clip"], "activation"),
    **_each(["softmax", "log_softmax", "softmin", "gumbel_softmax"], "softmax"),
    **_each(["dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout"], "dropout"),
    "add": "add",
    **_each(["mul", "multiply"], "mul"),
    **_each(["cat", "concat", "concatenate"], "concat"),
    "linear": "linear",
    "flatten": "flatten",
    "pad": "pad",
    **_each(["interpolate", "upsample", "upsample_nearest", "upsample_bilinear"], "upsample"),
    **_each(["pixel_shuffle", "grid_sample"], "upsample"),
    **_each(
        ["view", "reshape", "permute", "transpose", "squeeze", "unsqueeze", "expand", "expand_as", "unflatten"],
        "reshape",
    ),
    **_each(["swapaxes", "swapdims", "movedim", "moveaxis", "view_as", "reshape_as", "t"], "reshape"),
    **_each(["stack", "repeat", "tile", "roll", "flip", "unfold", "fold", "pixel_unshuffle"], "reshape"),
    **_each(["channel_shuffle", "repeat_interleave", "broadcast_to", "atleast_3d"], "reshape"),
    **_each(["getitem", "setitem", "chunk", "split", "unbind", "narrow", "select", "index_select"], "slice"),
    **_each(["tensor_split", "gather", "take", "diagonal"], "slice"),
    **_each(["mean", "sum", "max", "min", "amax", "amin", "std", "var", "norm", "logsumexp"], "reduce"),
    **_each(["prod", "median", "argmax", "argmin", "topk", "cumsum"], "reduce"),
    **_each(["matmul", "bmm", "mm", "einsum", "baddbmm", "addmm", "tensordot", "bilinear"], "matmul"),
    **_each(["scaled_dot_product_attention", "multi_head_attention_forward"], "attention"),
    **_each(["lstm", "gru", "rnn_tanh", "rnn_relu"], "recurrent"),
    **_each(["lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"], "recurrent"),
    **_each(["embedding", "embedding_bag"], "embedding"),
}
"""The kind of step by a function's short name; every other function is of kind `other`."""

READS = frozenset({"item", "tolist", "numpy", "nonzero", "bool", "int", "float", "index", "array", "contains", "equal"})
"""Functions that turn values of a volume into Python values or into sizes: the way may depend on the image."""

QUESTIONS = frozenset(
    {
        *("__get__", "size", "dim", "numel", "stride", "storage_offset", "ndimension", "nelement", "element_size"),
        *("is_contiguous", "is_floating_point", "is_complex", "is_tensor", "is_same_size", "has_names", "_is_view"),
        *("__len__", "__hash__", "__repr__", "__format__", "data_ptr", "get_device", "untyped_storage"),
        *("requires_grad_", "register_hook", "backward", "_set_grad_enabled", "_has_compatible_shallow_copy_type"),
    }
)
"""Functions about a tensor that make no volume and read no value; by full name."""

MOVES = frozenset(
    {"contiguous", "to", "detach", "float", "half", "double", "bfloat16", "type", "type_as", "cpu", "cuda"}
)
"""Functions that return the same values: no step, and the result has the maker of the argument."""

ELEMENTWISE = frozenset(
    {
        *(
            "add",
            "sub",
            "rsub",
            "mul",
            "multiply",
            "div",
            "truediv",
            "rdiv",
            "true_divide",
            "pow",
            "maximum",
            "minimum",
        ),
        *("lerp", "where", "eq", "ne", "lt", "le", "gt", "ge"),
    }
)
"""Arithmetic whose result has the broadcast shape of its arguments."""

PER_IMAGE = frozenset(
    name
    for name, kind in KINDS.items()
    if kind in ("conv", "norm", "maxpool", "avgpool", "relu", "activation", "linear", "upsample")
) - {"grid_sample", "glu", "normalize"}
"""Functions that compute each image alone, so a call on an empty batch checks its arguments and gives its shape."""

SPATIAL_RANK = {"1d": 3, "2d": 4, "3d": 5}
"""The rank of a batch by the end of a function's name; of other rank, the first axis is not the batch."""


def short_name(name: str) -> str:
    """`add` for `__iadd__`, `add_` and `__radd__`; `getitem` for `__getitem__`."""
    if name.startswith("__") and name.endswith("__"):
        name = name[2:-2]
        if name in ("iadd", "radd", "imul", "rmul", "isub", "idiv", "itruediv", "ipow", "rmatmul", "imatmul"):
            name = name[1:]
    return name.rstrip("_")


def kind_of(name: str) -> StepKind:
    """The kind of a function's step, by its short name."""
    return KINDS.get(name, "other")


def batched_rank(name: str) -> int | None:
    """The rank at which the first axis of a function's argument is the batch; `None` if any rank from 2 has it."""
    return SPATIAL_RANK.get(name[-2:])


def in_place_call(function: Callable[..., Any], kwargs: Mapping[str, Any]) -> bool:
    """Whether a call writes to its first argument: `add_`, `__iadd__`, or `inplace=True`."""
    name: str = getattr(function, "__name__", "")
    if name.startswith("__"):
        return name in IN_PLACE_OPERATORS
    return name.endswith("_") or bool(kwargs.get("inplace"))


IN_PLACE_OPERATORS = frozenset(
    f"__i{name}__" for name in ("add", "sub", "mul", "div", "truediv", "floordiv", "pow", "and", "or")
)
