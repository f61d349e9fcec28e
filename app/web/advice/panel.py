"""The explorer's notes and its panel of inverse questions."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...advice.records import Note
from ...diagrams.views.place import Place
from ...networks.bounds import MAX_SIDE, ImpossibleChoice
from ...tracing.records import Trace
from ..controls import size_text
from ..urls import ExplorerUrl
from .inverse import Inputs, InputsAnswer, classifier_inputs, configurations, parse_map, place_inputs, range_text
from .offers import Advisor, Offer


@dataclass(frozen=True, slots=True)
class PageNote:
    """A note on a page. `toggle` is the URL that opens or closes it; `fixes` are empty unless it is open."""

    note: Note
    is_open: bool
    toggle: str
    fixes: tuple[Offer, ...]


def page_notes(advisor: Advisor, place: Place, opened: str) -> list[PageNote]:
    """The notes that concern a place: about it, about a part of it, or about a layer or block around it.

    `opened` is the rule of the open note. Its fixes are traced, and no others, so that the page stays fast.
    """
    notes = [note for note in advisor.notes() if any(_concerns(place, at) for at in (note.at, *note.also))]
    return [_page_note(advisor, note, note.rule == opened) for note in notes]


def _page_note(advisor: Advisor, note: Note, is_open: bool) -> PageNote:
    toggle = advisor.url.to(note=None if is_open else note.rule)
    return PageNote(note, is_open, toggle, advisor.offers(note) if is_open else ())


def _concerns(place: Place, at: str) -> bool:
    if place.operation and at in place.operation.steps:
        return True
    return not place.at or f"{at}.".startswith(f"{place.at}.") or (at != "" and f"{place.at}.".startswith(f"{at}."))


@dataclass(frozen=True, slots=True)
class Sizes:
    """The map of a place, and the inputs that give it."""

    at: str
    map: str
    inputs: str


@dataclass(frozen=True, slots=True)
class InputsPanel:
    """The inputs that give the present maps, and the answer to the question in the URL.

    `asked` are the form's values of `map` and `values`. `links` lead to the largest input of each answer.
    """

    at: str
    present: tuple[Sizes, ...]
    asked: tuple[str, str]
    sentence: str
    links: tuple[tuple[str, str], ...]
    configurations: tuple[Offer, ...] = ()


def inputs_panel(advisor: Advisor, place: Place, asked_map: str, values: int | None) -> InputsPanel:
    """Build the panel. Raises `ImpossibleChoice` for a map that is none."""
    trace, url = advisor.trace, advisor.url
    at = place.step or place.at
    paths = (at,) if at else tuple(layer.path for layer in trace.layers)
    present = tuple(sizes for path in paths if (sizes := _sizes(trace, path)))
    sides = parse_map(asked_map) if asked_map else None
    answer: Inputs | None = None
    sentence = ""
    others: tuple[Offer, ...] = ()
    try:
        if values is not None:
            answer = classifier_inputs(trace, values)
        elif sides:
            answer = place_inputs(trace, at, sides)
            others = configurations(advisor, answer.at, sides)
    except ImpossibleChoice as error:
        sentence = str(error)
    links = tuple(_links(url, answer.answers)) if answer else ()
    where = at or (trace.layers[-1].path if trace.layers else "")
    asked = (asked_map, "" if values is None else str(values))
    return InputsPanel(where, present, asked, answer.sentence if answer else sentence, links, others)


def _sizes(trace: Trace, at: str) -> Sizes | None:
    try:
        answer = place_inputs(trace, at, None).answers[0]
    except ImpossibleChoice:
        return None
    return Sizes(at, f"{answer.map[0]}×{answer.map[1]}", range_text(answer))


def _links(url: ExplorerUrl, answers: tuple[InputsAnswer, ...]) -> Iterator[tuple[str, str]]:
    for answer in answers:
        height, width = answer.height.most, answer.width.most
        if max(height, width) <= MAX_SIDE:
            yield f"Input {height}×{width}", url.to(size=size_text(height, width))
