"""Shapes of every layout: how they are written, in both notations, and which sides are drawn."""

import pytest

from app.diagrams.text.named_shape import NamedShape
from app.tracing.records import Shape

SHAPES: list[tuple[Shape, str, bool, str, str, tuple[int, int, int]]] = [
    ((64, 56, 28), "", False, "56×28×64", "1×64×56×28", (64, 56, 28)),
    ((56, 28, 64), "HWC", False, "56×28×64", "1×56×28×64", (64, 56, 28)),
    ((1000,), "", False, "1000", "1×1000", (1000, 1, 1)),
    ((197, 768), "LC", False, "197×768", "1×197×768", (768, 197, 1)),
    ((768, 196), "CL", False, "196×768", "1×768×196", (768, 196, 1)),
    ((64, 8, 14, 12), "CDHW", False, "8×14×12×64", "1×64×8×14×12", (64, 14, 96)),
    ((12, 197, 64), "?LC", False, "[12, 197, 64]", "1×12×197×64", (64, 197, 12)),
    ((4, 256, 256), "???", False, "[4, 256, 256]", "1×4×256×256", (4, 256, 256)),
    ((128,), "L", False, "128", "1×128", (1, 128, 1)),
    ((), "", False, "1", "1", (1, 1, 1)),
    ((64, 49, 96), "?LC", True, "64 of 49×96", "64×49×96", (96, 49, 1)),
    ((256, 10), "LC", True, "256 of 10", "256×10", (10, 1, 1)),
]


@pytest.mark.parametrize(("shape", "layout", "folded", "hwc", "nchw", "sides"), SHAPES)
def test_shape_is_written_and_drawn_by_its_layout(
    shape: Shape, layout: str, folded: bool, hwc: str, nchw: str, sides: tuple[int, int, int]
) -> None:
    named = NamedShape(shape, layout, folded)
    assert (named.text("hwc"), named.text("nchw"), named.sides) == (hwc, nchw, sides)


def test_order_of_axes_is_named_for_the_other_notation() -> None:
    orders = {layout: NamedShape((4,) * len(layout), layout).order for layout in ("CHW", "LC", "C", "HWC", "?LC")}
    assert orders == {"CHW": "H×W×C", "LC": "L×C", "C": "H×W×C", "HWC": "H×W×C", "?LC": "axes"}
