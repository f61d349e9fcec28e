"""Operators of torchvision's C++ part, for a build of torchvision that does not fit the installed torch.

Its classification networks need none of them, but importing torchvision fails without their declarations.
"""

import sys
from functools import cache

import torch

DECLARATIONS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def lacks_operators(error: BaseException) -> bool:
    """Whether an import failed because torchvision's C++ part is missing."""
    return "operator torchvision::" in str(error) and "does not exist" in str(error)


def define_operators() -> None:
    """Declare the operators, without kernels, and forget what was imported of torchvision."""
    _library()
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]


@cache
def _library() -> torch.library.Library:
    library = torch.library.Library("torchvision", "DEF")
    for declaration in DECLARATIONS:
        library.define(declaration)
    return library
