"""Which networks have an option or a value of one."""

from .option_types import Condition
from .usual import reachable_output_stride

RESIDUAL = Condition(
    "residual networks",
    lambda _, spec: spec.block != "vgg",
    "is not a residual network and has no {option} to choose.",
)
WITH_SHORTCUTS = Condition(
    "networks with shortcuts",
    lambda network, _: network.spec.shortcut != "none",
    "is the network without shortcuts. Choose {twin} to have them.",
)
BOTTLENECK = Condition(
    "networks of bottlenecks",
    lambda _, spec: spec.block == "bottleneck",
    "has basic blocks, with no 1×1 convolution that could stride; {option} is a choice of bottlenecks.",
)
WITH_CLASSIFIER = Condition(
    "networks with a classifier",
    lambda _, spec: spec.head != "none",
    "ends at its last layer with head=none and has no {option} to choose.",
)
WITH_FIXED_POOLING = Condition(
    "`head=fixed`",
    lambda _, spec: spec.head == "fixed",
    "has no fixed pooling; {option} is the number of values behind one. Choose head=fixed to set it.",
)
CUSTOM = Condition(
    "`custom`",
    lambda network, _: network.name == "custom",
    "has its {option} fixed. Choose the network 'custom' to set it.",
)


def reaches(output_stride: int) -> Condition:
    """The condition of a value of `output_stride`: that strides reach it."""
    return Condition(
        f"networks with an output stride of {output_stride} or more",
        lambda _, spec: reachable_output_stride(spec) >= output_stride,
        "has an output stride below {value} already, and keeps it without this option.",
    )
