"""Normalizations that training cannot use, and maps that place nothing."""

from collections.abc import Iterator

from ..diagrams.text.formatting import shape_text
from ..tracing.records import Trace
from .maps import is_image, last_map, layer_end, sides
from .records import Note


def check_norms(trace: Trace) -> Iterator[Note]:
    """A batch normalization has one value per channel for each image.

    Source: PyTorch's `torch.nn.functional.batch_norm` raises `ValueError` in training unless a channel has more than
    one value in the batch: "Expected more than 1 value per channel when training".
    """
    single = [
        step
        for step in trace.steps
        if step.kind == "norm" and step.module.startswith("BatchNorm") and is_image(step.output_shape, step.layout)
        if step.output_shape[1:] == (1, 1)
    ]
    if not single:
        return
    first, *others = [step.path for step in single]
    one = f"{first} has" if not others else f"{len(single)} batch normalizations, from {first} on, have"
    yield Note(
        "norm_of_one_value",
        "notice",
        first,
        f"{one} one value per channel for each image.",
        "In training PyTorch refuses a batch of one image: “Expected more than 1 value per channel when training”. "
        "That includes a last batch of one, unless the loader has drop_last=True. With n images, mean and variance "
        "rest on n values.",
        tuple(others),
    )


def check_activation_map(trace: Trace) -> Iterator[Note]:
    """A class-activation map of the last layer has one pixel.

    Source: class-activation maps weight the maps of a layer, so they have its height and width (Zhou et al. 2016;
    Selvaraju et al. 2017, section 3). The names are compared with torchvision's modules.
    """
    end = last_map(trace)
    if not end or not trace.spec or end.output_shape[1:] != (1, 1):
        return
    name = trace.layers[-1].path
    earlier = [f"{layer.path} has {sides(layer_end(trace, layer))}" for layer in trace.layers[:-1]]
    instead = f"Hook an earlier layer: {', '.join(earlier)}. " if earlier else ""
    yield Note(
        "class_activation_map",
        "notice",
        name,
        f"A class-activation map of {name} (Grad-CAM) has one pixel: its volume is {shape_text(end.output_shape)}.",
        f"One pixel says nothing about places. {instead}{_hook_names(trace, end.path)}",
    )


def _hook_names(trace: Trace, end: str) -> str:
    """Which names are torchvision's and which are those of this project's modules."""
    layer = trace.layers[-1].path
    if trace.catalogue_spec.block == "vgg":
        return "Layers are groups of features here; the numbers of its modules are torchvision's."
    if trace.catalogue_spec.pre_activation:
        return "The names of a pre-activated network are this project's: torchvision has none."
    return (
        f"{layer} is torchvision's name; relu1 … add are this project's: {end} is the output of torchvision's "
        f"{end.rpartition('.')[0]}, whose one relu is called several times and whose addition is no module."
    )
