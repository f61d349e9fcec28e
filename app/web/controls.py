"""The controls of a page as records, built from the rows of the options."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ..networks.catalogue import Network
from ..networks.option_table import OPTIONS
from ..networks.option_types import Integer, Option, SpecValue, option_text
from ..networks.spec import Spec
from ..tracing.records import Pair, Shape

PRESET_SIDES = (32, 64, 96, 128, 160, 224, 256, 384, 512)
"""Usual sides of training images."""


class PageUrl(Protocol):
    """The URL of a page that shows a network; `to` changes parameters, and removes those that are `None`."""

    def to(self, **changes: str | None) -> str: ...


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """One value of a control as a link."""

    value: str
    name: str
    hint: str
    href: str
    chosen: bool


SINGULAR = {
    f"1 {words}": f"1 {word}" for words, word in (("channels", "channel"), ("classes", "class"), ("groups", "group"))
}
"""Titles of one channel, class or group."""


@dataclass(frozen=True, slots=True)
class Control:
    """The control of an option: links if `choices` is not empty, else a field for `value`.

    `group` is the heading under "Options"; the control of a common option has none and is always visible. `reset`
    leads back to the network's own value. `bounds` are those of a number. A form sends a value that `follows` from
    other options only where it was changed.
    """

    option: str
    name: str
    group: str
    value: str
    default: str
    choices: tuple[ChoiceLink, ...]
    reset: str
    bounds: tuple[int, int] | None = None
    follows: bool = False

    @property
    def typed(self) -> str:
        """The text in the field."""
        return self.value if self.changed or not self.follows else ""

    @property
    def changed(self) -> bool:
        return self.value != self.default

    @property
    def label(self) -> str:
        """The label of the current value."""
        return next((choice.name for choice in self.choices if choice.chosen), self.value)

    @property
    def title(self) -> str:
        """The current value as titles have it: `10 classes`, `1 class`."""
        title = OPTIONS[self.option].title.format(self.label)
        return SINGULAR.get(title, title)


def controls(network: Network, spec: Spec, url: PageUrl) -> Iterator[Control]:
    """The controls of the options that the network has, as it is configured."""
    for option in OPTIONS.values():
        if option.is_shown(network, spec):
            yield _control(option, network, spec, url)


def _control(option: Option, network: Network, spec: Spec, url: PageUrl) -> Control:
    value, default = option.value(spec), option.usual(network, spec)
    choices = tuple(
        ChoiceLink(option_text(each.value), each.label, each.hint, href, each.value == value)
        for each in option.choices(network, spec)
        for href in [url.to(**{option.name: option_text(each.value)}, **_dropped(option, each.value, network, spec))]
    )
    reset = url.to(**{option.name: None}, **_dropped(option, default, network, spec))
    bounds = (option.type.least, option.type.most) if isinstance(option.type, Integer) else None
    values = option_text(value), option_text(default)
    return Control(option.name, option.label, option.group, *values, choices, reset, bounds, bool(option.follows))


def _dropped(option: Option, value: SpecValue, network: Network, spec: Spec) -> dict[str, None]:
    """The other options that have no meaning any more once the option has this value, and those that it contradicts."""
    changed = option.applied(spec, value)
    shown = [other for other in OPTIONS.values() if other is not option and other.is_shown(network, spec)]
    lost = [other for other in shown if not other.is_shown(network, changed) or option.contradicts(other)]
    return {other.name: None for other in lost}


def title_parts(network: str, shown: Iterable[Control], always: Collection[str] = ()) -> list[str]:
    """The differences from the network as published, for titles; for the network `custom` also its `named` options.

    The options in `always` are stated even at their defaults. A shorthand stands for what it sets.
    """
    named = {name for name, option in OPTIONS.items() if option.named and network == "custom"}
    stated = {control.option: control for control in shown if control.changed or control.option in {*always, *named}}
    for name, option in OPTIONS.items():
        if option.shorthand and name in stated:
            for other in option.shorthand.names if stated[name].value else (name,):
                stated.pop(other, None)
    return [control.title for control in stated.values()]


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


def image_size(shape: Shape) -> Pair | None:
    """Height and width of an input; `None` if it is no image, `[C, H, W]`."""
    return (shape[1], shape[2]) if len(shape) == 3 else None
