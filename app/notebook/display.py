"""`show`: the picture of a network inline."""

from typing import Any

from torch import nn

from ..diagrams.views.context import ViewContext
from .network import Scale, Shapes, trace
from .picture import Picture
from .sizes import SizeArgument

WIDTH = 880.0  # pixels: about the room of an output in JupyterLab on a laptop


def show(
    network: nn.Module | str,
    size: SizeArgument = None,
    at: str = "",
    *,
    scale: Scale = "readable",
    shapes: Shapes = "hwc",
    **options: Any,
) -> Picture:
    """Show the picture of a module, or of a network of the catalogue, in a notebook.

    The last line of a cell shows it, and so does IPython's `display(show(...))` elsewhere. Point at a volume for its
    numbers; click it to go one level in. `at` is the path of a layer, block, operation or
    step to begin with. `scale` is *readable* (√H, √W, log₂ C) or *true* (linear), `shapes` is how shapes are written:
    *hwc* or *nchw*. `network`, `size` and `options` are those of `trace`. Raises `ValueError` in one sentence.
    """
    recorded = trace(network, size, **options)
    return Picture(recorded, ViewContext(recorded, scale, shapes, width=WIDTH), at)
