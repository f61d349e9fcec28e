"""From what a person or a program asks for to a `Spec`: which options a network has, and why another makes no sense."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from app.networks.bounds import ImpossibleChoice, check, check_size
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from app.networks.spec import Shortcut, Spec, Stem, StrideOn


class UnknownNetwork(LookupError):
    """No network has this name; `nearest` are the names most like it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nearest = difflib.get_close_matches(name.lower(), NETWORKS, n=3, cutoff=0.4)
        hint = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"There is no network called {name[:60]!r}.{hint}")


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen about a network. `None` is the network's own choice."""

    channels: int | None = None
    classes: int | None = None
    stem: Stem | None = None
    shortcut: Shortcut | None = None
    stride_on: StrideOn | None = None
    block: Literal["basic", "bottleneck"] | None = None
    depths: str | None = None
    base_width: int | None = None
    groups: int | None = None
    width_per_group: int | None = None

    def chosen(self) -> dict[str, int | str]:
        """The options that were given, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


CUSTOM_OPTIONS = ("block", "depths", "base_width", "groups", "width_per_group")
"""The options that only a network of one's own has."""


def find_network(name: str) -> Network:
    """The network of this name. Raises `UnknownNetwork`."""
    try:
        return NETWORKS[name]
    except KeyError:
        raise UnknownNetwork(name) from None


def available_options(name: str, spec: Spec) -> Iterator[str]:
    """The options that make sense for the network as it is configured."""
    yield from ("channels", "classes")
    if spec.block == "vgg":
        return
    yield "stem"
    if NETWORKS[name].spec.shortcut != "none":
        yield "shortcut"
    if spec.block == "bottleneck":
        yield "stride_on"
    if name == "custom":
        yield from CUSTOM_OPTIONS


def configure(name: str, options: Options) -> Spec:
    """The spec that the options make of a network.

    Raises `UnknownNetwork`, or `ImpossibleChoice` for an option that the network does not have or a value that
    cannot be built.
    """
    network = find_network(name)
    choices: dict[str, object] = dict(options.chosen())
    if name == "custom":
        choices |= _own(network.spec, options)
    spec = replace(network.spec, **choices)  # type: ignore[arg-type]  # the names are Spec's, the values' types Options'
    _refuse(network, spec, options)
    check(spec)
    return spec


def parse_size(name: str, text: str | None) -> tuple[int, int]:
    """Height and width of the input, of `224` or `160x224`. Raises `ImpossibleChoice`."""
    if text is None:
        return DEFAULT_SIZE[name], DEFAULT_SIZE[name]
    if not (match := re.fullmatch(r"\s*([0-9]{1,6})\s*(?:[x×X*]\s*([0-9]{1,6})\s*)?", text)):
        raise ImpossibleChoice(
            "size", f"The size {text[:40]!r} is neither a side, as 224, nor height x width, as 160x224."
        )
    height = int(match[1])
    width = int(match[2] or height)
    check_size(height, width)
    return height, width


def _own(default: Spec, options: Options) -> dict[str, object]:
    """What a network of one's own needs settled: depths as numbers, a stride placement if there is a choice of one."""
    choices: dict[str, object] = {}
    if options.depths is not None:
        choices["depths"] = _depths(options.depths)
    if (options.block or default.block) == "bottleneck":
        choices["stride_on"] = options.stride_on or "3x3"
    return choices


def _depths(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not 1 <= len(parts) <= 5 or not all(re.fullmatch(r"[0-9]{1,4}", part) and int(part) > 0 for part in parts):
        raise ImpossibleChoice(
            "depths", f"The depths {text[:40]!r} are not one to five numbers of blocks, each at least 1, as 3,4,6,3."
        )
    return tuple(int(part) for part in parts)


def _refuse(network: Network, spec: Spec, options: Options) -> None:
    allowed = {*available_options(network.name, spec)}
    for option, value in options.chosen().items():
        if option not in allowed and value != getattr(network.spec, option):
            raise ImpossibleChoice(option, f"{network.title} {_why_not(network, spec, option)}")


def _why_not(network: Network, spec: Spec, option: str) -> str:
    if option in CUSTOM_OPTIONS:
        return f"has its {option} fixed. Choose the network 'custom' to set it."
    if spec.block == "vgg":
        return f"is not a residual network and has no {option} to choose."
    if option == "shortcut":
        twin = network.name.replace("plain", "resnet")
        return f"is the network without shortcuts. Choose {twin} to have them."
    return f"has basic blocks, with no 1×1 convolution that could stride; {option} is a choice of bottlenecks."
