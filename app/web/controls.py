"""The controls of a page as records, built from the rows of the options."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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
class Setting:
    """An option of a network: its value, the network's own one as `default`, and the `label` of the value."""

    option: str
    value: str
    default: str
    label: str

    @property
    def changed(self) -> bool:
        return self.value != self.default

    @property
    def title(self) -> str:
        """The value as titles have it: `10 classes`, `1 class`."""
        title = OPTIONS[self.option].title.format(self.label)
        return SINGULAR.get(title, title)


@dataclass(frozen=True, slots=True)
class Control(Setting):
    """The control of an option: links if `choices` is not empty, else a field for `value`.

    `group` is the heading under "Options"; the control of a common option has none and is always visible. `reset`
    leads back to the network's own value. `bounds` are those of a number. A form sends a value that `follows` from
    other options only where it was changed.
    """

    name: str
    group: str
    choices: tuple[ChoiceLink, ...]
    reset: str
    bounds: tuple[int, int] | None = None
    follows: bool = False

    @property
    def typed(self) -> str:
        """The text in the field."""
        return self.value if self.changed or not self.follows else ""


def settings(network: Network, spec: Spec) -> Iterator[Setting]:
    """The settings of the options that the network has, as it is configured."""
    return (Setting(*_setting(option, network, spec)) for option in _shown_options(network, spec))


def _shown_options(network: Network, spec: Spec) -> list[Option]:
    return [option for option in OPTIONS.values() if option.is_shown(network, spec)]


def _setting(option: Option, network: Network, spec: Spec) -> tuple[str, str, str, str]:
    value, default = option.value(spec), option_text(option.usual(network, spec))
    text = option_text(value)
    labels = (each.label for each in option.choices(network, spec) if each.value == value)
    return option.name, text, default, next(labels, text)


def controls(network: Network, spec: Spec, url: PageUrl) -> Iterator[Control]:
    """The controls of the options that the network has, as it is configured."""
    shown = _shown_options(network, spec)

    def link(option: Option, text: str | None, value: SpecValue) -> str:
        return url.to(**{option.name: text}, **_dropped(option, network, option.applied(spec, value), shown))

    for option in shown:
        choices = tuple(
            ChoiceLink(text, each.label, each.hint, link(option, text, each.value), each.value == option.value(spec))
            for each in option.choices(network, spec)
            for text in [option_text(each.value)]
        )
        reset = link(option, None, option.usual(network, spec))
        bounds = (option.type.least, option.type.most) if isinstance(option.type, Integer) else None
        names = option.label, option.group
        yield Control(*_setting(option, network, spec), *names, choices, reset, bounds, bool(option.follows))


def _dropped(option: Option, network: Network, changed: Spec, shown: Sequence[Option]) -> dict[str, None]:
    """The shown options that have no meaning in the changed spec, and those that the changed option contradicts."""
    others = (other for other in shown if other is not option)
    return {other.name: None for other in others if not other.is_shown(network, changed) or option.contradicts(other)}


def title_parts(network: str, shown: Iterable[Setting], always: Collection[str] = ()) -> list[str]:
    """The differences from the network as published, for titles; for the network `custom` also its `named` options.

    The options in `always` are stated even at their defaults. A shorthand stands for what it sets.
    """
    named = {name for name, option in OPTIONS.items() if option.named and network == "custom"}
    stated = {each.option: each for each in shown if each.changed or each.option in {*always, *named}}
    for name, option in OPTIONS.items():
        if option.shorthand and name in stated:
            for other in option.shorthand.names if stated[name].value else (name,):
                stated.pop(other, None)
    return [setting.title for setting in stated.values()]


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
