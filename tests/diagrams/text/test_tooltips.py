"""Tooltips agree with the trace and with values computed by hand."""

import pytest

from app.diagrams.text.formatting import Notation, receptive_field_text, shape_text, short_count, size_in_bytes
from app.diagrams.text.named_shape import NamedShape
from app.diagrams.text.text_metrics import shape_lines, width
from app.diagrams.text.tooltips import Tooltips
from app.tracing.records import AxisReceptiveField, ReceptiveField, Shape, Trace
from tests.support.representatives import DEEP, REPRESENTATIVES
from tests.support.scene_samples import LOOKS, Sample, ends, levels, sample_at
from tests.support.traces import blocks, trace_network


def read(trace: Trace, at: str, notation: Notation = "hwc") -> dict[str, list[tuple[str, str]]]:
    return Tooltips(trace, notation).for_scene(sample_at(trace, at, LOOKS[0]).scene)


def test_block_tooltip() -> None:
    assert read(trace_network("resnet34"), "")["layer2.0.relu2"] == [
        ("is", "basic block, projection shortcut"),
        ("in → out", "56×56×64 → 28×28×128"),
        ("PyTorch", "1×128×28×28"),
        ("3×3, /2", "⌊(56 + 2·1 − 3) / 2⌋ + 1 = 28"),
        ("3×3", "⌊(28 + 2·1 − 3) / 1⌋ + 1 = 28"),
        ("1×1, /2", "⌊(56 + 2·0 − 1) / 2⌋ + 1 = 28"),
        ("parameters", "230,144"),
        ("MACs", "179.8 M (179,830,784)"),
        ("memory, 9 volumes", "3.61 MB"),
        ("receptive field", "11 to 83 px"),
    ]


def test_convolution_tooltip_in_nchw() -> None:
    assert read(trace_network("resnet34", "160x225"), "layer1", "nchw")["layer1.0.relu1"] == [
        ("is", "conv 3×3, 64 · BN · ReLU"),
        ("in → out", "1×64×40×57 → 1×64×40×57"),
        ("H×W×C", "40×57×64"),
        ("window", "kernel 3×3, stride 1, padding 1"),
        ("arithmetic", "height ⌊(40 + 2·1 − 3) / 1⌋ + 1 = 40, width ⌊(57 + 2·1 − 3) / 1⌋ + 1 = 57"),
        ("parameters", "36,992"),
        ("MACs", "84.05 M (84,049,920)"),
        ("memory, 3 volumes", "1.75 MB"),
        ("receptive field", "19 px"),
    ]


def test_image_tooltip_has_no_costs_or_inputs() -> None:
    assert read(trace_network("resnet34", "97x131"), "")["input"] == [
        ("is", "image"),
        ("shape", "97×131×3"),
        ("PyTorch", "1×3×97×131"),
        ("memory", "152.5 kB"),
    ]


def test_addition_tooltip_has_both_inputs() -> None:
    rows = dict(read(trace_network("resnet34"), "layer2.0")["layer2.0.add"])
    assert rows["in → out"] == "28×28×128 + 28×28×128 → 28×28×128"


def test_fold_tooltip_has_the_sums_of_the_folded_blocks() -> None:
    trace = trace_network("cifar_resnet1202")
    rows = dict(Tooltips(trace, "hwc").for_scene(sample_at(trace, "", LOOKS[0]).scene)["layer1"])
    weights = 2 * 9 * 16 * 16  # of a block's two convolutions; its norms have 4 · 16 parameters
    assert rows["is"] == "195 more blocks"
    assert rows["out of each"] == "32×32×16"
    assert rows["parameters"] == f"{195 * (weights + 4 * 16):,}"
    assert rows["MACs"].endswith(f"({195 * weights * 32 * 32:,})")


@pytest.mark.parametrize("network", [*REPRESENTATIVES, *DEEP])
def test_tooltips_match_trace(network: str) -> None:
    trace = trace_network(network, "97x131")
    places = [*levels(trace), *ends(trace), trace.layers[-1].blocks[0].path]
    for sample in (sample_at(trace, at, LOOKS[0]) for at in places):
        tooltips = Tooltips(trace, "hwc").for_scene(sample.scene)
        assert [*tooltips] == [mark.path for mark in (*sample.scene.folds, *sample.scene.volumes)]
        for volume in sample.scene.volumes:
            rows = dict(tooltips[volume.path])
            assert (rows.get("in → out") or rows["shape"]).split(" → ")[-1] == written(volume.shape), volume.path
            assert rows["PyTorch"] == "×".join(map(str, (1, *volume.shape))), volume.path
            assert rows.get("parameters", "0") == f"{params(sample, volume.at):,}", f"{sample}: {volume.at}"


