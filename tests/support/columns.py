"""Sample pictures of columns, and queries on them."""

from typing import Any

from app.diagrams.comparison.columns import Column, columns_scene
from app.diagrams.scene.marks import Tile
from app.diagrams.scene.scene import Scene
from app.networks.catalogue import NETWORKS
from tests.support.representatives import DEEP, REPRESENTATIVES
from tests.support.traces import trace_network

Sample = tuple[str, str | None, dict[str, Any]]


def _alone(name: str, size: str | None = None) -> list[Sample]:
    return [(name, size, {})]


SETS: dict[str, list[Sample]] = {
    **{name: _alone(name) for name in (*REPRESENTATIVES, *DEEP, "cifar_resnet1202")},
    **{f"{name} at 97x131": _alone(name, "97x131") for name in ("resnet152", "cifar_resnet110", "vgg19")},
    "the paper's three": [("vgg19", "224", {}), ("plain34", "224", {}), ("resnet34", "224", {"shortcut": "A"})],
    "four of the widest": [("resnext101_64x4d", "97x131", {})] * 4,
    "rounded differently": [("vgg19", "97x131", {}), ("resnet34", "97x131", {})],
    "one pixel": [("resnet18", "1x1", {}), ("resnet50", "1x1", {"stride_on": "1x1"}), ("cifar_plain20", "1x1", {})],
    "two stems and two sizes": [
        ("resnet18", "32", {}),
        ("resnet18", "32", {"stem": "cifar"}),
        ("resnet18", "224", {"shortcut": "C"}),
        ("vgg19", "32", {}),
    ],
    "options": [
        ("resnet50", "224", {"attention": "se", "head": "none"}),
        ("resnet50", "97x131", {"pre_activation": True, "shortcut": "D", "stem": "deep"}),
        ("resnet50", "224", {"output_stride": 8, "norm": "none"}),
        ("cifar_resnet20", "32", {"attention": "se", "pre_activation": True}),
    ],
    "large and long": [("resnet18", "4096x1", {}), ("custom", "1x4096", {"depths": "24,25,24,25,24"})],
    "many classes": [("resnet18", "224", {"classes": 100_000, "channels": 100}), ("vgg19", "512", {})],
}
"""Networks side by side: each with its name, size and options."""


def column(network: str, size: str | None = None, key: str = "", **options: Any) -> Column:
    trace = trace_network(network, size, **options)
    notes = (f"{trace.totals.macs:,} MACs", "a note that is longer than the column is wide, and so takes several lines")
    return Column(trace, f"{NETWORKS[network].title} as it was published", key or network, notes)


def columns_picture(
    *networks: str, size: str | None = None, opened: frozenset[str] = frozenset(), **options: Any
) -> Scene:
    return columns_scene([column(name, size, **options) for name in networks], "Columns", "hwc", opened)


def sample_columns(name: str) -> list[Column]:
    return [column(network, size, str(n), **options) for n, (network, size, options) in enumerate(SETS[name])]


def tiles(scene: Scene, key: str) -> list[Tile]:
    """The tiles of a column from top to bottom."""
    return sorted((t for t in scene.tiles if t.volume.path.startswith(f"{key}/")), key=lambda tile: tile.y)


def texts(scene: Scene, key: str) -> list[str]:
    return [tile.text for tile in tiles(scene, key)]


def top(scene: Scene, path: str) -> float:
    return next(tile.extent[1] for tile in scene.tiles if tile.volume.path == path)


def shortcuts(scene: Scene, kind: str) -> list[tuple[str, str]]:
    return [(link.source, link.target) for link in scene.links if link.kind == kind and link.target]
