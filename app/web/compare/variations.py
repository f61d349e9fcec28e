"""The menu "Compare…" of the explorer: the present configuration beside one that varies a single thing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...tracing.records import Pair, Trace
from ..controls import size_text
from ..networks import Family, PageNetwork, find_network
from ..urls import ExplorerUrl
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


@dataclass(frozen=True, slots=True)
class _SecondUrl:
    """The comparison of the present configuration with a change of it; empty where the change is impossible."""

    page: CompareUrl

    def to(self, **changes: str | None) -> str:
        second = self.page.entries[0].with_parameters(**changes)
        size = {name: value for name, value in self.page.parameters.items() if name == "size"}
        is_possible = find_network(second.name).title_with({**size, **second.parameters})
        return self.page.add(second) if is_possible else ""


def variations(
    url: ExplorerUrl, network: PageNetwork, trace: Trace, size: Pair | None, siblings: Family
) -> list[Variations]:
    """Return what can be varied, without names that have nothing to offer."""
    page = present_url(url)
    offers = {
        "Relative": _counterpart(page),
        **_options(page, network, trace),
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


def _options(page: CompareUrl, network: PageNetwork, trace: Trace) -> dict[str, Sequence[Variation]]:
    shown = {control.option: control for control in network.controls(trace, _SecondUrl(page))}
    return {
        shown[name].name: [
            Variation(choice.name, choice.hint, choice.href)
            for choice in shown[name].choices
            if choice.href and not choice.chosen
        ]
        for name in VARIED
        if name in shown
    }


def _sizes(page: CompareUrl, size: Pair) -> Iterator[Variation]:
    for words, (height, width) in (
        ("half", (size[0] // 2, size[1] // 2)),
        ("double", (2 * size[0], 2 * size[1])),
    ):
        if href := _SecondUrl(page).to(size=size_text(height, width)):
            yield Variation(f"{height}×{width}", words, href)


def _depths(page: CompareUrl, network: PageNetwork, family: Family) -> Iterator[Variation]:
    """The networks whose names differ in the depth alone, two before and two after this one."""
    members = [other for other, _ in family.networks if _kind(other) == _kind(network)]
    own = next(number for number, other in enumerate(members) if other.name == network.name)
    for other in members[max(0, own - REACH) : own + REACH + 1]:
        if other.name != network.name:
            yield Variation(other.title, "", page.add(page.entries[0].for_network(other.name)))


def _kind(network: PageNetwork) -> str:
    return re.sub(r"\d+", "", network.name, count=1) if network.spec else network.name
