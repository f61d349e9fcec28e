"""The summary below a picture: the sums of the place that it shows, and their share of the network."""

from dataclasses import dataclass

from ...diagrams.text import formatting
from ...diagrams.text.formatting import Notation
from ...diagrams.text.named_shape import NamedShape, output_shape
from ...diagrams.views.place import Place
from ...networks.outline import PartTotals
from ...tracing.records import Totals, Trace
from ...tracing.sums import part_totals


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A quantity: its value in short, a note below it, and what it is."""

    name: str
    value: str
    note: str
    title: str


def summary(trace: Trace, place: Place, notation: Notation) -> list[SummaryRow]:
    """The sums of the network, or of the layer, block or operation that a page shows."""
    return _of_place(trace, place, notation) if place.at else _of_network(trace, notation)


def _of_network(trace: Trace, notation: Notation) -> list[SummaryRow]:
    totals = trace.totals
    unused = f", and {totals.unused_params:,} of modules that did not run" if totals.unused_params else ""
    stored = f"{totals.biases:,} of them biases; {totals.buffers:,} buffers{unused}"
    shape = NamedShape(totals.last_volume, totals.last_layout).text(notation)
    return [
        SummaryRow("Parameters", formatting.short_count(totals.params), f"{totals.params:,}", stored),
        _macs(totals.macs, f"{totals.macs:,}", totals.uncounted),
        _volumes(totals.bytes, "of one image, in float32"),
        SummaryRow("Weighted layers", f"{totals.weighted_layers:,}", convolutions_text(totals), WEIGHTED),
        _receptive_field(formatting.receptive_field_text(totals.receptive_field), "of a value of the last layer"),
        SummaryRow("Before pooling" if trace.spec else "Last layer", shape, "", "the last layer's volume"),
    ]


WEIGHTED = "convolutions and linear layers, without those on shortcuts: what the name of a ResNet or VGG counts"


def _of_place(trace: Trace, place: Place, notation: Notation) -> list[SummaryRow]:
    sums, last = place_totals(trace, place), trace.step(_last_step(place))
    share = sums.share
    stored = f"{sums.biases:,} of them biases; {sums.buffers:,} buffers"
    frozen = "parameters that train when everything before this is frozen"
    return [
        SummaryRow(
            "Parameters", formatting.short_count(sums.params), _with_share(f"{sums.params:,}", share.params), stored
        ),
        _macs(sums.macs, _with_share(f"{sums.macs:,}", share.macs), sums.uncounted),
        _volumes(sums.bytes, _with_share("of one image", share.bytes)),
        SummaryRow(
            "Parameters from here on",
            formatting.short_count(sums.params_to_end),
            f"{sums.params_to_end:,}, if all before is frozen",
            frozen,
        ),
        _receptive_field(formatting.receptive_field_text(last.receptive_field), "of a value of the output"),
        SummaryRow("Output", output_shape(last).text(notation), "", f"the volume that {last.path} computes"),
    ]


def place_totals(trace: Trace, place: Place) -> PartTotals:
    """The sums of a layer, block or operation."""
    if place.operation:
        return part_totals(trace, [place.operation])
    part = place.block or place.layer
    return part.totals if part else PartTotals()


def convolutions_text(totals: Totals) -> str:
    """`53 convolutions, 4 on shortcuts`."""
    count = f"{totals.convolutions:,} convolution{'' if totals.convolutions == 1 else 's'}"
    return f"{count}, {totals.shortcut_convolutions:,} on shortcuts" if totals.shortcut_convolutions else count


def _macs(number: int, note: str, uncounted: int) -> SummaryRow:
    without = f", without {uncounted:,} steps whose MACs are not counted" if uncounted else ""
    return SummaryRow("MACs", formatting.short_count(number), note, f"multiply-adds for one image{without}")


def _volumes(number: int, note: str) -> SummaryRow:
    outputs = "the outputs of all steps for one image in float32, added up"
    title = f"{number:,} bytes: {outputs}. No run keeps them all: see Memory"
    return SummaryRow("All volumes", formatting.size_in_bytes(number), note, title)


def _receptive_field(text: str, title: str) -> SummaryRow:
    note = "shortest to longest path" if " to " in text else ""
    paths = "; the shortest path takes every shortcut, the longest every convolution" if note else ""
    return SummaryRow(
        "Receptive field", text, note, f"side, in input pixels, of the square that it is computed from: {title}{paths}"
    )


def _with_share(text: str, share: float) -> str:
    """`14,964,736 · 58.6 % of all`."""
    return f"{text} · {formatting.percentage(share)} of all"


def _last_step(place: Place) -> str:
    if place.operation:
        return place.operation.steps[-1]
    if place.block:
        return place.block.output
    return place.layer.blocks[-1].output if place.layer else ""
