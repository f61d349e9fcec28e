"""Networks that stand for others of the same structure, for tests that take long on each network.

Networks of one structure are built, traced and drawn by the same code, with other depths and widths. What depends on
these numbers is tested on the whole catalogue: parameters, MACs, shapes of a real forward, sums, the outline, the
picture of the whole network, and an answer of the API.
"""

from dataclasses import replace
from itertools import groupby

import pytest

from app.networks.catalogue import NETWORKS
from app.networks.spec import EXPANSION, Spec

Structure = tuple[Spec, int, bool]


def structure(spec: Spec) -> Structure:
    """The spec without its name, depths and widths, the count of its layers, and whether its first layer widens."""
    widens = spec.stem_channels != spec.base_width * EXPANSION.get(spec.block, 1)
    grouped, wide = min(spec.groups, 2), 64 if spec.width_per_group == 64 else 1
    plain = replace(spec, network="", depths=(), base_width=1, stem_width=1, groups=grouped, width_per_group=wide)
    return plain, len(spec.depths), widens


def has_repeated_blocks(spec: Spec) -> bool:
    return min(spec.depths) > 1


def _shortest() -> tuple[str, ...]:
    """The shortest network of each structure in which every layer has a block after its first."""
    specs = sorted(
        (network.spec for network in NETWORKS.values()), key=lambda spec: (repr(structure(spec)), sum(spec.depths))
    )
    same = (list(each) for _, each in groupby(specs, key=structure))
    chosen = {next(filter(has_repeated_blocks, specs), specs[0]).network for specs in same}
    return tuple(name for name in NETWORKS if name in chosen)


REPRESENTATIVES = _shortest()
"""One network of each structure. A row of the catalogue with a new structure adds one."""

DEEP = ("resnet152", "cifar_resnet110")
"""Networks with decks of 36 and 18 cards: the first is folded in pictures of the whole network, the second is not."""

SINGLE_BLOCKS = ("resnet10", "resnet14")
"""Networks whose layers have one block each."""

WHOLE_CATALOGUE = [
    pytest.param(name, id=name, marks=() if name in REPRESENTATIVES else pytest.mark.slow) for name in NETWORKS
]
"""Every network as a parameter of a test. `make check` runs it for the representatives only."""
