"""What was printed elsewhere, as rows of data, beside what the traces say, with the reason for every difference."""

from dataclasses import dataclass, field
from math import floor
from typing import Literal

from app.networks.catalogue import NETWORKS
from app.networks.options import Options, configure, parse_size
from app.tracing.records import Trace
from app.tracing.tracer import trace

Counted = Literal["macs", "params", "weighted_layers"]
How = Literal["exactly", "rounded", "cut off"]

AS_PRINTED = "{really} is printed {text}: {really_how}."
HOW_WORDS: dict[How, str] = {
    "exactly": "the same number",
    "rounded": "rounded",
    "cut off": "cut off, not rounded",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Who printed it, and where."""

    work: str
    place: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A network with its options, on the input that it was published for."""

    network: str
    options: Options = field(default_factory=Options)

    @property
    def title(self) -> str:
        """The network's name in prose, without its options."""
        return NETWORKS[self.network].title

    @property
    def query(self) -> dict[str, str]:
        """The options as the parameters of an address."""
        return {name: str(value) for name, value in self.options.chosen().items()}

    def traced(self) -> Trace:
        """Every volume of it."""
        return trace(configure(self.network, self.options), *parse_size(self.network, None))


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as it was printed, in units of `unit`.

    `named` is the network that it seems to be about, `really` the one that has it. `because` is why both differ, or
    why it is not the number rounded: a sentence with places for the numbers.
    """

    text: str
    unit: int
    counts: Counted
    source: Source
    named: Setting
    really: Setting
    because: str = ""

    @property
    def value(self) -> int:
        """The number that the text stands for."""
        whole, _, decimals = self.text.partition(".")
        return int(whole + decimals) * self.unit // int(10 ** len(decimals))


@dataclass(frozen=True, slots=True)
class Computed:
    """A number as a trace gives it, `shown` in the printed precision, and `how` it was made the printed one.

    `how` is `None` where it is another number.
    """

    setting: Setting
    number: int
    shown: str
    how: How | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A printed number beside ours: of the network that it seems to be about, and of the one that has it."""

    printed: Printed
    named: Computed
    really: Computed

    @property
    def agrees(self) -> How | Literal["other configuration"]:
        """In what way the network that is named has the printed number."""
        return self.named.how or "other configuration"

    @property
    def sentence(self) -> str:
        """Why the two numbers look as they do beside each other."""
        printed, named, really = self.printed, self.named, self.really
        return (printed.because or AS_PRINTED).format(
            text=printed.text,
            named=in_unit(named.number, printed.unit),
            really=in_unit(really.number, printed.unit),
            named_exact=f"{named.number:,}",
            really_exact=f"{really.number:,}",
            really_how=HOW_WORDS[really.how] if really.how else "",
        )


def in_unit(number: int, unit: int) -> str:
    """`3.858` of 3,857,973,248 in thousand millions; whole numbers as they are."""
    return f"{number:,}" if unit == 1 else f"{number / unit:.3f}"


def check(printed: Printed) -> Checked:
    """The printed number beside those of the traces."""
    return Checked(printed, _computed(printed, printed.named), _computed(printed, printed.really))


def _computed(printed: Printed, setting: Setting) -> Computed:
    number: int = getattr(setting.traced().totals, printed.counts)
    decimals = len(printed.text.partition(".")[2])
    return Computed(setting, number, f"{number / printed.unit:.{decimals}f}", _how(printed, number))


def _how(printed: Printed, number: int) -> How | None:
    if number == printed.value:
        return "exactly"
    decimals = len(printed.text.partition(".")[2])
    scaled = number / printed.unit
    if f"{scaled:.{decimals}f}" == printed.text:
        return "rounded"
    return "cut off" if f"{floor(scaled * 10**decimals) / 10**decimals:.{decimals}f}" == printed.text else None
