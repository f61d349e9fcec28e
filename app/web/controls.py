"""The controls of the explorer as records: what can be chosen, what is, and what is not as published."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from app.networks.catalogue import NETWORKS, Network
from app.networks.options import available_options
from app.networks.spec import Spec

PRESET_SIDES = (32, 64, 96, 128, 160, 224, 256, 384, 512)
"""Sides that people train on."""

CHOICES: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "stem": ("Stem", (("imagenet", "7×7, /2 + pool", "for large images"), ("cifar", "3×3", "for small images"))),
    "shortcut": (
        "Shortcut",
        (
            ("A", "A", "stride and zero padding, no parameters"),
            ("B", "B", "a projection where shapes change"),
            ("C", "C", "a projection everywhere"),
            ("none", "none", "a plain network"),
        ),
    ),
    "stride_on": (
        "Stride on",
        (("3x3", "3×3", "as PyTorch does"), ("1x1", "first 1×1", "as in the paper")),
    ),
    "block": ("Block", (("basic", "basic", "two 3×3"), ("bottleneck", "bottleneck", "1×1, 3×3, 1×1"))),
}
NUMBERS = {
    "channels": "Input channels",
    "classes": "Classes",
    "depths": "Blocks of each layer",
    "base_width": "Base width",
    "groups": "Groups",
    "width_per_group": "Width per group",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an option: its name, a hint, where it leads, and whether it is the present one."""

    value: str
    name: str
    hint: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """An option: `choices` where there are a few, else a `value` to type. `reset` leads back to the network's own."""

    option: str
    name: str
    value: str
    default: str
    choices: tuple[Choice, ...]
    reset: str

    @property
    def changed(self) -> bool:
        return self.value != self.default


SAID = {
    "channels": "{} channels",
    "classes": "{} classes",
    "stem": "stem {}",
    "shortcut": "shortcut {}",
    "stride_on": "stride on the {}",
    "block": "{} blocks",
    "depths": "{} per layer",
    "base_width": "base width {}",
    "groups": "{} groups",
    "width_per_group": "width per group {}",
}
"""An option in a title."""


def variant(network: Network, made: Iterable[Control], told: Collection[str] = ()) -> list[str]:
    """What sets a network apart from the one that its name stands for; of one's own, also what it is made of.

    The options in `told` are said in any case.
    """
    always = (*told, *(("block", "depths") if network.name == "custom" else ()))
    return [
        SAID[control.option].format(_name(control)) for control in made if control.changed or control.option in always
    ]


def _name(control: Control) -> str:
    return next((choice.name for choice in control.choices if choice.chosen), control.value)


class Changeable(Protocol):
    """A page that a network and its options are on: `to` is its address with some of them changed."""

    def to(self, **changes: str | None) -> str: ...


def controls(network: Network, spec: Spec, address: Changeable) -> Iterator[Control]:
    """The options that make sense for the network as it is."""
    for option in available_options(network.name, spec):
        if option in ("groups", "width_per_group") and spec.block == "basic":
            continue
        value, default = option_text(getattr(spec, option)), option_text(getattr(network.spec, option))
        if option == "stride_on" and default == "None":
            default = "3x3"
        reset = _choosing(address, option, default) if option == "block" else address.to(**{option: None})
        name, choices = CHOICES.get(option, (NUMBERS.get(option, option), ()))
        links = tuple(Choice(v, n, hint, _choosing(address, option, v), v == value) for v, n, hint in choices)
        yield Control(option, name, value, default, links, reset)


def _choosing(address: Changeable, option: str, value: str) -> str:
    """An option changed; those that would make no sense any more are dropped."""
    dropped = ("groups", "width_per_group", "stride_on") if (option, value) == ("block", "basic") else ()
    return address.to(**{option: value}, **dict.fromkeys(dropped))


def option_text(value: object) -> str:
    """The value of an option as an address and a field have it."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class SizeControl:
    """The control of the input size. `text` is the size as the URL writes it; each preset is (side, URL, selected)."""

    text: str
    default: str
    presets: tuple[tuple[int, str, bool], ...]
    reset: str

    @property
    def changed(self) -> bool:
        return self.text != self.default


def size_control(text: str, default: str, link: Callable[[str | None], str]) -> SizeControl:
    """Build the control; `link` gives the URL of the page at another size, or without one for `None`."""
    presets = tuple((side, link(str(side)), text == str(side)) for side in PRESET_SIDES)
    return SizeControl(text, default, presets, link(None))


def size_text(height: int, width: int) -> str:
    """The input size as the URL writes it: `224`, or `160x224`."""
    return str(height) if height == width else f"{height}x{width}"


@dataclass(frozen=True, slots=True)
class Family:
    """Networks that belong together, each with its label and the address that keeps everything else."""

    name: str
    networks: tuple[tuple[Network, str], ...]


def families(link: Callable[[str], str]) -> list[Family]:
    """All networks in the order of the catalogue; `link` gives the URL for a network's name."""
    names = dict.fromkeys(network.family for network in NETWORKS.values())
    links = [(network, link(network.name)) for network in NETWORKS.values()]
    return [Family(name, tuple(link for link in links if link[0].family == name)) for name in names]
