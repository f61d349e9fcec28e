"""The record of an option, and the types of its values."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .bounds import ImpossibleChoice, Suggestion
from .catalogue import Network
from .spec import Spec

SpecValue = int | str | bool | tuple[int, ...] | None

COMMON = ""
"""The group of the options whose controls are always visible."""

MAX_INTEGER = 100_000  # keeps the arithmetic small; `app.networks.bounds` decides what is built


def option_text(value: object) -> str:
    """The value as a URL and a form field have it: `64`, `cifar`, `true` or `3,4,6,3`; empty for `None`."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True, slots=True)
class Condition:
    """Which networks have an option: `scope` in words, `holds` as a test.

    `reason` completes the sentence that begins with the title of a network that does not have the option.
    """

    scope: str
    holds: Callable[[Network, Spec], bool]
    reason: str


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within bounds."""

    least: int = 1
    most: int = MAX_INTEGER
    examples: tuple[int, ...] = ()

    def parse(self, name: str, raw: object) -> int:
        digits = re.fullmatch(r"\s*([+-]?[0-9]+)\s*", option_text(raw))
        number = int(digits[1][:20]) if digits else None  # Python refuses very long numbers, and all are out of bounds
        if number is None or not self.least <= number <= self.most:
            raise _invalid(name, raw, f"be a whole number from {self.least} to {self.most:,}")
        return number


@dataclass(frozen=True, slots=True)
class Integers:
    """Whole numbers with commas between them, `count` of them: at least and at most."""

    count: tuple[int, int]
    least: int = 1
    most: int = 9999
    examples: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """The format as a regular expression, for OpenAPI. It does not check the bounds of each number."""
        number, (fewest, most) = rf"\s*[0-9]{{1,{len(str(self.most))}}}\s*", self.count
        return rf"^{number}(,{number}){{{fewest - 1},{most - 1}}}$"

    def parse(self, name: str, raw: object) -> tuple[int, ...]:
        if re.match(self.pattern, option_text(raw)):
            numbers = tuple(map(int, option_text(raw).split(",")))
            if all(self.least <= number <= self.most for number in numbers):
                return numbers
        count, bounds = f"{self.count[0]} to {self.count[1]} whole numbers", f"from {self.least} to {self.most}"
        raise _invalid(name, raw, f"be {count} {bounds}, as {self.examples[0]}")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a choice, its label on the page, a hint, and its own conditions besides those of the option."""

    value: str | bool
    label: str
    hint: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values. With the values `True` and `False` it is a switch, written `true` or `false`."""

    values: tuple[Value, ...]

    @property
    def examples(self) -> tuple[str | bool, ...]:
        return tuple(value.value for value in self.values)

    @property
    def is_switch(self) -> bool:
        return {*self.examples} == {True, False}

    def parse(self, name: str, raw: object) -> str | bool:
        written = option_text(raw)
        by_text = {option_text(value): value for value in self.examples}
        if written in by_text:
            return by_text[written]
        *others, last = (repr(each) for each in by_text)
        near = [each for each in by_text if each.casefold() == written.casefold().strip()]
        raise _invalid(name, raw, f"be {', '.join(others)} or {last}", *near[:1])

    def conditions(self, value: SpecValue) -> tuple[Condition, ...]:
        """The conditions of one value."""
        return next((each.conditions for each in self.values if each.value == value), ())


def _invalid(name: str, raw: object, required: str, near: str | None = None) -> ImpossibleChoice:
    message = f"{name} is {option_text(raw)[:40]!r}; it has to {required}."
    return ImpossibleChoice(name, message, *([Suggestion({name: near})] if near else []))


OptionType = Integer | Integers | Choice


@dataclass(frozen=True, slots=True)
class Shorthand:
    """An option that sets others: their names, and their values for a value of it in a spec."""

    names: tuple[str, ...]
    values: Callable[[Spec, SpecValue], tuple[SpecValue, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `name` is its query parameter, `title` formats a value in titles.

    `conditions` decide which networks have it, `visible` when its control is shown. `group` is the heading of its
    control under "Options". The titles of `custom` state an option that is `named` even at its default. `follows` gives
    the usual value of an option that depends on others, from the network's own spec and the configured one. `field` is
    the field of `Spec`, if it is not called as the option; that of a `shorthand` is a property.
    """

    name: str
    type: OptionType
    label: str
    title: str
    description: str
    conditions: tuple[Condition, ...] = ()
    visible: tuple[Condition, ...] = ()
    named: bool = False
    group: str = "Blocks"
    follows: Callable[[Spec, Spec], SpecValue] | None = None
    field: str = ""
    shorthand: Shorthand | None = None

    @property
    def spec_field(self) -> str:
        return self.field or self.name

    def parse(self, raw: object) -> SpecValue:
        """The value for `Spec`, from its text or from a value of the type. Raises `ImpossibleChoice`."""
        return self.type.parse(self.name, raw)

    def value(self, spec: Spec) -> SpecValue:
        """The value that a spec has. It is `None` if it has none, and if no value of a shorthand gives the spec."""
        value: SpecValue = getattr(spec, self.spec_field)
        return value

    def usual(self, network: Network, spec: Spec) -> SpecValue:
        """The value that a variant of the network has if a request does not set the option."""
        if self.shorthand and self.value(spec) is None:
            return None
        return self.follows(network.spec, spec) if self.follows else self.value(network.spec)

    def applied(self, spec: Spec, value: SpecValue) -> Spec:
        """The spec with this value, or with what a shorthand of this value sets: nothing, if it is `None`."""
        changes: dict[str, Any] = {self.spec_field: value}
        if self.shorthand and value is None:
            return spec
        if self.shorthand:
            changes = dict(zip(self.shorthand.names, self.shorthand.values(spec, value), strict=True))
        return replace(spec, **changes)

    def contradicts(self, other: "Option") -> bool:
        """Whether one of the two is a shorthand that sets the other."""
        return any(a.shorthand and b.name in a.shorthand.names for a, b in ((self, other), (other, self)))

    def conditions_of(self, value: SpecValue) -> tuple[Condition, ...]:
        """The conditions of the option and of this value of it."""
        own = self.type.conditions(value) if isinstance(self.type, Choice) else ()
        return (*self.conditions, *own)

    def is_shown(self, network: Network, spec: Spec) -> bool:
        """Whether the page has a control for it."""
        return unmet((*self.conditions, *self.visible), network, spec) is None

    def choices(self, network: Network, spec: Spec) -> tuple[Value, ...]:
        """The values that the network has, if the option is a choice."""
        values = self.type.values if isinstance(self.type, Choice) else ()
        return tuple(value for value in values if unmet(value.conditions, network, spec) is None)


def unmet(conditions: tuple[Condition, ...], network: Network, spec: Spec) -> Condition | None:
    """The first condition that does not hold."""
    return next((condition for condition in conditions if not condition.holds(network, spec)), None)
