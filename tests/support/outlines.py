"""The outlines of the catalogue's networks, stated from their specs and the names of their modules."""

from app.networks.outline import Block, Layer, Operation, Outline, ShortcutKind
from app.networks.spec import BlockShape, Spec, block_shapes, shortcut_kind


def stated_outline(spec: Spec) -> Outline:
    """The layers, blocks and operations of a network, with the paths of their steps."""
    return _vgg(spec) if spec.block == "vgg" else _resnet(spec)


def _resnet(spec: Spec) -> Outline:
    pool = (Operation("maxpool", "pooling", ("maxpool",)),) if spec.stem == "imagenet" else ()
    layers = enumerate(block_shapes(spec), 1)
    return Outline(
        stem=(Operation("conv1", "convolution", ("conv1", "bn1", "relu")), *pool),
        layers=tuple(_resnet_layer(spec, f"layer{number}", shapes) for number, shapes in layers),
        head=(Operation("avgpool", "pooling", ("avgpool",)), Operation("fc", "linear", ("flatten", "fc"))),
    )


def _resnet_layer(spec: Spec, path: str, shapes: list[BlockShape]) -> Layer:
    return Layer(path, tuple(_residual(spec, f"{path}.{i}", shape) for i, shape in enumerate(shapes)))


def _residual(spec: Spec, path: str, shape: BlockShape) -> Block:
    """Convolutions with normalization and ReLU; where there is an addition, the last ReLU follows that."""
    kind, last = ("basic", 2) if spec.block == "basic" else ("bottleneck", 3)
    shortcut = shortcut_kind(spec, shape)
    steps = [(f"{path}.conv{n}", f"{path}.bn{n}", f"{path}.relu{n}") for n in range(1, last + 1)]
    if shortcut == "none":
        return Block(path, kind, shortcut, _convolutions(path, steps))  # type: ignore[arg-type]  # a literal in a tuple widens to str
    end = Operation(f"{path}.add", "addition", (f"{path}.add", f"{path}.relu{last}"))
    branch = _convolutions(path, [*steps[:-1], steps[-1][:2]])
    return Block(path, kind, shortcut, (*branch, *_on_shortcut(path, shortcut), end))  # type: ignore[arg-type]  # as above


def _convolutions(path: str, steps: list[tuple[str, ...]]) -> tuple[Operation, ...]:
    return tuple(Operation(f"{path}.{n}", "convolution", own) for n, own in enumerate(steps, 1))


def _on_shortcut(path: str, kind: ShortcutKind) -> list[Operation]:
    down = f"{path}.downsample"
    if kind == "projection":
        return [Operation(down, "projection", (f"{down}.0", f"{down}.1"))]
    return [Operation(down, "padding", (down,))] if kind == "padding" else []


def _vgg(spec: Spec) -> Outline:
    """Layers of one H×W each. A pooling is the first block of the next layer, as in the paper's figure."""
    position, layers = 0, []
    for number, depth in enumerate(spec.depths, 1):
        layers.append(_vgg_layer(f"layer{number}", position - 1 if number > 1 else None, position, depth))
        position += 2 * depth + 1
    last_pool = f"features.{position - 1}"
    return Outline(
        stem=(),
        layers=tuple(layers),
        head=(
            Operation(last_pool, "pooling", (last_pool,)),
            Operation("avgpool", "pooling", ("avgpool",)),
            Operation("classifier.0", "linear", ("flatten", "classifier.0", "classifier.1", "classifier.2")),
            Operation("classifier.3", "linear", ("classifier.3", "classifier.4", "classifier.5")),
            Operation("classifier.6", "linear", ("classifier.6",)),
        ),
    )


def _vgg_layer(path: str, pool: int | None, first: int, depth: int) -> Layer:
    steps: list[tuple[str, ...]] = [] if pool is None else [(f"features.{pool}",)]
    steps += [(f"features.{first + 2 * n}", f"features.{first + 2 * n + 1}") for n in range(depth)]
    return Layer(path, tuple(_plain(f"{path}.{index}", names) for index, names in enumerate(steps)))


def _plain(path: str, steps: tuple[str, ...]) -> Block:
    kind = "pooling" if len(steps) == 1 else "convolution"
    return Block(path, kind, "none", (Operation(f"{path}.1", kind, steps),))  # type: ignore[arg-type]  # a conditional expression of literals widens to str
