"""Sums over the steps of each layer and block, and what they are of the whole network."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..networks.outline import Block, Layer, Operation, Outline, PartTotals, Share
from .records import Step, Totals, Trace

SHARE_DIGITS = 6


def sum_steps(steps: Iterable[Step]) -> PartTotals:
    """Sum the steps of any part; its share and `params_to_end` are not known here."""
    params = macs = size = biases = buffers = convolutions = uncounted = 0
    for step in steps:
        params += step.params
        macs += step.macs or 0
        size += step.bytes
        biases += step.biases
        buffers += step.buffers
        convolutions += step.kind == "conv"
        uncounted += step.macs is None
    return PartTotals(params, macs, size, biases, buffers, convolutions, uncounted)


def share_of(part: PartTotals, whole: Totals) -> Share:
    """The part's fractions of the network's sums; 0 of a sum of 0."""
    pairs = ((part.params, whole.params), (part.macs, whole.macs), (part.bytes, whole.bytes))
    return Share(*(round(own / total, SHARE_DIGITS) if total else 0.0 for own, total in pairs))


def totals_of(
    outline: Outline, steps: Sequence[Step], weighted_layers: int, *, uncounted: int = 0, unused_params: int = 0
) -> Totals:
    """The totals of a network."""
    by_path = {step.path: step for step in steps}
    whole, last = sum_steps(steps), by_path[_end_of_layers(outline)]
    on_shortcuts = (each for each in outline.operations() if each.kind == "projection")
    return Totals(
        params=whole.params,
        macs=whole.macs,
        bytes=whole.bytes,
        steps=len(steps),
        weighted_layers=weighted_layers,
        receptive_field=last.receptive_field,
        last_volume=last.output_shape,
        last_layout=last.layout,
        uncounted=uncounted,
        unused_params=unused_params,
        biases=whole.biases,
        buffers=whole.buffers,
        convolutions=whole.convolutions,
        shortcut_convolutions=sum(by_path[path].kind == "conv" for each in on_shortcuts for path in each.steps),
    )


def _end_of_layers(outline: Outline) -> str:
    """The path of the last step of the last layer; without layers, of the last step of all."""
    return outline.layers[-1].blocks[-1].output if outline.layers else [*outline.operations()][-1].steps[-1]


def layers_with_sums(outline: Outline, steps: Sequence[Step], totals: Totals) -> tuple[Layer, ...]:
    """The layers and blocks of an outline with their sums."""
    by_path = {step.path: step for step in steps}
    after_stem = [*outline.operations()][len(outline.stem) :]
    params_to_end = sum(by_path[path].params for operation in after_stem for path in operation.steps)
    layers = []
    for layer in outline.layers:
        start, blocks = params_to_end, []
        for block in layer.blocks:
            own = [by_path[path] for path in block.steps]
            sums = _of_network(sum_steps(own), totals, params_to_end)
            blocks.append(Block(block.path, block.kind, block.shortcut, block.operations, own[-1].output_shape, sums))
            params_to_end -= sums.params
        all_steps = (by_path[path] for block in blocks for path in block.steps)
        sums = _of_network(sum_steps(all_steps), totals, start)
        layers.append(Layer(layer.path, tuple(blocks), blocks[-1].output_shape, sums))
    return tuple(layers)


def part_totals(trace: Trace, operations: Sequence[Operation]) -> PartTotals:
    """The sums of consecutive operations of a trace: of one, of the stem or of the head."""
    if not operations:
        return PartTotals()
    params_to_end, has_begun = 0, False
    for operation in trace.operations():
        has_begun = has_begun or operation.path == operations[0].path
        params_to_end += sum(trace.step(path).params for path in operation.steps) if has_begun else 0
    sums = sum_steps(trace.step(path) for operation in operations for path in operation.steps)
    return _of_network(sums, trace.totals, params_to_end)


def _of_network(sums: PartTotals, totals: Totals, params_to_end: int) -> PartTotals:
    return replace(sums, params_to_end=params_to_end, share=share_of(sums, totals))
