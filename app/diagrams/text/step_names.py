"""Names of steps that are not convolutions or pooling, from their kind and the name of their module or function."""

from ...tracing.records import Step, StepKind

KIND_LABELS: dict[StepKind, str] = {
    "conv": "convolution",
    "norm": "batch norm",
    "relu": "ReLU",
    "maxpool": "max pooling",
    "avgpool": "average pooling",
    "add": "addition",
    "pad": "zero padding",
    "flatten": "flatten",
    "dropout": "dropout",
    "linear": "linear",
    "mul": "multiplication",
    "concat": "concatenation",
    "activation": "activation",
    "softmax": "softmax",
    "reshape": "reshape",
    "slice": "slice",
    "upsample": "upsampling",
    "reduce": "reduction",
    "matmul": "matrix product",
    "attention": "attention",
    "recurrent": "recurrent",
    "embedding": "embedding",
    "other": "function",
}

NORMS = {
    "batchnorm": ("batch norm", "BN"),
    "layernorm": ("layer norm", "LN"),
    "groupnorm": ("group norm", "GN"),
    "instancenorm": ("instance norm", "IN"),
    "rmsnorm": ("RMS norm", "RMS norm"),
    "localresponsenorm": ("local response norm", "LRN"),
}
"""Long and short name of a normalization, by a part of its module's name."""

ACTIVATIONS = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "gelu": "GELU",
    "silu": "SiLU",
    "swish": "SiLU",
    "elu": "ELU",
    "selu": "SELU",
    "celu": "CELU",
    "glu": "GLU",
    "prelu": "PReLU",
    "rrelu": "RReLU",
    "leakyrelu": "leaky ReLU",
    "mish": "Mish",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softplus": "softplus",
    "hardsigmoid": "hard sigmoid",
    "hardswish": "hard swish",
    "hardtanh": "hard tanh",
}
"""The name of an activation, by that of its module or function without underscores."""

PLAIN = {
    "getitem": "slice",
    "setitem": "write into a slice",
    "view": "reshape",
    "t": "transpose",
    "MultiheadAttention": "attention",
    "scaled_dot_product_attention": "attention",
}
"""Names for functions whose own name says too little or too much."""

OWN_NAME = ("activation", "reshape", "slice", "reduce", "recurrent", "attention", "other")
"""Kinds of many functions: a step of these has the name of its own."""


def step_name(step: Step) -> str:
    """`batch norm`, `layer norm`, `SiLU`, `softmax`, `mean`, `LSTM`."""
    match step.kind:
        case "norm":
            return _norm(step)[0]
        case "relu" | "activation":
            return ACTIVATIONS.get(_plain(step.module), step.module)
        case "add" | "mul" if len(step.inputs) == 1:
            return f"{KIND_LABELS[step.kind]} {'with' if step.kind == 'mul' else 'of'} {_constant(step)}"
        case "pad" if _plain(step.module) == "pad" or step.module.startswith(("Reflection", "Replication", "Circular")):
            return "padding"
    return PLAIN.get(step.module, step.module) if step.kind in OWN_NAME else KIND_LABELS[step.kind]


def short_step_name(step: Step) -> str | None:
    """`BN`, `ReLU`, `+`: how a step is named after the first one of its operation; `None` if not by its kind alone."""
    match step.kind:
        case "norm":
            return _norm(step)[1]
        case "add":
            return "+" if len(step.inputs) > 1 else "shift"
        case "mul":
            return "×" if len(step.inputs) > 1 else "scale"
        case "relu" | "activation" | "flatten" | "dropout":
            return step_name(step)
    return None


def _norm(step: Step) -> tuple[str, str]:
    name = _plain(step.module)
    return next((names for part, names in NORMS.items() if part in name), (step.module, step.module))


def _constant(step: Step) -> str:
    return "parameters" if step.params or step.shared else "a constant"


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
