"""What holds in every scene: nothing overlaps, sizes are in proportion, and volumes stand in the order of execution.

An invariant returns what is wrong with a sample, a sentence each.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise, product

from app.diagrams.scene.marks import Box
from tests.support import overlap
from tests.support.scene_samples import Sample


def junctions_and_folds_on_volumes(sample: Sample) -> list[str]:
    return overlap.collisions(overlap.junctions_and_folds(sample.scene), overlap.volumes(sample.scene))


def volumes_on_volumes(sample: Sample) -> list[str]:
    """In blocks and operations. In networks and layers they are cards of a deck."""
    deep = sample.scene.view in ("block", "operation")
    return overlap.mutual(overlap.volumes(sample.scene)) if deep else []


def sizes_out_of_proportion(sample: Sample) -> list[str]:
    """No side is drawn smaller than that of a volume that is no larger."""
    sizes = {(box.volume.sides, _drawn_sides(box)) for box in sample.scene.boxes}
    pairs = product(sizes, sizes)
    return [f"{a} as {b}, but {c} as {d}" for (a, b), (c, d) in pairs if _no_larger(a, c) and not _no_larger(b, d)]


def true_scale_not_linear(sample: Sample) -> list[str]:
    if sample.look[0] != "true":
        return []
    per_row = {round(box.cuboid.height / box.volume.sides[1], 6) for box in sample.scene.boxes}
    per_column = {round(box.cuboid.dx / box.volume.sides[2], 6) for box in sample.scene.boxes}
    return [f"{per_row} {per_column}"] if max(len(per_row), len(per_column)) > 1 else []


def volumes_left_of_inputs(sample: Sample) -> list[str]:
    left = {box.volume.path: box.x for box in sample.scene.boxes}
    made = [(box, source) for box in sample.scene.boxes for source in box.volume.inputs if source in left]
    return [f"{source} → {box.volume.path}" for box, source in made if left[source] >= box.x]


def volumes_not_in_execution_order(sample: Sample) -> list[str]:
    """Besides those of a shortcut, and the inputs of an addition, which are one above the other."""
    if sample.scene.view == "operation":
        return []
    order = {path: number for number, path in enumerate(["input", *(step.path for step in sample.trace.steps)])}
    boxes = [box for box in sample.scene.boxes if "downsample" not in box.volume.path]
    made = sorted(boxes, key=lambda box: order[box.volume.path])
    return [f"{a.volume.path} → {b.volume.path}" for a, b in pairwise(made) if a.x >= b.x]


def _drawn_sides(box: Box) -> tuple[float, ...]:
    return (box.cuboid.thickness, box.cuboid.height, box.cuboid.dx)


def _no_larger(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return all(one <= other for one, other in zip(a, b, strict=True))


FAULTS: dict[str, Callable[[Sample], list[str]]] = {
    "label on label": lambda sample: overlap.mutual(overlap.texts(sample.scene)),
    "label on another mark": lambda sample: overlap.covered_texts(sample.scene),
    "junction or fold on volume": junctions_and_folds_on_volumes,
    "volume on volume": volumes_on_volumes,
    "mark outside the frame": lambda sample: overlap.outside(sample.scene),
    "sizes out of proportion": sizes_out_of_proportion,
    "true scale not linear": true_scale_not_linear,
    "volume left of its input": volumes_left_of_inputs,
    "volumes not in execution order": volumes_not_in_execution_order,
}


def faults(samples: Iterable[Sample]) -> dict[str, list[str]]:
    """The faults of samples by name; each sentence begins with its sample."""
    found: dict[str, list[str]] = {}
    for sample, (name, check) in product(samples, FAULTS.items()):
        for sentence in check(sample):
            found.setdefault(name, []).append(f"{sample}: {sentence}")
    return found
