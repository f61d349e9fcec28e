"""The menu "Compare…" of the explorer: the present configuration beside one that varies a single thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from ...networks.option_table import OPTIONS
from ...tracing.records import Pair
from ..controls import ChoiceLink, Control, size_text
from ..networks import Family, PageNetwork, find_network
from ..urls import ExplorerUrl
from .selection import Entry
from .urls import CompareUrl, compared_counterpart, present_url

VARIED = ("stem", "shortcut", "stride_on", "output_stride", "attention", "pre_activation", "norm")
"""The options that are offered, in this order."""
REACH = 2  # networks of the family with less and with more depth
PICKER = "#add-1"
"""The first family of the picker on the page with one network: a browser opens the menu around it."""


@dataclass(frozen=True, slots=True)
class Variation:
    """A second network for the comparison: the text of the link, a hint, and the URL with the present one first."""

    text: str
    hint: str
    href: str


@dataclass(frozen=True, slots=True)
class Variations:
    """The variations of one thing, under its name."""

    name: str
    offers: tuple[Variation, ...]


def variations(
    url: ExplorerUrl, network: PageNetwork, shown: Sequence[Control], size: Pair | None, siblings: Family
) -> list[Variations]:
    """Return what can be varied, without names that have nothing to offer. `shown` are the explorer's controls."""
    page = present_url(url)
    offers = {
        "Relative": _counterpart(page),
        **_options(page, shown),
        "Input size": _sizes(page, size) if size else (),
        "Depth": _depths(page, network, siblings),
        "Network": [Variation("any other…", "from all networks", page.to() + PICKER)],
    }
    found = [Variations(name, tuple(each)) for name, each in offers.items()]
    return [each for each in found if each.offers]


def _counterpart(page: CompareUrl) -> Iterator[Variation]:
    own, other = page.entries[0], compared_counterpart(page)
    plain = other.parameters.get("shortcut") == "none"
    text = find_network(other.name).title if other.name != own.name else f"with{'out' if plain else ''} shortcuts"
    yield Variation(text, "the nearest relative", page.add(other))


def _options(page: CompareUrl, shown: Sequence[Control]) -> dict[str, Sequence[Variation]]:
    controls = {control.option: control for control in shown}
    return {
        controls[name].name: [
            Variation(choice.name, choice.hint, page.add(_second(page.entries[0], choice)))
            for choice in controls[name].choices
            if not choice.chosen
        ]
        for name in VARIED
        if name in controls
    }


def _second(entry: Entry, choice: ChoiceLink) -> Entry:
    """The network to which a choice leads in the explorer."""
    values = dict(parse_qsl(urlsplit(choice.href).query))
    return Entry(entry.name, {name: value for name, value in values.items() if name in OPTIONS})


def _sizes(page: CompareUrl, size: Pair) -> Iterator[Variation]:
    own = page.entries[0]
    for words, height, width in (("half", size[0] // 2, size[1] // 2), ("double", 2 * size[0], 2 * size[1])):
        second = own.with_parameters(size=size_text(height, width))
        if find_network(own.name).title_with(second.parameters):
            yield Variation(f"{height}×{width}", words, page.add(second))


def _depths(page: CompareUrl, network: PageNetwork, family: Family) -> Iterator[Variation]:
    """The networks whose names differ in the depth alone, two before and two after this one."""
    members = [other for other, _ in family.networks if _kind(other) == _kind(network)]
    own = next(number for number, other in enumerate(members) if other.name == network.name)
    for other in members[max(0, own - REACH) : own + REACH + 1]:
        if other.name != network.name:
            yield Variation(other.title, "", page.add(page.entries[0].for_network(other.name)))


def _kind(network: PageNetwork) -> str:
    return re.sub(r"\d+", "", network.name, count=1) if network.spec else network.name
