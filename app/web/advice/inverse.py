"""The inverse questions: which inputs give a map, and which give a classifier that many values."""

import re
from dataclasses import dataclass
from math import prod
from typing import Annotated

from ...advice.fixes import OTHER_MAPS
from ...advice.inputs import FIXED_POOLING, NotInvertible, SideRange, classifier_maps, map_inputs
from ...advice.maps import last_map, layer_end, times
from ...diagrams.views.place import find_place
from ...networks.bounds import MAX_SIDE, ImpossibleChoice, Suggestion
from ...tracing.records import OMIT_EMPTY, OMIT_NONE, Pair, Step, Trace
from .offers import Advisor, Offer

MAX_VALUES = 1_000_000_000  # values of a classifier: more than any network has


@dataclass(frozen=True, slots=True)
class InputsAnswer:
    """Inputs whose map at a place is `map`: any of these heights with any of these widths.

    For a classifier, `pooled` is the map after a fixed 7×7 average pooling of stride 1; absent without pooling.
    """

    map: Pair
    height: SideRange
    width: SideRange
    pooled: Annotated[Pair | None, OMIT_NONE] = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The answer to an inverse question about the network at a place `at`, the path of a step.

    `answers` is empty where no input gives the map; `sentence` says so, or states the answers. `configurations` give
    the map for the present input.
    """

    network: str
    at: str
    sentence: str
    answers: tuple[InputsAnswer, ...] = ()
    configurations: Annotated[tuple[Offer, ...], OMIT_EMPTY] = ()


def parse_map(text: str) -> Pair:
    """Height and width of a map, from `10` or `10x8`. Raises `ImpossibleChoice`."""
    match = re.fullmatch(r"\s*([0-9]{1,5})\s*(?:[x×X*]\s*([0-9]{1,5})\s*)?", text)
    sides = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not all(1 <= side <= MAX_SIDE for side in sides):
        raise ImpossibleChoice(
            "map",
            f"map is {text[:40]!r}; it has to be a side from 1 to {MAX_SIDE:,}, as 10, or height x width, as 10x8.",
            Suggestion({"map": None}),
        )
    return sides


def place_inputs(trace: Trace, at: str, sides: Pair | None) -> Inputs:
    """Which inputs give a map at a place; by default the present one. Raises `ImpossibleChoice`."""
    step = step_at(trace, at)
    _, height, width = (*step.output_shape, 1, 1)[:3]
    asked = sides or (height, width)
    name = at or trace.layers[-1].path
    try:
        ranges = map_inputs(trace, step, asked)
    except NotInvertible as error:
        raise ImpossibleChoice("at", f"{error} Choose a layer before it.", Suggestion({"at": None})) from error
    if not ranges:
        return Inputs(trace.network, step.path, f"No input gives {times(asked)} at {name}: its windows leave it out.")
    answer = InputsAnswer(asked, *ranges)
    return Inputs(trace.network, step.path, f"{name} is {times(asked)} for {range_text(answer)}.", (answer,))


def configurations(advisor: Advisor, path: str, sides: Pair) -> tuple[Offer, ...]:
    """Other strides, stems and dilations with which a step gives this map for the present input, the cheapest first.

    Each is traced.
    """
    if advisor.trace.step(path).output_shape[1:] == sides:
        return ()
    proposed = (fix for propose in OTHER_MAPS for fix in propose(advisor.trace))
    found = [offered for fix in proposed if (offered := advisor.offer(fix))]
    fitting = [offer for offer, trace in found if _has_map(trace, path, sides)]
    return tuple(sorted(fitting, key=lambda offer: offer.costs.macs.after))


def _has_map(trace: Trace, path: str, sides: Pair) -> bool:
    return any(step.path == path and step.output_shape[1:] == sides for step in trace.steps)


def classifier_inputs(trace: Trace, values: int) -> Inputs:
    """Which inputs give the classifier that many values. Raises `ImpossibleChoice`."""
    step = last_map(trace)
    if not step:
        raise ImpossibleChoice(
            "values", f"{trace.title} has no map before its classifier.", Suggestion({"values": None})
        )
    channels = step.output_shape[0]
    if pooling := _pooling_to_a_map(trace):
        return Inputs(trace.network, step.path, _pooled_sentence(trace, pooling, values))
    pooled = classifier_maps(values, channels)
    if not pooled:
        near = max(1, values // channels) * channels
        sentence = (
            f"{values:,} is no multiple of the {channels:,} channels of {trace.layers[-1].path}: the nearest are "
            f"{near:,} and {near + channels:,}. The values come from a network with other channels."
        )
        return Inputs(trace.network, step.path, sentence)
    answers = tuple(answer for sides in pooled for answer in _classifier_answers(trace, step, sides))
    return Inputs(trace.network, step.path, _classifier_sentence(values, channels, answers), answers)


def _pooling_to_a_map(trace: Trace) -> Step | None:
    """The adaptive pooling of the head that leaves more than 1×1 of any map, as VGG's and AlexNet's 7×7 and 6×6."""
    head = {path for operation in trace.head for path in operation.steps}
    steps = (step for step in trace.steps if step.path in head and step.kind == "avgpool" and "Adaptive" in step.module)
    return next((step for step in steps if prod(step.output_shape[1:]) > 1), None)


def _pooled_sentence(trace: Trace, pooling: Step, values: int) -> str:
    channels, height, width = pooling.output_shape
    gets = height * width * channels
    product = f"{gets:,} = {height}·{width}·{channels:,} values"
    sentence = (
        f"{trace.title} gives its classifier {product} from any input: "
        f"{pooling.path} makes {height}×{width} of every map."
    )
    return sentence if values == gets else f"{sentence} {values:,} come from another network, or without that pooling."


def _classifier_answers(trace: Trace, step: Step, sides: Pair) -> list[InputsAnswer]:
    """With a fixed pooling the map has six more rows and columns; without, it is flattened as it is."""
    before = (sides[0] + FIXED_POOLING - 1, sides[1] + FIXED_POOLING - 1)
    found = [(map_inputs(trace, step, shape), shape, pooled) for shape, pooled in ((before, sides), (sides, None))]
    return [InputsAnswer(shape, *ranges, pooled) for ranges, shape, pooled in found if ranges]


def _classifier_sentence(values: int, channels: int, answers: tuple[InputsAnswer, ...]) -> str:
    adaptive = f"With adaptive average pooling to 1×1 a classifier gets {channels:,} values from any input."
    if not answers:
        return f"No input gives {values:,} values. {adaptive}"
    return f"{'; or '.join(_classifier_text(values, channels, answer) for answer in answers)}. {adaptive}"


def _classifier_text(values: int, channels: int, answer: InputsAnswer) -> str:
    height, width = answer.pooled or answer.map
    pooling = "before a fixed 7×7 average pooling of stride 1" if answer.pooled else "without pooling"
    product = f"{values:,} = {height}·{width}·{channels:,}: "
    return f"{product if answer.pooled else ''}a map of {times(answer.map)} {pooling}, from {range_text(answer)}"


def range_text(answer: InputsAnswer) -> str:
    """`sides 289 to 320`; `heights 481 to 512 and widths 225 to 256`."""
    height, width = _range(answer.height), _range(answer.width)
    return f"sides {height}" if height == width else f"heights {height} and widths {width}"


def _range(sides: SideRange) -> str:
    return f"{sides.least:,} to {sides.most:,}" if sides.least < sides.most else f"{sides.least:,}"


def step_at(trace: Trace, at: str) -> Step:
    """The step whose output is the volume at a place; the end of the last layer without one."""
    place = find_place(trace, at)
    if at and at not in (place.at, place.step):
        layers = ", ".join(layer.path for layer in trace.layers)
        raise ImpossibleChoice(
            "at", f"{trace.title} has no {at[:60]}. Its layers are {layers}.", Suggestion({"at": None})
        )
    if place.step:
        return trace.step(place.step)
    if place.operation:
        return trace.step(place.operation.steps[-1])
    if place.block:
        return trace.step(place.block.output)
    layer = place.layer or (trace.layers[-1] if trace.layers else None)
    if layer is None:
        raise ImpossibleChoice("at", f"{trace.title} has no layers. Name a step, as at={trace.steps[0].path}.")
    return layer_end(trace, layer)
