"""What PyTorch's functions do to volumes, by name: the kind of their step, and how they treat the batch."""

from collections.abc import Callable, Mapping
from typing import Any

from ..records import StepKind

KINDS: dict[str, StepKind] = {
    **dict.fromkeys(["conv1d", "conv2d", "conv3d"], "conv"),
    **dict.fromkeys(["conv_transpose1d", "conv_transpose2d", "conv_transpose3d"], "conv"),
    **dict.fromkeys(["batch_norm", "layer_norm", "group_norm", "instance_norm", "local_response_norm"], "norm"),
    **dict.fromkeys(["rms_norm", "normalize"], "norm"),
    **dict.fromkeys(["max_pool1d", "max_pool2d", "max_pool3d"], "maxpool"),
    **dict.fromkeys(["avg_pool1d", "avg_pool2d", "avg_pool3d"], "avgpool"),
    **dict.fromkeys(["adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"], "avgpool"),
    **dict.fromkeys(["adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"], "maxpool"),
    "relu": "relu",
    **dict.fromkeys(
        ["relu6", "leaky_relu", "elu", "selu", "celu", "prelu", "rrelu", "gelu", "silu", "mish", "sigmoid", "tanh"],
        "activation",
    ),
    **dict.fromkeys(["hardtanh", "hardswish", "hardsigmoid", "softplus", "softsign", "logsigmoid"], "activation"),
    **dict.fromkeys(["tanhshrink", "hardshrink", "softshrink", "threshold", "glu", "clamp", "clip"], "activation"),
    **dict.fromkeys(["softmax", "log_softmax", "softmin", "gumbel_softmax"], "softmax"),
    **dict.fromkeys(["dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_dropout"], "dropout"),
    "add": "add",
    **dict.fromkeys(["mul", "multiply"], "mul"),
    **dict.fromkeys(["cat", "concat", "concatenate"], "concat"),
    "linear": "linear",
    "flatten": "flatten",
    "pad": "pad",
    **dict.fromkeys(["interpolate", "upsample", "upsample_nearest", "upsample_bilinear"], "upsample"),
    **dict.fromkeys(["pixel_shuffle", "grid_sample"], "upsample"),
    **dict.fromkeys(
        ["view", "reshape", "permute", "transpose", "squeeze", "unsqueeze", "expand", "expand_as", "unflatten"],
        "reshape",
    ),
    **dict.fromkeys(["swapaxes", "swapdims", "movedim", "moveaxis", "view_as", "reshape_as", "t"], "reshape"),
    **dict.fromkeys(["stack", "repeat", "tile", "roll", "flip", "unfold", "fold", "pixel_unshuffle"], "reshape"),
    **dict.fromkeys(["channel_shuffle", "repeat_interleave", "broadcast_to", "atleast_3d"], "reshape"),
    **dict.fromkeys(["getitem", "setitem", "chunk", "split", "unbind", "narrow", "select", "index_select"], "slice"),
    **dict.fromkeys(["tensor_split", "gather", "take", "diagonal"], "slice"),
    **dict.fromkeys(["mean", "sum", "max", "min", "amax", "amin", "std", "var", "norm", "logsumexp"], "reduce"),
    **dict.fromkeys(["prod", "median", "argmax", "argmin", "topk", "cumsum"], "reduce"),
    **dict.fromkeys(["matmul", "bmm", "mm", "einsum", "baddbmm", "addmm", "tensordot", "bilinear"], "matmul"),
    **dict.fromkeys(["scaled_dot_product_attention", "multi_head_attention_forward"], "attention"),
    **dict.fromkeys(["lstm", "gru", "rnn_tanh", "rnn_relu"], "recurrent"),
    **dict.fromkeys(["lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"], "recurrent"),
    **dict.fromkeys(["embedding", "embedding_bag"], "embedding"),
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
