"""Receptive fields that are far larger or far smaller than the image."""

from collections.abc import Iterator
from dataclasses import replace

from ..networks.catalogue import DEFAULT_SIZE, NETWORKS
from ..tracing import tracer
from ..tracing.records import ReceptiveField, Trace
from .maps import image, last_map, layer_end, published_side
from .records import Note

FAR_BEYOND = 4
"""Images across. ResNet-34 on its published 224×224 has 899 px, four images across; the rule asks for a second sign."""


def check_beyond(trace: Trace) -> Iterator[Note]:
    """The field of the last map is at least four images across, and at least twice as many as in the published network.

    Source: layers whose input already sees the whole image add little (Richter et al. 2021, "Should You Go Deeper?",
    arXiv 2106.12307). A network without published size has to show it on its shortest path: a field of 2·side − 1
    covers the image from every position, even from a corner.
    """
    end, sides = last_map(trace), image(trace)
    if not end or not sides or not (field := end.receptive_field):
        return
    side = min(sides)
    if field.max < FAR_BEYOND * side or not _is_beyond(trace, field, side):
        return
    seen = _first_layer_seeing_all(trace, side)
    whole = f"From {seen} on, every value sees the whole image, even from a corner. " if seen else ""
    yield Note(
        "receptive_field_beyond",
        "notice",
        trace.layers[-1].path,
        f"A value at the end of {trace.layers[-1].path} depends on {field.max:,} px, "
        f"{field.max / side:.1f} times the {side} px of the image.",
        f"{whole}Convolutions after that add depth and no further surroundings; the rest of their field is padding.",
    )


def _is_beyond(trace: Trace, field: ReceptiveField, side: int) -> bool:
    if published := published_side(trace):
        return 2 * side <= published and field.max / side >= 2 * _published_field(trace) / published
    before = layer_end(trace, trace.layers[-2]).receptive_field if len(trace.layers) > 1 else None
    return before is not None and before.min >= 2 * side - 1


def _published_field(trace: Trace) -> int:
    """The field of the last map in the published network. It has gates if the trace has: they see the whole image.

    Without gates the field does not depend on the size, so the trace of an unchanged network tells it.
    """
    present = trace.catalogue_spec
    spec, side = replace(NETWORKS[trace.network].spec, attention=present.attention), DEFAULT_SIZE[trace.network]
    same = spec.attention == "none" and spec == replace(present, channels=spec.channels, classes=spec.classes)
    totals = trace.totals if same else tracer.trace(spec, side, side).totals
    return totals.receptive_field.max if totals.receptive_field else 0


def _first_layer_seeing_all(trace: Trace, side: int) -> str | None:
    fields = [(layer.path, layer_end(trace, layer).receptive_field) for layer in trace.layers]
    return next((path for path, field in fields if field and field.max >= 2 * side - 1), None)


def check_within(trace: Trace) -> Iterator[Note]:
    """The field of the last map is at most half of the smaller side: no value sees an object that fills half of it.

    Source: what a value depends on lies within its field (Araujo et al., Distill 2019). A network of the catalogue that
    sees as much as published, of an image no larger than published, is as its authors meant it.
    """
    end, sides = last_map(trace), image(trace)
    if not end or not sides or not (field := end.receptive_field) or not _sees_half_at_most(field, sides):
        return
    published = published_side(trace)
    if published and max(sides) <= published and field.max >= _published_field(trace):
        return
    name = trace.layers[-1].path
    yield Note(
        "receptive_field_within",
        "hint",
        name,
        f"A value at the end of {name} depends on {field.max:,} px of {min(sides):,}.",
        "No value sees more than half of the image's height and width: what is larger is known by its parts alone.",
    )


def _sees_half_at_most(field: ReceptiveField, sides: tuple[int, int]) -> bool:
    return all(2 * axis.max <= side for axis, side in zip(field.axes, sides, strict=True))
