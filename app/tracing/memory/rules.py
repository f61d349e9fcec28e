"""What autograd keeps of each kind of step until the backward pass.

Each rule names the formulas of PyTorch's `tools/autograd/derivatives.yaml` that it follows: a tensor that a formula
reads is kept. A kind of step without a rule is not derived, as some functions keep what a trace does not tell.
"""

from dataclasses import dataclass
from math import prod
from typing import Literal

from ..records import Step

Statistics = Literal["", "batch", "group"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What one step keeps. `source` are the functions whose derivatives say so.

    `inputs` and `output` are the volumes themselves; `others` is each input if one of the others has a gradient.
    `indices` is an int64 for every output value, `mask` a value of the volume's type. `statistics` are two values per
    channel for the whole batch, or per group for every image. `lowered` says that autocast runs the step in 16 bits.
    """

    source: str
    inputs: bool = False
    output: bool = False
    others: bool = False
    indices: bool = False
    mask: bool = False
    statistics: Statistics = ""
    lowered: bool = False


CONV = Rule("convolution: input, weight", inputs=True, lowered=True)
LINEAR = Rule("addmm: mat1, mat2", inputs=True, lowered=True)
BATCH_NORM = Rule("native_batch_norm: input, weight, result1, result2", inputs=True, statistics="batch")
GROUP_NORM = Rule("native_group_norm: input, weight, result1, result2", inputs=True, statistics="group")
RELU = Rule("relu: result", output=True)
MAX_POOL = Rule("max_pool2d_with_indices: self, indices", inputs=True, indices=True)
AVG_POOL = Rule("avg_pool2d: self", inputs=True)
ADAPTIVE_POOL = Rule("_adaptive_avg_pool2d: self", inputs=True)
MEAN = Rule("mean.dim: sizes alone")
ADD = Rule("add: nothing")
PAD = Rule("slice, constant_pad_nd: sizes alone")
CAT = Rule("cat: sizes alone")
FLATTEN = Rule("view: sizes alone")
DROPOUT = Rule("mul: other, which is the mask (the CPU's dropout)", mask=True)
SIGMOID = Rule("sigmoid: result", output=True)
TANH = Rule("tanh: result", output=True)
SOFTMAX = Rule("_softmax: result", output=True)
MUL = Rule("mul: self, other", others=True)

RULES: dict[tuple[str, str], Rule] = {
    ("conv", "Conv2d"): CONV,
    ("linear", "Linear"): LINEAR,
    ("norm", "BatchNorm2d"): BATCH_NORM,
    ("norm", "GroupNorm"): GROUP_NORM,
    ("relu", "ReLU"): RELU,
    ("relu", "relu"): RELU,
    ("maxpool", "MaxPool2d"): MAX_POOL,
    ("maxpool", "max_pool2d"): MAX_POOL,
    ("avgpool", "AvgPool2d"): AVG_POOL,
    ("avgpool", "avg_pool2d"): AVG_POOL,
    ("avgpool", "AdaptiveAvgPool2d"): ADAPTIVE_POOL,
    ("avgpool", "adaptive_avg_pool2d"): ADAPTIVE_POOL,
    ("add", "Add"): ADD,
    ("add", "add"): ADD,
    ("pad", "PadShortcut"): PAD,
    ("pad", "pad"): PAD,
    ("concat", "cat"): CAT,
    ("reduce", "mean"): MEAN,
    ("flatten", "Flatten"): FLATTEN,
    ("flatten", "flatten"): FLATTEN,
    ("activation", "Sigmoid"): SIGMOID,
    ("activation", "sigmoid"): SIGMOID,
    ("activation", "Tanh"): TANH,
    ("activation", "tanh"): TANH,
    ("softmax", "Softmax"): SOFTMAX,
    ("softmax", "softmax"): SOFTMAX,
    ("mul", "Multiply"): MUL,
    ("mul", "mul"): MUL,
}
"""The rule of a step, by its kind and its class or function."""


def rule_of(step: Step, *, own: bool) -> Rule | None:
    """The rule of a step; `None` where the trace does not tell what it keeps.

    The probability of a dropout is in no trace: in networks of the catalogue it is not 0, in an `own` one it may be.
    """
    if step.kind == "dropout":
        return None if own else DROPOUT
    if len(step.outputs) > 1 or step.folded:
        return None
    rule = RULES.get((step.kind, step.module))
    if rule is ADAPTIVE_POOL and step.output_shape[1:] == (1, 1):
        return MEAN
    if (rule is GROUP_NORM and step.groups is None) or (rule is MUL and len(step.inputs) < 2):
        return None
    if rule is LINEAR and len(step.input_shapes[0]) > 1:
        return None
    return rule


def weight_values(step: Step) -> int:
    """The values of a convolution's or linear layer's weight, without its bias."""
    if step.kind == "linear":
        return prod(step.input_shapes[0]) * prod(step.output_shape)
    return step.output_shape[0] * step.input_shapes[0][0] // (step.groups or 1) * prod(step.kernel_size or (1, 1))
