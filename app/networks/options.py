"""Build the `Spec` of a network from the options of a request."""

import re
from collections.abc import Iterator, Mapping

from .bounds import MAX_SIDE, ImpossibleChoice, Suggestion, check, check_size
from .catalogue import DEFAULT_SIZE, NETWORKS, Network
from .conditions import CUSTOM, WITH_SHORTCUTS
from .option_table import OPTIONS
from .option_types import Condition, Option, SpecValue, option_text, unmet
from .spec import Spec
from .suggestions import hint

Options = dict[str, SpecValue]
"""Options by name, as text or as values of their types. `None` leaves the network's own value."""

CUSTOM_OPTIONS = tuple(option.name for option in OPTIONS.values() if CUSTOM in option.conditions)
"""The options that only the network `custom` has."""


class UnknownNetwork(LookupError):
    """No network has this name. `hint` has the networks that the user may mean."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.hint = hint(name)
        super().__init__(f"Unknown network {name[:60]!r}.{self.hint.sentence}")


def find_network(name: str) -> Network:
    """The network of this name. Raises `UnknownNetwork`."""
    try:
        return NETWORKS[name]
    except KeyError:
        raise UnknownNetwork(name) from None


def available_options(name: str, spec: Spec) -> Iterator[str]:
    """The names of the options that a network has, as it is configured."""
    network = NETWORKS[name]
    return (option.name for option in OPTIONS.values() if unmet(option.conditions, network, spec) is None)


def configure(name: str, options: Mapping[str, SpecValue]) -> Spec:
    """Build the spec of a network with options.

    Raises `UnknownNetwork`, or `ImpossibleChoice` for an option that the network does not have or a value that
    cannot be built.
    """
    network = find_network(name)
    values = {each: OPTIONS[each].parse(raw) for each, raw in options.items() if raw is not None}
    spec = variant(network, values)
    for option in OPTIONS.values():
        if option.name in values and values[option.name] != option.usual(network, spec):
            _check_available(network, spec, option, values[option.name])
    _check_shorthands(spec, values)
    check(spec)
    return spec


def variant(network: Network, values: Mapping[str, SpecValue]) -> Spec:
    """The network's spec with these values; options that follow from others are usual where they are not set."""
    spec = network.spec
    options = sorted(OPTIONS.values(), key=lambda option: (bool(option.shorthand), bool(option.follows)))
    for option in options:
        if option.name in values:
            spec = option.applied(spec, values[option.name])
        elif option.follows and not option.shorthand:
            spec = option.applied(spec, option.follows(network.spec, spec))
    return spec


def differences(network: Network, spec: Spec) -> dict[str, SpecValue]:
    """The options with which the network has a spec, without those that follow from others."""
    values = ((option, option.value(spec)) for option in OPTIONS.values() if not option.shorthand)
    return {option.name: value for option, value in values if value != option.usual(network, spec)}


def _check_shorthands(spec: Spec, values: Mapping[str, SpecValue]) -> None:
    """Raise `ImpossibleChoice` if an option has another value than a shorthand gives it."""
    for name in values:
        shorthand = OPTIONS[name].shorthand
        for other in shorthand.names if shorthand else ():
            if other in values and values[other] != OPTIONS[other].value(spec):
                raise ImpossibleChoice(
                    name,
                    f"{name}={option_text(values[name])} sets {' and '.join(shorthand.names if shorthand else ())}: "
                    f"{other} would be {option_text(OPTIONS[other].value(spec))}, not {option_text(values[other])}. "
                    "Leave out one of them.",
                    Suggestion({name: None}),
                )


def _check_available(network: Network, spec: Spec, option: Option, value: SpecValue) -> None:
    """Raise `ImpossibleChoice` unless the network has the option and this value of it."""
    if condition := unmet(option.conditions_of(value), network, spec):
        reason = condition.reason.format(option=option.name, value=option_text(value), twin=_residual_name(network))
        raise ImpossibleChoice(option.name, f"{network.title} {reason}", _suggestion(network, option, condition, value))


def _suggestion(network: Network, option: Option, condition: Condition, value: SpecValue) -> Suggestion:
    """The request in which the option is possible, with another network, or else the request without it."""
    if condition is WITH_SHORTCUTS:
        return Suggestion({}, _residual_name(network))
    if condition is CUSTOM and network.spec.block != "vgg":
        return Suggestion({**as_custom(network), option.name: option_text(value)}, "custom")
    return Suggestion({option.name: None})


def _residual_name(network: Network) -> str:
    return network.name.replace("plain", "resnet")


def as_custom(network: Network) -> dict[str, str]:
    """The parameters with which `custom` is the same network."""
    values = differences(NETWORKS["custom"], network.spec)
    size = {} if DEFAULT_SIZE[network.name] == DEFAULT_SIZE["custom"] else {"size": str(DEFAULT_SIZE[network.name])}
    return size | {name: option_text(value) for name, value in values.items()}


def parse_size(name: str, text: str | None) -> tuple[int, int]:
    """Height and width of the input, from `224` or `160x224`. Raises `ImpossibleChoice`."""
    if text is None:
        return DEFAULT_SIZE[name], DEFAULT_SIZE[name]
    if not (match := re.fullmatch(r"\s*([0-9]{1,6})\s*(?:[x×X*]\s*([0-9]{1,6})\s*)?", text)):
        raise ImpossibleChoice(
            "size",
            f"size is {text[:40]!r}; it has to be a side from 1 to {MAX_SIDE} pixels, as 224, or height x width, "
            "as 160x224.",
        )
    height = int(match[1])
    width = int(match[2] or height)
    check_size(height, width)
    return height, width
