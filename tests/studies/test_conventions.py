"""Counting conventions: figures of the tools, measured on torchvision's and timm's networks, and published ones."""

from typing import Any

import pytest
from torch import nn

from app.networks.catalogue import NETWORKS
from app.studies.conventions import count
from app.tracing.records import Trace
from tests.support.own_networks import SENet, TimeFirst
from tests.support.traces import trace_network
from tests.tracing.recorder.recordings import trace_module


def figures(trace: Trace) -> dict[str, int]:
    return {row.name: row.value for row in count(trace).counts}


MEASURED = {
    # ptflops 0.7.5, fvcore 0.1.5.post20221221, torchinfo 1.8.0 and FlopCounterMode on torchvision's networks;
    # Keras and the paper's stride as in their own tables
    ("resnet50", "224"): {
        "the paper": 3_857_973_248,
        "MACs": 4_089_184_256,
        "FLOPs": 8_178_368_512,
        "ptflops, as quoted": 4_121_020_928,
        "ptflops 0.7.5": 4_132_436_968,
        "ptflops 0.7.5, aten": 4_089_185_256,
        "fvcore 0.1.5": 4_111_512_576,
        "torchinfo 1.8.0": 4_089_238_376,
        "PyTorch": 25_557_032,
        "Keras": 25_636_712,
        "checkpoint": 25_557_032 + 53_120 + 53,
    },
    ("resnet18", "256x128"): {
        "MACs": 2_369_757_184 // 2,
        "FLOPs": 2_369_757_184,
        "ptflops 0.7.5": 1_192_219_624,
        "ptflops 0.7.5, aten": 1_184_879_592,
        "fvcore 0.1.5": 1_188_139_008,
        "torchinfo 1.8.0": 1_184_889_192,
    },
    ("vgg19", "224"): {
        "FLOPs": 39_264_124_928,
        "ptflops 0.7.5": 19_688_937_448,
        "ptflops 0.7.5, aten": 19_646_923_752,
        "fvcore 0.1.5": 19_632_087_552,
        "torchinfo 1.8.0": 19_646_923_752,
        "PyTorch": 143_667_240,
        "Keras": 143_667_240,
    },
}


@pytest.mark.parametrize(("network", "size"), MEASURED)
def test_figures_equal_those_that_the_tools_print(network: str, size: str) -> None:
    counted = figures(trace_network(network, size))

    assert {name: counted[name] for name in MEASURED[network, size]} == MEASURED[network, size]


def test_preactivation_resnet50_has_the_parameters_of_resnet50v2_in_keras() -> None:
    counted = figures(trace_network("resnet50", pre_activation=True))

    assert (counted["PyTorch"], counted["Keras"]) == (25_549_352, 25_613_800)


def test_deep_stem_and_pooled_shortcuts_are_counted_as_the_tools_count_resnet50d_of_timm() -> None:
    counted = figures(trace_network("resnet50", "224", stem="deep", shortcut="D"))

    assert counted["FLOPs"] == 8_657_649_664
    assert counted["ptflops 0.7.5"] == 4_378_098_664
    assert counted["ptflops 0.7.5, aten"] == 4_328_825_832
    assert counted["fvcore 0.1.5"] == 4_352_758_784
    assert counted["torchinfo 1.8.0"] == 4_328_879_080


def test_gates_are_counted_as_the_tools_count_those_of_timm() -> None:
    counted = figures(trace_network("resnet50", "224", attention="se"))

    assert counted["FLOPs"] == 8_183_398_400
    assert counted["ptflops 0.7.5, aten"] == 4_091_716_248
    assert counted["torchinfo 1.8.0"] == 4_091_769_368
    assert (counted["PyTorch"], counted["Keras"]) == (28_088_024, 28_088_024 + 26_560 + 53_120)


@pytest.mark.slow
def test_every_figure_is_the_sum_of_its_terms() -> None:
    for network in NETWORKS:
        trace = trace_network(network)
        rows = count(trace).counts

        summed = [sum(term.count * term.each for term in row.terms) for row in rows]
        assert [row.value for row in rows] == summed, network
        assert all(row.sentence.endswith(".") for row in rows), network
        assert figures(trace)["MACs"] == trace.totals.macs, network


@pytest.mark.parametrize("network", ["resnet50", "resnet101", "resnet152"])
@pytest.mark.parametrize("size", ["224", "97x131"])
def test_figure_of_the_paper_is_the_trace_with_the_stride_on_the_first_1x1(network: str, size: str) -> None:
    other = trace_network(network, size, stride_on="1x1")

    assert figures(trace_network(network, size))["the paper"] == other.totals.macs
    assert figures(other)["the paper"] == other.totals.macs


@pytest.mark.parametrize(
    "options",
    [{"output_stride": "8"}, {"strides": "1,2,3,1"}, {"attention": "se", "shortcut": "D"}, {"pre_activation": True}],
    ids=str,
)
def test_stride_of_the_paper_is_counted_with_other_options(options: dict[str, Any]) -> None:
    other = trace_network("resnet50", "161", stride_on="1x1", **options)

    assert figures(trace_network("resnet50", "161", **options))["the paper"] == other.totals.macs


def test_keras_counts_biases_of_convolutions_and_moving_statistics() -> None:
    keras = next(row for row in count(trace_network("resnet50")).counts if row.name == "Keras")

    assert [(term.of, term.count) for term in keras.terms] == [
        ("weights and biases", 25_557_032),
        ("biases of convolutions", 26_560),
        ("moving means and variances", 53_120),
    ]


@pytest.mark.parametrize(
    ("network", "options", "sentence"),
    [
        (
            "resnet50",
            {},
            "53 convolutions, 4 of them on shortcuts. The 50 in the name counts the 49 convolutions on the longest way "
            "and the linear layer.",
        ),
        (
            "cifar_resnet20",
            {"shortcut": "B"},
            "21 convolutions, 2 of them on shortcuts. The 20 in the name counts the 19 convolutions on the longest way "
            "and the linear layer.",
        ),
        (
            "wrn_40_2",
            {},
            "40 convolutions, 3 of them on shortcuts. The 40 in the name counts all convolutions, those on shortcuts "
            "too, and no linear layer: 40 = 6·6 + 4.",
        ),
        (
            "vgg19",
            {},
            "16 convolutions. The 19 in the name counts the 16 convolutions on the longest way and the 3 linear "
            "layers.",
        ),
        (
            "custom",
            {"depths": "2,3"},
            "12 convolutions, 1 of them on shortcuts. Convolutions and linear layers on the longest way: 12.",
        ),
    ],
)
def test_sentence_says_what_the_name_counts(network: str, options: dict[str, str], sentence: str) -> None:
    assert count(trace_network(network, **options)).layers == sentence


def test_tools_are_left_out_where_their_treatment_of_a_step_is_not_known() -> None:
    assert [*figures(trace_module(TimeFirst(), (1, 32, 64)))] == ["MACs", "FLOPs", "PyTorch", "Keras", "checkpoint"]


def test_own_network_of_known_steps_is_counted_as_the_tools_do() -> None:
    model: nn.Module = SENet()
    counted = figures(trace_module(model, (3, 64, 64)))

    assert "the paper" not in counted
    assert counted["MACs"] == 17_223_104
    stored = [*model.parameters(), *model.buffers()]
    assert counted["checkpoint"] == sum(tensor.numel() for tensor in stored)
