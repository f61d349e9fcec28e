"""Networks that a user may mean by a name that does not exist."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .bounds import ImpossibleChoice, Suggestion, check
from .catalogue import BLOCKS, NETWORKS, Kind
from .spec import BlockKind, Shortcut, Spec, usual_strides

Blocks = tuple[Kind, tuple[int, ...]]
"""The kind of block and the number of blocks in each layer."""

SYNONYMS = (
    (r"(?:wideresnet|wrn)(50|101)2", r"wideresnet\g<1>2"),
    (r"wideresnet([0-9]{2})([0-9]+)", r"wrn\1\2"),
    (r"resnet([0-9]+)v2(d?)", r"resnetv2\1\2"),
    (r"resnet([0-9]+)v1b?", r"resnet\1"),
    (r"resnet([0-9]+)v1([cd])", r"resnet\1\2"),
    (r"pre(?:act|activation)?resnet(18|34|50|101|152)", r"resnetv2\1"),
    (r"(?:cifar)?pre(?:act|activation)?resnet([0-9]+)", r"cifarpreactresnet\1"),
)
"""Names of other packages (Keras, Gluon, pytorch-cifar) as regular expressions, and ours."""

CIFAR_CHANGES = {"size": "32", "stem": "cifar", "base_width": "16", "classes": "10"}


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence that continues the error message, and the networks that it names."""

    sentence: str
    suggestions: tuple[Suggestion, ...]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The names in the catalogue among the suggestions."""
        return tuple(each.network for each in self.suggestions if each.network and not each.changes)


def hint(name: str) -> Hint:
    """Networks that `name` may stand for: the same letters, the start of a name, the same depth, a similar name."""
    key = _canonical(_key(name))
    if exact := [known for known in NETWORKS if _is_named(known, key)]:
        return _did_you_mean(exact)
    if wide := re.fullmatch(r"wrn([0-9]{2})([0-9]{1,2})", key):
        return _wide(int(wide[1]), int(wide[2]))
    if depth := re.fullmatch(r"(cifar)?(resnet|plain|vgg)(?:net)?([0-9]{1,6})", key):
        return _of_depth(depth[1] or "", depth[2], int(depth[3]))
    if key and (longer := [known for known in NETWORKS if _key(known).startswith(key)]):
        return _did_you_mean(longer[:3])
    if near := difflib.get_close_matches(name.lower(), NETWORKS, n=3, cutoff=0.6):
        return _did_you_mean(near)
    return Hint(" The networks here are residual networks, plain networks and VGG-19.", ())


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _canonical(key: str) -> str:
    """The key of the same network with the words of this catalogue."""
    for theirs, ours in SYNONYMS:
        if match := re.fullmatch(theirs, key):
            return match.expand(ours)
    return key


def _is_named(known: str, key: str) -> bool:
    """Whether a network has this name, perhaps after `cifar` or `cifar_preact`."""
    ours = _key(known)
    return ours == key or (ours.startswith("cifar") and ours.endswith(key) and key.startswith(("resnet", "plain")))


def _did_you_mean(names: Iterable[str], reason: str = "") -> Hint:
    question = f" Did you mean {' or '.join(names)}?" if names else ""
    return Hint(f"{reason}{question}", tuple(Suggestion({}, known) for known in names))


def _of_depth(family: str, kind: str, depth: int) -> Hint:
    """A network of that many weighted layers, built as `custom`, or the reason why there is none."""
    nearest = _nearest_depths(family + kind, depth)
    if kind == "vgg":
        return _did_you_mean(nearest, " Of the VGG networks, only VGG-19 is available.")
    blocks = _cifar_blocks(depth) if family else _blocks(depth)
    if blocks is None:
        return _did_you_mean(nearest, _impossible_depth(bool(family), depth))
    block, depths = blocks
    shortcut: Shortcut = "none" if kind == "plain" else "A" if family else "B"
    try:
        check(_custom(block, depths, shortcut))
    except ImpossibleChoice as error:
        return _did_you_mean(nearest, f" {error}")
    changes: dict[str, str | None] = {"block": block, "depths": ",".join(map(str, depths))}
    if shortcut != "B":
        changes["shortcut"] = shortcut
    if family:
        changes |= CIFAR_CHANGES
    words = f" The network 'custom' builds it with {block} blocks, {changes['depths']} per layer."
    return Hint(words, (Suggestion(changes, "custom"), *(Suggestion({}, known) for known in nearest)))


def _wide(depth: int, factor: int) -> Hint:
    """A Wide ResNet for CIFAR-10, built as `custom`: 6n + 4 convolutions, widened by a factor."""
    nearest = [known for known in NETWORKS if known.startswith("wrn")]
    blocks, rest = divmod(depth - 4, 6)
    if blocks < 1 or rest or not factor:
        return _did_you_mean(nearest, f" No WRN has {depth} convolutions: the depths are 10, 16, 22 and so on, 6n + 4.")
    depths = (blocks,) * 3
    try:
        check(replace(_custom("basic", depths, "B"), base_width=16 * factor))
    except ImpossibleChoice as error:
        return _did_you_mean(nearest, f" {error}")
    changes: dict[str, str | None] = {"block": "basic", "depths": ",".join(map(str, depths)), **CIFAR_CHANGES}
    changes |= {"base_width": str(16 * factor), "stem_width": "16", "pre_activation": "true"}
    words = (
        f" The network 'custom' builds it with basic blocks, {changes['depths']} per layer, base width {16 * factor}."
    )
    return Hint(words, (Suggestion(changes, "custom"), *(Suggestion({}, known) for known in nearest)))


def _custom(block: BlockKind, depths: tuple[int, ...], shortcut: Shortcut) -> Spec:
    layers = len(depths)
    spec = replace(NETWORKS["custom"].spec, block=block, depths=depths, shortcut=shortcut)
    return replace(spec, strides=usual_strides(layers), dilations=(1,) * layers)


def _impossible_depth(for_cifar: bool, depth: int) -> str:
    if for_cifar:
        return f" No CIFAR ResNet has {depth:,} weighted layers: the depths are 8, 14, 20 and so on, 6n + 2."
    if depth < 4:
        return " The smallest ResNet has 4 weighted layers."
    return f" No ResNet has {depth:,} weighted layers: {depth:,} − 2 is a multiple of neither 2 nor 3."


def _nearest_depths(prefix: str, depth: int) -> list[str]:
    """The two networks of a family whose depths are nearest."""
    depths = {name: re.fullmatch(rf"{prefix}([0-9]+)", _key(name)) for name in NETWORKS}
    family = {name: abs(int(match[1]) - depth) for name, match in depths.items() if match}
    return sorted(family, key=lambda name: family[name])[:2]


def _blocks(depth: int) -> Blocks | None:
    """The kind and the numbers of blocks: bottlenecks from 50 layers on where both kinds are possible, as in the paper.

    All but the first and the last weighted layer are in blocks of two or of three convolutions.
    """
    if depth in BLOCKS:
        return BLOCKS[depth]
    kinds: list[tuple[Kind, int]] = [("basic", 2), ("bottleneck", 3)]
    for block, convolutions in reversed(kinds) if depth >= 50 else kinds:
        count, rest = divmod(depth - 2, convolutions)
        if count >= 1 and rest == 0:
            return block, _spread(count)
    return None


def _cifar_blocks(depth: int) -> Blocks | None:
    """The paper's section 4.2: three layers of n basic blocks make 6n + 2 weighted layers."""
    count, rest = divmod(depth - 2, 6)
    return ("basic", (count,) * 3) if count >= 1 and rest == 0 else None


def _spread(count: int) -> tuple[int, ...]:
    """The blocks of up to four layers, spread evenly; the third and the second layer have the rest."""
    layers = min(count, 4)
    each, rest = divmod(count, layers)
    first = [layer for layer in (2, 1, 3) if layer < layers][:rest]
    return tuple(each + (layer in first) for layer in range(layers))
