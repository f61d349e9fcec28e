"""What tools for counting operations add up: values and parameters of a trace, by the kind of their step."""

from dataclasses import dataclass
from math import prod

from ..tracing.records import Step, Trace

KNOWN_KINDS = frozenset(
    {"conv", "norm", "relu", "maxpool", "avgpool", "add", "pad", "flatten", "dropout", "linear", "mul", "activation"}
)
"""Kinds of step in ResNets and VGG. What a tool makes of other kinds depends on how they are written."""


@dataclass(slots=True)
class Tallies:
    """Sums over the steps of a trace. A value is one number of a volume, of one image.

    `conv_bias_values` and `linear_bias_values` are the additions of biases. `unbiased_channels` are the channels of
    convolutions that have a bias in Keras alone, `moving_statistics` the running means and variances.
    """

    macs: int = 0
    params: int = 0
    buffers: int = 0
    norm_values: int = 0
    group_norm_values: int = 0
    norm_params: int = 0
    relu_values: int = 0
    pooled_values: int = 0
    adaptively_pooled_values: int = 0
    conv_bias_values: int = 0
    linear_bias_values: int = 0
    unbiased_channels: int = 0
    moving_statistics: int = 0

    @classmethod
    def of(cls, trace: Trace) -> "Tallies":
        """Add up the steps of a trace."""
        tallies = cls()
        biased = _biased_in_keras(trace)
        for step in trace.steps:
            tallies._add(step, step.path in biased)
        return tallies

    def _add(self, step: Step, is_biased_in_keras: bool) -> None:
        self.macs += step.counted_macs
        self.params += step.params
        self.buffers += step.buffers
        values = prod(step.output_shape)
        match step.kind:
            case "conv":
                self.conv_bias_values += values if step.biases else 0
                self.unbiased_channels += step.output_shape[0] if is_biased_in_keras else 0
            case "linear":
                self.linear_bias_values += values if step.biases else 0
            case "norm":
                self._add_norm(step, values)
            case "relu":
                self.relu_values += values
            case "maxpool" | "avgpool":
                read = prod(step.input_shapes[0])
                self.pooled_values += read
                self.adaptively_pooled_values += read if step.module == "AdaptiveAvgPool2d" else 0

    def _add_norm(self, step: Step, values: int) -> None:
        grouped = step.module == "GroupNorm"
        self.norm_values += 0 if grouped else values
        self.group_norm_values += values if grouped else 0
        self.norm_params += step.params
        self.moving_statistics += step.buffers // 2 * 2  # a batch normalization has its number of batches too


def _biased_in_keras(trace: Trace) -> frozenset[str]:
    """Convolutions without bias that have one in Keras' own ResNets: all, or in V2 those before no normalization.

    Source: `keras.applications`, resnet.py: `use_bias=False` is on the convolutions that a normalization follows in V2.
    """
    read = {path for step in trace.steps if step.kind == "norm" for path in step.inputs}
    without_bias = {step.path for step in trace.steps if step.kind == "conv" and not step.biases}
    return frozenset(without_bias if without_bias <= read else without_bias - read)


def is_known(trace: Trace) -> bool:
    """Whether all steps are of kinds whose treatment by the tools is known: those of ResNets and VGG."""
    return all(
        step.kind in KNOWN_KINDS and not step.shared and not step.folded and step.macs is not None
        for step in trace.steps
    )