def written(shape: Shape) -> str:
    return "×".join(map(str, (*shape[1:], shape[0])))


def params(sample: Sample, at: str) -> int:
    """Parameters of a block, an operation or a step: of the step, where an operation ends with one of its own name."""
    trace = sample.trace
    operations = [*trace.stem, *trace.head, *(op for block in blocks(trace) for op in block.operations)]
    inside = {step for block in blocks(trace) if block.path == at for op in block.operations for step in op.steps}
    if sample.scene.view != "operation":
        inside |= {
            step for operation in operations if operation.path == at != operation.steps[-1] for step in operation.steps
        }
    return sum(step.params for step in trace.steps if step.path in (inside or {at}))


def test_every_step_is_covered_by_a_volume() -> None:
    for network in ("resnet34", "vgg19", "plain18", "cifar_resnet20"):
        trace = trace_network(network)
        for at in levels(trace):
            scene = sample_at(trace, at, LOOKS[0]).scene
            covers = Tooltips(trace, "hwc").covered_steps(scene)
            shown = {step for steps in covers.values() for step in steps} | {volume.path for volume in scene.volumes}
            inside = [step.path for step in trace.steps if at in ("", step.path.split(".")[0])]
            lost = {step for step in inside if step not in shown}
            assert [s for s in lost if not any(s.startswith(f"{volume.at}.") for volume in scene.volumes)] == [], at


def test_last_volume_of_block_covers_its_end() -> None:
    trace = trace_network("resnet34")
    assert Tooltips(trace, "hwc").covered_steps(sample_at(trace, "layer2", LOOKS[0]).scene)["layer2.0.relu2"] == [
        "layer2.0.conv2",
        "layer2.0.bn2",
        "layer2.0.downsample.0",
        "layer2.0.downsample.1",
        "layer2.0.add",
    ]


def test_shapes_in_both_notations() -> None:
    shapes: list[Shape] = [(64, 112, 56), (512, 1, 1), (1000,)]
    assert [shape_text(shape) for shape in shapes] == ["112×56×64", "1×1×512", "1000"]
    assert [shape_text(shape, "nchw") for shape in shapes] == ["1×64×112×56", "1×512×1×1", "1×1000"]


def test_shape_breaks_into_two_lines() -> None:
    assert shape_lines(NamedShape((64, 112, 112)), "hwc", 200) == ["112×112×64"]
    assert shape_lines(NamedShape((64, 112, 112)), "hwc", 40) == ["112×112", "×64"]
    assert shape_lines(NamedShape((64, 112, 112)), "nchw", 40) == ["1×64", "×112×112"]
    assert shape_lines(NamedShape((1000,)), "hwc", 1) == ["1000"]


def test_counts_and_bytes_have_four_digits_and_unit() -> None:
    counts = [0, 9_999, 10_000, 513_000, 21_797_672, 118_013_952, 3_663_761_408, 16_414_000_000, 2_500_000_000_000]
    assert [short_count(number) for number in counts] == (
        ["0", "9,999", "10.00 k", "513.0 k", "21.80 M", "118.0 M", "3.66 G", "16.41 G", "2.50 T"]
    )
    memory = [4, 999, 4000, 50_491_392, 1_000_000_000]
    assert [size_in_bytes(number) for number in memory] == ["4 B", "999 B", "4.00 kB", "50.49 MB", "1.00 GB"]
    high, wide = AxisReceptiveField(1027, 7, 32), AxisReceptiveField(1123, 11, 32)
    fields = ReceptiveField(7, 7, 1), ReceptiveField(1123, 11, 1), ReceptiveField(1123, 11, 32, high, wide)
    assert [*map(receptive_field_text, fields)] == ["7 px", "11 to 1,123 px", "7×11 to 1,027×1,123 px"]


def test_width_grows_with_text() -> None:
    text = "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112, projection 1×1, 128, /2 · BN"
    taken = [width(text[:length], 12) for length in range(len(text) + 1)]
    assert taken == sorted(taken)
    assert width(text, 12, bold=True) > width(text, 12) > width(text, 11)
