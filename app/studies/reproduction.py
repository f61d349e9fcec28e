"""Compare a published number with the number that a trace gives: exact, rounded, truncated, or of another network."""

from dataclasses import dataclass, field
from math import floor
from typing import Literal

from ..networks.catalogue import NETWORKS
from ..networks.option_types import option_text
from ..networks.options import Options, configure, parse_size
from ..tracing import tracer
from ..tracing.records import Trace

PublishedQuantity = Literal["macs", "params", "weighted_layers"]
Match = Literal["exactly", "rounded", "cut off"]
"""How a traced number becomes the published one."""

DEFAULT_EXPLANATION = "{actual} is printed {text}: {actual_match}."
MATCH_WORDS: dict[Match, str] = {
    "exactly": "the same number",
    "rounded": "rounded",
    "cut off": "cut off, not rounded",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, and the place in it."""

    work: str
    place: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """A network with its options, on an input of the size that it was published for."""

    network: str
    options: Options = field(default_factory=Options)

    @property
    def title(self) -> str:
        """The network's title, without its options."""
        return NETWORKS[self.network].title

    @property
    def query(self) -> dict[str, str]:
        """The options as query parameters."""
        return {name: option_text(value) for name, value in self.options.items()}

    def trace(self) -> Trace:
        """Trace the network."""
        return tracer.trace(configure(self.network, self.options), *parse_size(self.network, None))


@dataclass(frozen=True, slots=True)
class PublishedNumber:
    """A number as it was printed, in units of `unit`.

    `nominal` is the network that the source names, `actual` the network that has this number. `explanation` is a
    format string that says why the two differ, or why the number is not the rounded one.
    """

    text: str
    unit: int
    quantity: PublishedQuantity
    source: Source
    nominal: Configuration
    actual: Configuration
    explanation: str = ""

    @property
    def value(self) -> int:
        """The number that the text stands for."""
        whole, _, decimals = self.text.partition(".")
        return int(whole + decimals) * self.unit // int(10 ** len(decimals))


@dataclass(frozen=True, slots=True)
class TracedNumber:
    """A number from a trace, and as `text` in the published precision; `match` is `None` if it is another number."""

    configuration: Configuration
    number: int
    text: str
    match: Match | None


@dataclass(frozen=True, slots=True)
class Reproduction:
    """A published number beside the traced numbers of its nominal and its actual network."""

    published: PublishedNumber
    nominal: TracedNumber
    actual: TracedNumber

    @property
    def sentence(self) -> str:
        """The explanation of the difference, with the numbers filled in."""
        published, nominal, actual = self.published, self.nominal, self.actual
        return (published.explanation or DEFAULT_EXPLANATION).format(
            text=published.text,
            nominal=in_unit(nominal.number, published.unit),
            actual=in_unit(actual.number, published.unit),
            nominal_exact=f"{nominal.number:,}",
            actual_exact=f"{actual.number:,}",
            actual_match=MATCH_WORDS[actual.match] if actual.match else "",
        )


def in_unit(number: int, unit: int) -> str:
    """Format a number in a unit: 3,857,973,248 in units of 10⁹ is `3.858`; in units of 1 it keeps all digits."""
    return f"{number:,}" if unit == 1 else f"{number / unit:.3f}"


def reproduce(published: PublishedNumber) -> Reproduction:
    """Trace the nominal and the actual network of a published number."""
    return Reproduction(published, _traced(published, published.nominal), _traced(published, published.actual))


def _traced(published: PublishedNumber, configuration: Configuration) -> TracedNumber:
    number: int = getattr(configuration.trace().totals, published.quantity)
    decimals = len(published.text.partition(".")[2])
    text = f"{number / published.unit:.{decimals}f}"
    return TracedNumber(configuration, number, text, _match(published, number))


def _match(published: PublishedNumber, number: int) -> Match | None:
    if number == published.value:
        return "exactly"
    decimals = len(published.text.partition(".")[2])
    scaled = number / published.unit
    if f"{scaled:.{decimals}f}" == published.text:
        return "rounded"
    return "cut off" if f"{floor(scaled * 10**decimals) / 10**decimals:.{decimals}f}" == published.text else None
