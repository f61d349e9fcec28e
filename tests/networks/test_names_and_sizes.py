"""How a network and an input size are named, and what is said of those that do not exist."""

import pytest

from app.networks.bounds import ImpossibleChoice
from app.networks.catalogue import DEFAULT_SIZE, NETWORKS
from app.networks.options import UnknownNetwork, find_network, parse_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("224", (224, 224)),
        ("160x224", (160, 224)),
        (" 160 x 224 ", (160, 224)),
        ("160×224", (160, 224)),
        ("160X224", (160, 224)),
        ("160*224", (160, 224)),
        ("1", (1, 1)),
        ("4096x1", (4096, 1)),
    ],
)
def test_a_size_is_a_side_or_height_by_width(text: str, size: tuple[int, int]) -> None:
    assert parse_size("resnet34", text) == size


@pytest.mark.parametrize("network", NETWORKS)
def test_without_a_size_a_network_has_the_one_it_was_published_for(network: str) -> None:
    side = 32 if network.startswith("cifar_") else 224

    assert parse_size(network, None) == (DEFAULT_SIZE[network], DEFAULT_SIZE[network]) == (side, side)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "The input's height is 0; it has to be between 1 and 4096 pixels."),
        ("4097", "The input's height is 4097; it has to be between 1 and 4096 pixels."),
        ("224x5000", "The input's width is 5000; it has to be between 1 and 4096 pixels."),
        ("abc", "The size 'abc' is neither a side, as 224, nor height x width, as 160x224."),
        ("-1", "The size '-1' is neither a side, as 224, nor height x width, as 160x224."),
        ("224x", "The size '224x' is neither a side, as 224, nor height x width, as 160x224."),
        ("1x2x3", "The size '1x2x3' is neither a side, as 224, nor height x width, as 160x224."),
        ("9999999", "The size '9999999' is neither a side, as 224, nor height x width, as 160x224."),
    ],
)
def test_a_size_that_no_input_has_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ImpossibleChoice) as refusal:
        parse_size("resnet34", text)

    assert (refusal.value.option, str(refusal.value)) == ("size", sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("resnet35", "There is no network called 'resnet35'. Did you mean resnet50 or resnet34 or resnet152?"),
        ("VGG19", "There is no network called 'VGG19'. Did you mean vgg19?"),
        ("alexnet", "There is no network called 'alexnet'. Did you mean resnet50 or resnet34 or resnet18?"),
        ("q" * 99, f"There is no network called '{'q' * 60}'."),
    ],
)
def test_a_name_that_no_network_has_is_answered_with_the_nearest(name: str, sentence: str) -> None:
    with pytest.raises(UnknownNetwork) as refusal:
        find_network(name)

    assert str(refusal.value) == sentence
