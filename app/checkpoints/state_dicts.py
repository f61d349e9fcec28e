"""Find the network's tensors among the state dicts of a checkpoint, and give them torchvision's names."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .records import Shape, Shapes

BLOCK = r"layer[0-9]{1,4}\.[0-9]{1,5}\.(?:(?:conv|bn)[1-3]|se\.fc[12]|downsample\.[0-2]|shortcut\.[01])"
IN_NETWORK = re.compile(rf"((?:.*?\.)?)(?:{BLOCK}|features\.[0-9]{{1,4}})\.(?:weight|bias|running_mean|running_var)")
"""A name in a block of a ResNet or among the features of VGG, after any prefix."""

HEAD = re.compile(r"(?:fc|linear)\.(?:weight|bias)")

SYNONYMS = {"linear": "fc", "shortcut": "downsample"}
"""The head and the shortcut in other definitions (github.com/kuangliu/pytorch-cifar), and in torchvision's."""


@dataclass(frozen=True, slots=True)
class StateDict:
    """The shapes of one network by torchvision's names.

    `key` is the place in the file, `prefix` the text that was removed from the names. `foreign` are the names without
    it. `renames` pairs the file's words with those here.
    """

    key: str
    prefix: str
    shapes: Shapes
    foreign: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()


def find_state_dict(state_dicts: Mapping[str, Shapes]) -> StateDict:
    """The state dict with most names of a ResNet or VGG after one prefix, the first of equals."""
    counts = {key: _prefixes(shapes) for key, shapes in state_dicts.items()}
    key = max(state_dicts, key=lambda each: (max(counts[each].values(), default=0), len(state_dicts[each])))
    prefix = max(counts[key], key=lambda each: counts[key][each], default="")
    return _without_prefix(key, prefix, state_dicts[key])


def _prefixes(names: Iterable[str]) -> Counter[str]:
    return Counter(match[1] for name in names if (match := IN_NETWORK.fullmatch(name)))


def _without_prefix(key: str, prefix: str, shapes: Shapes) -> StateDict:
    """A head beside the prefix belongs to the network, as in a module with a backbone and a head of its own."""
    own = {name.removeprefix(prefix): shape for name, shape in shapes.items() if name.startswith(prefix)}
    others = {name: shape for name, shape in shapes.items() if not name.startswith(prefix)}
    if not any(map(HEAD.fullmatch, own)):
        own |= {name: shape for name, shape in others.items() if HEAD.fullmatch(name)}
    named, renames = _with_torchvision_names(own)
    return StateDict(key, prefix, named, tuple(name for name in others if name not in own), renames)


def _with_torchvision_names(shapes: Shapes) -> tuple[dict[str, Shape], tuple[tuple[str, str], ...]]:
    """Replace a synonym if none of the names has torchvision's word."""
    words = {word for name in shapes for word in name.split(".")}
    renames = {word: ours for word, ours in SYNONYMS.items() if word in words and ours not in words}
    named = {".".join(renames.get(word, word) for word in name.split(".")): shape for name, shape in shapes.items()}
    return named, tuple(renames.items())
