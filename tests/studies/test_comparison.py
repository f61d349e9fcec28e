"""Comparison of networks: published totals, ratios, and the quantities on which all networks agree."""

from dataclasses import asdict

from app.studies.comparison import Comparison, ComparisonRow, compare
from app.tracing.records import ReceptiveField
from tests.support.published import (
    CIFAR_MACS,
    CIFAR_PARAMS,
    MACS_BY_STRIDE,
    RESNET34_BY_SHORTCUT,
    SMALL_INPUT,
    TORCHVISION,
)
from tests.support.traces import trace_network


def totals(comparison: Comparison, quantity: str) -> tuple[int, ...]:
    return next(total.values for total in comparison.totals if total.quantity == quantity)


def row(comparison: Comparison, key: str) -> ComparisonRow:
    every = [inner for outer in comparison.rows for inner in (outer, *outer.rows)]
    return next(one for one in every if one.key == key)


def differing(one: ComparisonRow) -> list[str]:
    return [quantity for quantity, same in asdict(one.same).items() if not same]


def test_options_a_and_b_differ_by_the_parameters_of_projections() -> None:
    comparison = compare([trace_network("resnet34", shortcut="A"), trace_network("resnet34")])
    (a, macs_a), (b, macs_b) = RESNET34_BY_SHORTCUT["A"], RESNET34_BY_SHORTCUT["B"]

    assert totals(comparison, "params") == (a, b)
    assert totals(comparison, "macs") == (macs_a, macs_b)
    extra = {
        key: [cell.params for cell in row(comparison, key).cells if cell] for key in ("layer2", "layer3", "layer4")
    }
    # 1×1 convolutions 64→128, 128→256 and 256→512, each with a scale and a shift for every output channel
    assert [with_b - with_a for with_a, with_b in extra.values()] == [64 * 128 + 256, 128 * 256 + 512, 256 * 512 + 1024]
    assert b - a == 64 * 128 + 256 + 128 * 256 + 512 + 256 * 512 + 1024


def test_stride_placement_changes_macs_but_not_parameters() -> None:
    comparison = compare([trace_network("resnet50", stride_on="1x1"), trace_network("resnet50")])

    assert totals(comparison, "macs") == (MACS_BY_STRIDE["resnet50", "1x1"], MACS_BY_STRIDE["resnet50", "3x3"])
    assert totals(comparison, "params") == (TORCHVISION["resnet50"].params,) * 2
    changed = [one.key for outer in comparison.rows for one in (outer, *outer.rows) if not one.same.macs]
    assert changed == ["layer2", "layer2.0", "layer3", "layer3.0", "layer4", "layer4.0"]
    assert all(one.same.params and one.same.output_shape for one in comparison.rows)


def test_stem_decides_last_volume_of_small_image() -> None:
    comparison = compare([trace_network("resnet18", "32", classes=10, stem=stem) for stem in SMALL_INPUT])

    assert [round(macs / 1e6, 1) for macs in totals(comparison, "macs")] == [macs for macs, _ in SMALL_INPUT.values()]
    last = [cell.output_shape for cell in row(comparison, "layer4").cells if cell]
    assert last == [shape for _, shape in SMALL_INPUT.values()]
    assert row(comparison, "maxpool").cells[1] is None


def test_ratios_are_relative_to_first_network() -> None:
    comparison = compare(
        [trace_network("cifar_resnet20"), trace_network("cifar_resnet110"), trace_network("cifar_resnet20")]
    )
    ratios = {total.quantity: [*total.ratios] for total in comparison.totals}

    assert ratios["params"] == [1, CIFAR_PARAMS[110] / CIFAR_PARAMS[20], 1]
    assert ratios["macs"] == [1, CIFAR_MACS[110] / CIFAR_MACS[20], 1]
    assert ratios["weighted_layers"] == [1, 5.5, 1]


def test_network_compared_with_itself_agrees_everywhere() -> None:
    comparison = compare([trace_network("resnet50"), trace_network("resnet50")])

    assert [one.key for outer in comparison.rows for one in (outer, *outer.rows) if differing(one)] == []


def test_shortcut_changes_bytes_and_minimum_receptive_field() -> None:
    comparison = compare([trace_network("plain34"), trace_network("resnet34")])

    assert differing(row(comparison, "conv1")) == []
    assert differing(row(comparison, "layer1.1")) == ["bytes", "receptive_field"]
    assert differing(row(comparison, "layer2.0")) == ["params", "macs", "bytes", "receptive_field"]
    seen = [cell.receptive_field for cell in row(comparison, "layer1.0").cells if cell]
    # after conv1 and maxpool a value sees 11 pixels, with a jump of 4; each of two 3×3 adds 2·4 and the shortcut none
    assert seen == [ReceptiveField(27, 27, 4), ReceptiveField(27, 11, 4)]


def test_row_missing_in_one_network_agrees_on_nothing() -> None:
    comparison = compare([trace_network("resnet18"), trace_network("resnet34")])

    assert row(comparison, "layer1.2").cells[0] is None
    assert differing(row(comparison, "layer1.2")) == ["output_shape", "params", "macs", "bytes", "receptive_field"]
