"""The live gradient figure of a page: its settings, and the URLs of its data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import urlencode

from ...networks.bounds import ImpossibleChoice
from ...networks.catalogue import NETWORKS, Network
from ...networks.options import find_network
from ...tracing.gradients import limits
from ...tracing.gradients.initialisation import Init
from ...tracing.gradients.study import Switch
from ..controls import ChoiceLink

SETTINGS: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "normalization": (
        "Batch normalization",
        (("off", "off", "taken out of both networks"), ("on", "on", "as the networks are published")),
    ),
    "init": (
        "Initialisation",
        (("he", "He", "as in the paper, made for ReLU"), ("default", "PyTorch's default", "smaller initial weights")),
    ),
}
"""Each setting's legend and its choices: the value, its name and a hint."""


class GradientSettings(Protocol):
    """The settings in a page's query. `gradients` is the network of the figure; empty for the page's own network."""

    @property
    def gradients(self) -> str: ...
    @property
    def normalization(self) -> Switch: ...
    @property
    def init(self) -> Init: ...


UrlWithChanges = Callable[..., str]
"""Return the page's own URL with parameters changed; the parameters are keyword arguments."""


@dataclass(frozen=True, slots=True)
class GradientFigure:
    """The figure for one network; `groups` are its settings, each a legend with its choices."""

    network: Network
    normalization: Switch
    init: Init
    groups: tuple[tuple[str, tuple[ChoiceLink, ...]], ...]

    @property
    def title(self) -> str:
        """The chart's accessible name."""
        batch = "with" if self.normalization == "on" else "without"
        return f"Gradients along the depth of {self.network.title} and its plain twin, {batch} batch normalization"

    @property
    def stream_url(self) -> str:
        """The chart, preceded by the progress of the study."""
        return self._url("/figures/gradients/{}")

    @property
    def svg_url(self) -> str:
        return self._url("/figures/gradients/{}/chart.svg")

    @property
    def json_url(self) -> str:
        return self._url("/api/gradients/{}")

    def _url(self, path: str) -> str:
        query = urlencode({"normalization": self.normalization, "init": self.init})
        return f"{path.format(self.network.name)}?{query}"


def gradient_figure(network: str, settings: GradientSettings, url_with: UrlWithChanges) -> GradientFigure:
    """Build the figure for the page's network, or for the network of its family that the settings name.

    If a network is too expensive to run, the figure shows the deepest of its family that is not. Raises
    `ImpossibleChoice`.
    """
    family = runnable_networks(find_network(network).family)
    shown = _figure_network(network, settings.gradients, family)
    networks = tuple(
        ChoiceLink(one.name, one.label, one.title, url_with(gradients=one.name), one.name == shown.name)
        for one in family
    )
    groups = [("Network", networks)]
    for name, (legend, choices) in SETTINGS.items():
        current = getattr(settings, name)
        links = tuple(
            ChoiceLink(value, label, hint, url_with(**{name: value}), value == current)
            for value, label, hint in choices
        )
        groups.append((legend, links))
    return GradientFigure(shown, settings.normalization, settings.init, tuple(groups))


def _figure_network(page: str, requested: str, family: tuple[Network, ...]) -> Network:
    if requested and requested not in NETWORKS:
        raise ImpossibleChoice("gradients", f"Unknown network {requested[:40]!r}, so it has no gradients to show.")
    name = requested if requested in {one.name for one in family} else page
    return next((one for one in family if one.name == name), family[-1])


@cache
def runnable_networks(family: str) -> tuple[Network, ...]:
    """Return the networks of a family whose study with default settings is within the limits."""
    return tuple(one for one in NETWORKS.values() if one.family == family and _is_within_limits(one.name))


def _is_within_limits(network: str) -> bool:
    try:
        limits.study_request(network, {}, None, limits.DEFAULT_BATCH, 0, "on", "he")
    except ImpossibleChoice:
        return False
    return True
