"""Tooltip and thumbnail of a cell of Table 1."""

import pytest

from app.diagrams.tables.cells import cell_tooltip
from app.diagrams.tables.thumbnail import thumbnail_scene
from app.studies.table_one import cifar_table, table_one
from tests.support import overlap


def test_cell_tooltip_groups_equal_blocks() -> None:
    layer2 = next(row for row in table_one(224, 224).rows if row.tone == "layer2")
    cell = next(cell for cell in layer2.cells if cell.network == "resnet34")

    # 9·64·128 + 9·128·128 + 64·128 = 229,376 weights, each used at 28·28 positions, and 2·128 for each normalization
    assert cell_tooltip(cell, "ResNet-34") == [
        ("is", "layer2 of ResNet-34"),
        ("layer2.0", "56×56×64 → 28×28×128, projection shortcut\n230,144 parameters, 179.8 M MACs"),
        ("layer2.1 to 3", "28×28×128 → 28×28×128, identity shortcut\neach 295,424 parameters, 231.2 M MACs"),
        ("together", "1,116,416 parameters, 873.5 M MACs"),
    ]


def test_shared_cell_tooltip_lists_other_networks() -> None:
    conv1, *_, head = table_one(224, 224).rows
    cells = {cell.network: cell for cell in head.cells}

    others = [cells[network] for network in ("resnet50", "resnet101", "resnet152")]
    assert (conv1.shared, conv1.has_same_volumes, head.shared, head.has_same_volumes) == (True, True, True, False)
    assert cell_tooltip(cells["resnet34"], "ResNet-34", others)[3:] == [
        ("together", "513,000 parameters, 512.0 k MACs"),
        ("ResNet-50, ResNet-101, ResNet-152", "7×7×2048 → 1×1×2048 → 1000\n2,049,000 parameters, 2.05 M MACs"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(224, 224), (97, 131), (1, 1), (4096, 4096)])
def test_thumbnails_have_no_overlaps_and_fit_phone(size: tuple[int, int]) -> None:
    for table in (table_one(*size), cifar_table(*size)):
        for row in table.rows:
            for cell in row.cells:
                scene = thumbnail_scene(cell, row.tone, "")
                words = overlap.texts(scene)
                overlaps = [
                    *overlap.mutual(words),
                    *overlap.collisions(words, [*overlap.volumes(scene), *overlap.junctions_and_folds(scene)]),
                    *overlap.collisions(overlap.junctions_and_folds(scene), overlap.volumes(scene)),
                    *overlap.outside(scene),
                ]
                assert (cell.network, cell.at, overlaps) == (cell.network, cell.at, [])
                assert scene.width <= 430
                assert [box.volume.shape for box in scene.boxes][-1] == cell.runs[-1].output_shape
