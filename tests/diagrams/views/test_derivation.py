"""The arithmetic of an operation: both sides of every equals sign are evaluated and compared."""

import math
import re
from itertools import pairwise

import pytest

from app.diagrams.views.derivation import derivation
from app.tracing.records import Step
from tests.support.representatives import REPRESENTATIVES
from tests.support.scene_samples import LOOKS, sample_at
from tests.support.traces import trace_network

SIGNS = {"⌊": "floor(", "⌋": ")", "·": "*", "−": "-", ",": ""}
WORDS = (" values, ", " products each", " parameters", "a weight and a bias per channel: ")


def values(line: str) -> list[float]:
    """Evaluate the terms between the equals signs of a line."""
    bare = re.sub(r", in \d+ groups$", "", line).replace(" values, ", "·")
    for word in WORDS:
        bare = bare.replace(word, "")
    for sign, meaning in SIGNS.items():
        bare = bare.replace(sign, meaning)
    assert re.fullmatch(r"[-+*/()=. \dflor]+", bare), line
    return [eval(side, {"__builtins__": {}, "floor": math.floor}) for side in bare.split(" = ")]


def result(line: str) -> float:
    """The value of a line; all its terms have to be equal."""
    terms = values(line)
    assert len(terms) > 1, line
    assert all(one == other for one, other in pairwise(terms)), line
    return terms[-1]


def count(line: str) -> float:
    return 0 if line.startswith("none") else result(line)


def steps(network: str, kinds: set[str]) -> list[Step]:
    found = [s for size in ("225", "97x131") for s in trace_network(network, size).steps if s.kind in kinds]
    assert found
    return found


@pytest.mark.parametrize("network", REPRESENTATIVES)
def test_derived_sides_match_output_shape(network: str) -> None:
    for traced_step in steps(network, {"conv", "maxpool"}):
        rows = dict(derivation(traced_step))
        height, width = (rows[name] if name in rows else rows["height, width"] for name in ("height", "width"))
        assert (result(height), result(width)) == traced_step.output_shape[1:], traced_step.path


@pytest.mark.parametrize("network", REPRESENTATIVES)
def test_derived_parameters_and_macs_match_step(network: str) -> None:
    for traced_step in steps(network, {"conv", "linear", "maxpool", "avgpool"}):
        rows = dict(derivation(traced_step))
        counts = (count(rows["parameters"]), count(rows.get("MACs", "none")))
        assert counts == (traced_step.params, traced_step.macs), traced_step.path


@pytest.mark.parametrize("network", [name for name in REPRESENTATIVES if name != "vgg19"])
def test_derived_batch_norm_parameters_match_step(network: str) -> None:
    for traced_step in steps(network, {"norm"}):
        assert count(dict(derivation(traced_step))["batch norm"]) == traced_step.params, traced_step.path


def never_read(traced_step: Step, axis: int) -> int:
    """Rows (axis 0) or columns (axis 1) of the padded input after the last window, by enumeration."""
    assert traced_step.kernel_size
    assert traced_step.stride
    assert traced_step.padding
    side = traced_step.input_shapes[0][axis + 1] + 2 * traced_step.padding[axis]
    starts = range(0, side - traced_step.kernel_size[axis] + 1, traced_step.stride[axis])
    return side - (starts[-1] + traced_step.kernel_size[axis])


@pytest.mark.parametrize("network", REPRESENTATIVES)
def test_floor_row_appears_only_for_unread_rows_or_columns(network: str) -> None:
    for traced_step in steps(network, {"conv", "maxpool"}):
        if "stride" in dict(derivation(traced_step)):
            continue  # windows with gaps leave more unread than the far end
        rows, columns = (never_read(traced_step, axis) for axis in (0, 1))
        said = dict(derivation(traced_step)).get("floor", "")
        assert (len(re.findall(r"\brow", said)), len(re.findall(r"\bcolumn", said))) == (rows > 0, columns > 0)


@pytest.mark.parametrize("network", REPRESENTATIVES)
def test_stride_row_appears_only_for_gaps(network: str) -> None:
    for traced_step in steps(network, {"conv", "maxpool"}):
        assert traced_step.kernel_size
        assert traced_step.stride
        said = dict(derivation(traced_step)).get("stride")
        gaps = traced_step.stride[0] > traced_step.kernel_size[0]
        assert said == ("one row in 2 and one column in 2 are read, the others never" if gaps else None)


@pytest.mark.parametrize(
    ("size", "said"),
    [("1", None), ("1x64", "one column in 2 is read, the others never")],
)
def test_stride_row_omits_single_rows(size: str, said: str | None) -> None:
    projection = next(one for one in trace_network("resnet18", size).steps if one.path == "layer2.0.downsample.0")
    assert dict(derivation(projection)).get("stride") == said


FLOORS = [
    ("resnet34", "224", "conv1", "the last row and column of the padded input are never read"),
    ("resnet34", "225x224", "conv1", "the last column of the padded input is never read"),
    ("vgg19", "225x224", "features.4", "the last row of the padded input is never read"),
    ("vgg19", "224", "features.4", None),
    ("resnet34", "225", "conv1", None),
]


@pytest.mark.parametrize(("network", "size", "path", "sentence"), FLOORS)
def test_floor_sentence_names_unread_rows_and_columns(network: str, size: str, path: str, sentence: str | None) -> None:
    assert dict(derivation(trace_network(network, size).step(path))).get("floor") == sentence


def test_derivation_of_conv1_matches_article() -> None:
    assert derivation(trace_network("resnet34").step("conv1")) == [
        ("height, width", "⌊(224 + 2·3 − 7) / 2⌋ + 1 = ⌊111.5⌋ + 1 = 112"),
        ("floor", "the last row and column of the padded input are never read"),
        ("parameters", "7·7·3·64 = 9,408"),
        ("MACs", "112·112·64 values, 7·7·3 products each = 118,013,952"),
    ]


def test_derivation_includes_groups_and_biases() -> None:
    grouped = dict(derivation(trace_network("resnext50_32x4d").step("layer1.0.conv2")))
    biased = dict(derivation(trace_network("vgg19").step("features.0")))

    assert grouped["parameters"] == "3·3·4·128 = 4,608, in 32 groups"
    assert biased["parameters"] == "3·3·3·64 + 64 = 1,792"


def test_operation_view_shows_derivation_of_every_step() -> None:
    trace = trace_network("resnet50", "225")
    scene = sample_at(trace, "layer2.0.2", LOOKS[0]).scene
    written = [label.text for label in scene.labels]
    for path in ("layer2.0.conv2", "layer2.0.bn2"):
        for name, line in derivation(trace.step(path)):
            assert name in written
            assert line in written
