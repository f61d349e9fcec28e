"""What the figures leave out, and where CUDA keeps other tensors than the CPU."""

from math import prod

from ..records import Trace
from .volumes import WIDTHS, Mode, Precision

PROCESS = (
    "The CUDA context: some hundred MB for every process.",
    "The workspace of convolutions: cuDNN takes it while one step runs, and how much depends on the algorithm.",
    "Fragmentation: memory that PyTorch's allocator holds in blocks too small for the next request.",
)
TRAINING = (
    "The loss, and gradients of volumes, which live only until the step before has used them.",
    "What the optimizer allocates while it runs: by then the activations are free.",
)


MEASURED: dict[Mode, str] = {
    "train": "On an NVIDIA H200, training of five networks took 95 to 108 % of the sum; what autograd keeps was equal "
    "to the byte without dropout.",
    "inference": "On an NVIDIA H200, inference of five networks took 86 to 132 % of the sum, VGG-19 in float32 158 %: "
    "the workspace of convolutions comes on top.",
}
"""What real runs took, next to the sum; docs/gpu-memory.md has the figures."""


def not_counted(mode: Mode) -> tuple[str, ...]:
    """What a process takes besides the items."""
    return (*PROCESS, *(TRAINING if mode == "train" else ()))


def differences(trace: Trace, precision: Precision, mode: Mode) -> tuple[str, ...]:
    """Sentences about what CUDA keeps that the CPU does not, or in other sizes.

    Sources: `fused_dropout` keeps a mask of bytes, `batch_norm_cuda` makes statistics of the accumulation type (both
    in PyTorch's `aten/src/ATen/native/cuda`), and `group_norm` is in the list of `AT_FORALL_FP32` (`autocast_mode.h`).
    """
    if mode == "inference":
        return ()
    sentences = []
    if dropped := sum(prod(step.output_shape) for step in trace.steps if step.kind == "dropout"):
        width = 2 if precision == "amp" else WIDTHS[precision]
        sentences.append(
            f"On CUDA a dropout keeps 1 byte for each value and not {width}: "
            f"{dropped * (width - 1):,} bytes less per image."
        )
    modules = {step.module for step in trace.steps}
    if precision == "bfloat16" and modules & {"BatchNorm2d", "GroupNorm"}:
        sentences.append("On CUDA the statistics of normalizations stay in float32: 4 bytes each and not 2.")
    if precision == "amp" and "GroupNorm" in modules:
        sentences.append(
            "On CUDA autocast runs group normalization in float32: its input and output take 4 bytes a value, not 2."
        )
    return tuple(sentences)
