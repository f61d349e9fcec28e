"""The live figure of gradients on a page: what can be chosen, what is, and where everything of it is found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import urlencode

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import NETWORKS, Network
from app.networks.options import Options, find_network
from app.tracing.gradients import limits
from app.tracing.gradients.initialisation import Init
from app.tracing.gradients.study import Switch
from app.web.controls import Choice

SWITCHES: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "normalization": (
        "Batch normalization",
        (("off", "off", "taken out of both networks"), ("on", "on", "as the networks are published")),
    ),
    "init": (
        "Initialisation",
        (("he", "He", "as in the paper, made for ReLU"), ("default", "PyTorch's default", "smaller initial weights")),
    ),
}


class Chosen(Protocol):
    """What a page's address says of the figure. `gradients` is the network, empty for that of the page."""

    @property
    def gradients(self) -> str: ...
    @property
    def normalization(self) -> Switch: ...
    @property
    def init(self) -> Init: ...


Link = Callable[..., str]
"""The page's own address with parameters changed, by name."""


@dataclass(frozen=True, slots=True)
class GradientFigure:
    """The figure for one network; `groups` are its switches, each a legend with its choices."""

    network: Network
    normalization: Switch
    init: Init
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]

    @property
    def title(self) -> str:
        """What a screen reader calls the chart."""
        batch = "with" if self.normalization == "on" else "without"
        return f"Gradients along the depth of {self.network.title} and its plain twin, {batch} batch normalization"

    @property
    def stream(self) -> str:
        """The chart, with the progress of its making."""
        return self._address("/figures/gradients/{}")

    @property
    def svg(self) -> str:
        return self._address("/figures/gradients/{}/chart.svg")

    @property
    def json(self) -> str:
        return self._address("/api/gradients/{}")

    def _address(self, path: str) -> str:
        query = urlencode({"normalization": self.normalization, "init": self.init})
        return f"{path.format(self.network.name)}?{query}"


def gradient_figure(network: str, chosen: Chosen, link: Link) -> GradientFigure:
    """The figure on the page of a network: of that network, or of the one chosen from its family.

    Where a network is too much to run, it is of the deepest of the family that is not. Raises `ImpossibleChoice`.
    """
    offered = runnable(find_network(network).family)
    shown = _shown(find_network(network), chosen.gradients, offered)
    names = tuple(
        Choice(one.name, one.label, one.title, link(gradients=one.name), one.name == shown.name) for one in offered
    )
    groups = [("Network", names)]
    for option, (legend, values) in SWITCHES.items():
        now = getattr(chosen, option)
        groups.append((legend, tuple(Choice(v, n, hint, link(**{option: v}), v == now) for v, n, hint in values)))
    return GradientFigure(shown, chosen.normalization, chosen.init, tuple(groups))


def _shown(page: Network, asked: str, offered: tuple[Network, ...]) -> Network:
    if asked and asked not in NETWORKS:
        raise ImpossibleChoice(
            "gradients", f"There is no network called {asked[:40]!r}, so it has no gradients to show."
        )
    name = asked if asked in {one.name for one in offered} else page.name
    return next((one for one in offered if one.name == name), offered[-1])


@cache
def runnable(family: str) -> tuple[Network, ...]:
    """The networks of a family whose study, as it is unless something else is asked for, is within bounds."""
    return tuple(one for one in NETWORKS.values() if one.family == family and _fits(one.name))


def _fits(network: str) -> bool:
    try:
        limits.ask(network, Options(), None, limits.BATCH, 0, "on", "he")
    except ImpossibleChoice:
        return False
    return True
