"""Instantiated networks and the memory that they take."""

from dataclasses import dataclass
from threading import Lock

from torch import Tensor

from ..networks.bounds import ImpossibleChoice, params
from ..networks.outline import Outline
from ..networks.resnet import ResNet
from ..networks.spec import Spec
from ..networks.vgg import VGG
from .recorder.leaves import class_names
from .recorder.modules import Leaf, leaves_of
from .runtime import MMAP_THRESHOLD

# Bytes of resident memory, measured over hundreds of cached models; docs/operations.md describes how.
MODULE_BYTES = 4_800  # a module with the objects of its parameters and buffers
PAGE_BYTES = 4_096  # the one page of a large weight that is touched


@dataclass(slots=True)
class Model:
    """An instantiated network.

    `lock` allows one forward at a time, since hooks see every forward of a module. `classes` has the class of each
    module by path. `outline` is inferred from the first forward.
    """

    spec: Spec
    module: ResNet | VGG
    leaves: tuple[Leaf, ...]
    lock: Lock
    classes: dict[str, str]
    outline: Outline | None = None


def build(spec: Spec) -> Model:
    """Instantiate a network in evaluation mode with uninitialised weights.

    Raises `ImpossibleChoice` when the system refuses the memory.
    """
    try:
        module = (VGG if spec.block == "vgg" else ResNet)(spec).eval()
    except RuntimeError as error:
        raise ImpossibleChoice(
            "base_width", f"There is no memory here for {params(spec):,} parameters. Choose a narrower network."
        ) from error
    modules = dict(module.named_modules())
    return Model(spec, module, leaves_of(modules), Lock(), class_names(modules))


def model_bytes(model: Model) -> int:
    """Estimate the resident memory of a cached model.

    Weights are never written. A large one has pages of its own, one of which is touched; a small one may lie in
    memory that was used before.
    """
    weights = sum(_resident(weight) for weight in model.module.parameters())
    return MODULE_BYTES * len(model.classes) + weights + sum(buffer.nbytes for buffer in model.module.buffers())


def _resident(weight: Tensor) -> int:
    return PAGE_BYTES if weight.nbytes >= MMAP_THRESHOLD else weight.nbytes
