"""Published numbers: the network that has each of them, and the explanation of a difference."""

import pytest

from app.studies import published_numbers
from app.studies.reproduction import Configuration, PublishedNumber, Reproduction, reproduce
from tests.support import published


def network(found: Reproduction) -> str:
    return found.published.nominal.network


def test_paper_flops_are_those_of_table_1() -> None:
    printed = {name: float(found.published.text) for name, found in published_numbers.paper_flops().items()}

    assert printed == {name: published.PAPER_GFLOPS[name] for name in published.PAPER_BLOCKS}


@pytest.mark.parametrize("name", ["resnet50", "resnet101", "resnet152"])
def test_printed_flops_of_bottlenecks_have_stride_on_first_1x1(name: str) -> None:
    found = published_numbers.paper_flops()[name]

    assert found.nominal.match is None
    assert (found.nominal.number, found.nominal.match) == (published.MACS_BY_STRIDE[name, "3x3"], None)
    assert found.actual.number == published.MACS_BY_STRIDE[name, "1x1"]
    assert found.actual.configuration.query == {"stride_on": "1x1"}
    assert (found.actual.match == "cut off") == (name in published.PAPER_TRUNCATES)


def test_resnet50_flops_are_truncated_to_3_8() -> None:
    found = published_numbers.paper_flops()["resnet50"]

    assert (found.published.text, found.actual.text) == ("3.8", "3.9")
    assert found.sentence == (
        "3.858 with the stride on the first 1×1, as in the paper, is printed 3.8: cut off, not rounded. "
        "4.089 is the same network with the stride on the 3×3, as in PyTorch."
    )


def test_resnet34_flops_are_rounded_with_option_a_and_truncated_with_option_b() -> None:
    found = published_numbers.paper_flops()["resnet34"]

    a, b = (published.RESNET34_BY_SHORTCUT[option][1] for option in "AB")
    assert (found.actual.number, found.actual.match, found.nominal.number, found.nominal.match) == (
        a,
        "rounded",
        b,
        "cut off",
    )
    assert found.sentence == (
        "With zero padding on its shortcuts (option A) it is 3.644, printed 3.6: rounded. "
        "With projections (option B), as here, it is 3.664: that is 3.6 when it is cut off."
    )


def test_figure_1_flops_are_those_of_paper_figure_3() -> None:
    printed = {network(found): float(found.published.text) for found in published_numbers.figure_1_flops()}

    assert printed == {name: published.PAPER_GFLOPS[name] for name in ("vgg19", "plain34", "resnet34")}
    assert [round(found.actual.number / 1e9, 1) for found in published_numbers.figure_1_flops()] == [*printed.values()]


def test_article_parameters_are_those_of_cifar_stem_networks() -> None:
    table = published_numbers.article_parameters()

    assert {network(found): float(found.published.text) for found in table} == published.ARTICLE_MILLIONS
    for found in table:
        name = network(found)
        assert (found.nominal.match, found.nominal.number) == (None, published.TORCHVISION[name].params)
        assert (found.actual.number, found.actual.match) == (published.CIFAR_STEM_PARAMS[name], "rounded")
        assert found.actual.configuration.query == {"stem": "cifar", "classes": "10"}


def test_sentence_on_article_parameters_states_both_numbers() -> None:
    assert published_numbers.article_parameters()[0].sentence == (
        "Headed ImageNet, but 23.521 M is the network with a 3×3 stem and 10 classes: 23,520,842 parameters. "
        "For ImageNet it has 25,557,032."
    )


def test_cifar_parameters_are_rounded_in_paper() -> None:
    found = published_numbers.cifar_parameters()

    assert {name: one.published.text for name, one in found.items()} == {
        f"cifar_resnet{depth}": text for depth, text in published.CIFAR_MILLIONS.items()
    }
    assert {name: one.nominal.number for name, one in found.items()} == {
        f"cifar_resnet{depth}": params for depth, params in published.CIFAR_PARAMS.items()
    }
    assert {one.nominal.match for one in found.values()} == {"rounded"}


def test_sequel_depth_of_n_1_is_8_and_not_20() -> None:
    found = published_numbers.sequel_depth()

    assert (found.published.text, found.nominal.number, found.actual.number) == ("20", 8, 20)
    assert found.sentence == "n = 1 makes 8 layers, since 6·1 + 2 = 8; the network of 20 layers has n = 3."


def test_every_published_number_is_reproduced_and_explained() -> None:
    for found in (
        *published_numbers.paper_flops().values(),
        *published_numbers.figure_1_flops(),
        *published_numbers.article_parameters(),
        *published_numbers.cifar_parameters().values(),
        published_numbers.sequel_depth(),
    ):
        assert (found.published.nominal, found.actual.match) != (found.published.nominal, None)
        assert found.published.text in found.sentence


@pytest.mark.parametrize(
    ("text", "unit", "match"),
    [
        ("269722", 1, "exactly"),
        ("0.27", 10**6, "rounded"),
        ("0.269", 10**6, "cut off"),
        ("0.2697", 10**6, "rounded"),
        ("0.28", 10**6, None),
        ("0.26", 10**6, "cut off"),
        ("0.3", 10**6, "rounded"),
    ],
)
def test_match_of_number_is_exact_rounded_truncated_or_none(text: str, unit: int, match: str | None) -> None:
    network = Configuration("cifar_resnet20")
    number = PublishedNumber(text, unit, "params", published_numbers.SECTION_4_2, network, network)

    assert reproduce(number).nominal.match == match
