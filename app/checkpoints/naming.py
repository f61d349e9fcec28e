"""The name of a spec: the network of the catalogue with the fewest options, and both in words."""

from ..networks.bounds import ImpossibleChoice
from ..networks.catalogue import NETWORKS
from ..networks.option_table import OPTIONS
from ..networks.option_types import SpecValue, option_text
from ..networks.options import Options, configure, differences
from ..networks.spec import Spec

Name = tuple[str, Options]
"""A network and the options that configure it."""

STEMS = {"imagenet": "a 7×7 stem", "cifar": "a 3×3 stem", "deep": "a deep stem"}
ORDER = (
    *("block", "depths", "base_width", "groups", "width_per_group", "classes", "channels", "stem", "stem_width"),
    *("shortcut", "strides", "pre_activation", "attention", "norm"),
)


def name_of(spec: Spec) -> Name:
    """The network and the options with which `configure` returns this spec, with as few options as possible.

    Raises `ImpossibleChoice` for a spec out of bounds.
    """
    impossible: dict[str, ImpossibleChoice] = {}
    names = ((network.name, differences(network, spec)) for network in NETWORKS.values())
    for name, options in sorted(names, key=lambda each: len(each[1])):
        try:
            configure(name, options)
        except ImpossibleChoice as error:
            impossible[name] = error
        else:
            return name, options
    raise impossible["vgg19" if spec.block == "vgg" else "custom"]


def words(network: str, options: Options) -> str:
    """The network in prose: `ResNet-50 with 10 classes, 1 input channel and a 3×3 stem`."""
    phrases = [_phrase(name, options[name]) for name in ORDER if name in options]
    title = NETWORKS[network].title
    if network == "custom":
        title = title.replace("Custom", "custom")
        spec = configure(network, options)
        phrases = [_phrase(name, getattr(spec, name)) for name in ORDER if name in options or OPTIONS[name].named]
    return f"{title} with {listed(phrases)}" if phrases else title


def listed(phrases: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


def _phrase(name: str, value: SpecValue) -> str:
    match name:
        case "classes":
            return f"{value:,} {'class' if value == 1 else 'classes'}"
        case "channels":
            return f"{value:,} input {'channel' if value == 1 else 'channels'}"
        case "stem":
            return STEMS[str(value)]
        case "shortcut" if value == "none":
            return "no shortcuts"
        case "pre_activation" if value:
            return "pre-activation"
        case "attention" if value == "se":
            return "squeeze and excitation"
        case "norm":
            return f"{value} normalization".replace("none", "no")
    return OPTIONS[name].title.format(option_text(value))
