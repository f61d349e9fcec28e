"""Usual values of the options that follow from others, where a request does not set them.

Each takes the spec of the network as published and its configured variant.
"""

from dataclasses import replace
from math import prod

from .spec import Spec, StrideOn, usual_strides


def stem_width(own: Spec, spec: Spec) -> int:
    """The width with which the stem's outputs keep their ratio to the first layer's channels."""
    channels = own.stem_channels * spec.base_width // own.base_width
    return max(channels // 2 if spec.stem == "deep" else channels, 1)


def stem_pool(own: Spec, spec: Spec) -> bool:
    return own.stem_pool if spec.stem == own.stem else spec.stem != "cifar"


def stride_on(own: Spec, spec: Spec) -> StrideOn | None:
    return (own.stride_on or "3x3") if spec.block == "bottleneck" else None


def strides(own: Spec, spec: Spec) -> tuple[int, ...]:
    return own.strides if len(own.depths) == len(spec.depths) else usual_strides(len(spec.depths))


def dilations(own: Spec, spec: Spec) -> tuple[int, ...]:
    return own.dilations if len(own.depths) == len(spec.depths) else (1,) * len(spec.depths)


def features(_: Spec, spec: Spec) -> int | None:
    """The channels of the last layer, if the pooling is a fixed one."""
    return spec.last_channels if spec.head == "fixed" and spec.block != "vgg" else None


def reachable_output_stride(spec: Spec) -> int:
    """The output stride without dilation: the largest that the option can have."""
    return spec.stem_stride * prod(usual_strides(len(spec.depths)))


def output_stride(_: Spec, spec: Spec) -> str | None:
    layers = len(spec.depths)
    return replace(spec, strides=usual_strides(layers), dilations=(1,) * layers).output_stride
