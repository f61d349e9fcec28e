"""`rv.assert_shapes`: passes, or says where shapes diverge."""

import pytest

import app as rv
from tests.support.own_networks import SENet


def test_shapes_of_layers_blocks_modules_and_steps_are_compared() -> None:
    rv.assert_shapes("resnet50", 224, {"layer4": (2048, 7, 7), "layer3.0": [1024, 14, 14], "fc": (1000,)})
    rv.assert_shapes(
        SENet(), (3, 64, 64), {"stem": (16, 32, 32), "blocks.3.se": (64, 8, 8), "blocks.3.add": (64, 8, 8)}
    )


def test_message_names_path_shapes_and_the_first_step_that_can_differ() -> None:
    expected = {"stem": (16, 32, 32), "blocks.0": (16, 32, 32), "blocks.3": (64, 4, 4)}
    with pytest.raises(AssertionError) as failure:
        rv.assert_shapes(SENet(), (3, 64, 64), expected)

    assert str(failure.value).splitlines() == [
        "SENet with an input of 3×64×64 has other shapes:",
        "  blocks.3: expected 64×4×4, found 64×8×8",
        "They can differ from blocks.1.c1 (16×32×32 → 32×16×16) on.",
        "Sizes change at blocks.1.c1 (16×32×32 → 32×16×16); blocks.1.down.0 (16×32×32 → 32×16×16); "
        "blocks.3.c1 (32×16×16 → 64×8×8); blocks.3.down.0 (32×16×16 → 64×8×8).",
    ]


def test_every_path_that_differs_is_listed() -> None:
    with pytest.raises(AssertionError) as failure:
        rv.assert_shapes("resnet18", (160, 224), {"layer3": (256, 14, 14), "layer1": (64, 40, 56), "fc": (10,)})

    assert str(failure.value).splitlines()[1:4] == [
        "  layer3: expected 256×14×14, found 256×10×14",
        "  fc: expected 10, found 1000",
        "They can differ from layer2.0.conv1 (64×40×56 → 128×20×28) on.",
    ]


def test_unknown_path_is_a_value_error_with_suggestions() -> None:
    with pytest.raises(ValueError, match=r"^ResNet-18 has no 'layer5'\. Did you mean layer4"):
        rv.assert_shapes("resnet18", 224, {"layer5": (512, 7, 7)})
