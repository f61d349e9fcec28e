"""Labels of steps, operations and blocks of any kind."""

from dataclasses import replace
from typing import Any

import pytest

from app.diagrams.text.labels import arrow_label, block_label, main_step, operation_label
from app.diagrams.text.step_labels import paper_label, step_label
from app.diagrams.text.text_metrics import shorten, width
from app.diagrams.text.tooltips import Tooltips
from app.networks.outline import Operation
from app.tracing.records import Step, StepKind, Trace
from tests.support import own_traces
from tests.support.scene_samples import LOOKS, sample_at

STEP = Step(
    path="s",
    kind="other",
    module="roll",
    inputs=("input",),
    input_shapes=((64, 14, 14),),
    output_shape=(64, 14, 14),
    kernel_size=None,
    stride=None,
    padding=None,
    groups=None,
    params=0,
    macs=0,
    bytes=0,
    receptive_field=None,
    arithmetic="",
)
WINDOW = {"kernel_size": (3, 3), "stride": (2, 2), "padding": (1, 1), "groups": 64}

STEPS: list[tuple[StepKind, str, dict[str, Any], str, str]] = [
    ("conv", "Conv2d", WINDOW, "conv 3×3, 64, /2, 64 groups", "3×3 conv, 64, /2, 64 groups"),
    ("conv", "Conv2d", {**WINDOW, "groups": 1, "stride": (1, 1), "dilation": (2, 2)},
     "conv 3×3, 64, dilation 2", "3×3 conv, 64, dilation 2"),
    ("conv", "ConvTranspose2d", {}, "transposed conv, 64", "transposed conv, 64"),
    ("conv", "Conv1d", {"kernel_size": (9, 1), "stride": (4, 1), "output_shape": (32, 100), "layout": "CL"},
     "conv 9, 32, /4", "9 conv, 32, /4"),
    ("linear", "Linear", {"output_shape": (197, 3072), "layout": "LC"}, "linear, 3072", "fc, 3072"),
    ("norm", "LayerNorm", {}, "layer norm", "layer norm"),
    ("norm", "GroupNorm", {}, "group norm", "group norm"),
    ("norm", "batch_norm", {}, "batch norm", "batch norm"),
    ("activation", "SiLU", {}, "SiLU", "SiLU"),
    ("activation", "hardswish", {}, "hard swish", "hard swish"),
    ("relu", "ReLU", {}, "ReLU", "ReLU"),
    ("avgpool", "AvgPool2d", {**WINDOW, "groups": None}, "average pooling 3×3, /2", "avg pool to 14×14"),
    ("avgpool", "AdaptiveAvgPool2d", {"output_shape": (64, 1, 1)}, "average pooling", "avg pool"),
    ("reduce", "mean", {"output_shape": (64,)}, "mean", "mean"),
    ("mul", "mul", {"inputs": ("a", "b")}, "multiplication", "multiplication"),
    ("mul", "mul", {"params": 64}, "multiplication with parameters", "multiplication with parameters"),
    ("add", "add", {}, "addition of a constant", "addition of a constant"),
    ("concat", "cat", {}, "concatenation", "concatenation"),
    ("upsample", "interpolate", {"output_shape": (64, 28, 28)}, "upsampling ×2", "upsampling ×2"),
    ("upsample", "interpolate", {"output_shape": (64, 33, 47)}, "upsampling", "upsampling"),
    ("attention", "MultiheadAttention", {}, "attention", "attention"),
    ("recurrent", "LSTM", {}, "LSTM", "LSTM"),
    ("matmul", "bmm", {}, "matrix product", "matrix product"),
    ("embedding", "Embedding", {"output_shape": (128, 512), "layout": "LC"}, "embedding, 512", "embedding, 512"),
    ("reshape", "permute", {}, "permute", "permute"),
    ("slice", "getitem", {}, "slice", "slice"),
    ("pad", "pad", {}, "padding", "padding"),
    ("other", "roll", {}, "roll", "roll"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "module", "more", "label", "paper"), STEPS)
def test_step_is_named_by_kind_module_and_window(
    kind: StepKind, module: str, more: dict[str, Any], label: str, paper: str
) -> None:
    step = replace(STEP, kind=kind, module=module, **more)
    assert (step_label(step), paper_label(step)) == (label, paper)


def operations(trace: Trace) -> dict[str, Operation]:
    return {operation.path: operation for operation in trace.operations()}


def test_operation_label_has_steps_in_order_around_main_one() -> None:
    trace = own_traces.transformer()
    path = "encoder.layers.encoder_layer_0"
    labels = {name: operation_label(operations(trace)[f"{path}.{name}"], trace) for name in ("attention", "1", "2")}
    assert labels == {"attention": "LN · attention", "1": "LN · linear, 3072 · GELU", "2": "linear, 768"}
    assert main_step(operations(trace)[f"{path}.1"], trace).path == f"{path}.mlp.0"


def test_gate_is_one_operation() -> None:
    trace = own_traces.squeeze_and_excitation()
    gate = operations(trace)["stages.1.0.gate"]
    chain = "average pooling · conv 1×1, 4 · ReLU · conv 1×1, 16 · sigmoid · ×"
    assert operation_label(gate, trace) == f"gate: {chain}"
    assert arrow_label(gate, trace) == "gate"
    rows = Tooltips(trace, "hwc").rows(sample_at(trace, "stages.1", LOOKS[0]).scene.volumes[3])
    assert rows[:3] == [
        ("is", f"gate: {chain} · + shortcut"),
        ("in → out", "25×33×16 → 25×33×16"),
        ("PyTorch", "1×16×25×33"),
    ]


def test_composite_block_is_named_after_its_shortcut() -> None:
    trace = own_traces.transformer()
    assert block_label(trace.layers[0].blocks[0]) == "block, identity shortcut"


def test_tooltip_says_what_is_not_counted_or_known() -> None:
    trace = own_traces.transformer()
    tooltips = Tooltips(trace, "nchw")
    scene = sample_at(trace, "encoder.layers.encoder_layer_0.attention", LOOKS[0]).scene
    rows = {volume.path.rpartition(".")[2]: dict(tooltips.rows(volume)) for volume in scene.volumes}
    assert rows["self_attention"] == {
        "is": "attention",
        "in → out": "1×197×768 → 1×197×768",
        "L×C": "197×768",
        "parameters": "2,362,368",
        "MACs": "not counted",
        "memory": "605.2 kB",
        "receptive field": "–",
    }


def test_tooltip_of_folded_volume_says_how_many_an_image_has() -> None:
    trace = own_traces.folded()
    scene = sample_at(trace, "wide", LOOKS[0]).scene
    rows = Tooltips(trace, "hwc").rows(scene.volumes[0])
    assert rows[1:4] == [
        ("in → out", "256 of 8 → 256 of 10"),
        ("PyTorch", "256×10"),
        ("per image", "256 volumes of 10"),
    ]


def test_long_names_are_shortened_in_the_middle() -> None:
    name = "backbone.body.layer1.some_module.conv"
    assert shorten(name, 1000, 12) == name
    short = shorten(name, 100, 12)
    assert short == "back…ule.conv"
    assert width(short, 12) <= 100
