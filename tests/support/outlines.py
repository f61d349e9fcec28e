"""The outlines of the catalogue's networks, stated from their specs and the names of their modules."""

from app.networks.outline import Block, Layer, Operation, Outline
from app.networks.spec import BlockShape, Spec, block_shapes, shortcut_kind


def stated_outline(spec: Spec) -> Outline:
    """The layers, blocks and operations of a network, with the paths of their steps."""
    return _vgg(spec) if spec.block == "vgg" else _resnet(spec)


def _resnet(spec: Spec) -> Outline:
    layers = enumerate(block_shapes(spec), 1)
    return Outline(
        stem=_stem(spec),
        layers=tuple(_resnet_layer(spec, f"layer{number}", shapes) for number, shapes in layers),
        head=_head(spec),
    )


def _stem(spec: Spec) -> tuple[Operation, ...]:
    """One convolution or three, each with normalization and ReLU; pre-activated blocks begin with the last ones."""
    end = ("conv1.6" if spec.stem == "deep" else "conv1", *(() if spec.pre_activation else ("bn1", "relu")))
    deep = [("conv1.0", "conv1.1", "conv1.2"), ("conv1.3", "conv1.4", "conv1.5")] if spec.stem == "deep" else []
    operations = [Operation(steps[0], "convolution", _normed(spec, steps)) for steps in [*deep, end]]
    return (*operations, *((Operation("maxpool", "pooling", ("maxpool",)),) if spec.stem_pool else ()))


def _normed(spec: Spec, steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps without normalizations in a network without: `bn1`, and `1` and `4` of a deep stem."""
    names = [step.rpartition(".")[2] for step in steps]
    pairs = zip(steps, names, strict=True)
    return tuple(step for step, name in pairs if spec.norm != "none" or not ("bn" in name or name in ("1", "4")))


def _head(spec: Spec) -> tuple[Operation, ...]:
    """The final normalization and ReLU of a pre-activated network belong to the pooling."""
    last = _normed(spec, ("final_bn", "final_relu")) if spec.pre_activation else ()
    if spec.head != "none":
        return (Operation("avgpool", "pooling", (*last, "avgpool")), Operation("fc", "linear", ("flatten", "fc")))
    kind = "activation" if spec.norm == "none" else "normalization"
    return (Operation(f"final_{'relu' if spec.norm == 'none' else 'bn'}", kind, last),) if last else ()


def _resnet_layer(spec: Spec, path: str, shapes: list[BlockShape]) -> Layer:
    return Layer(path, tuple(_residual(spec, f"{path}.{i}", shape) for i, shape in enumerate(shapes)))


def _residual(spec: Spec, path: str, shape: BlockShape) -> Block:
    """Convolutions, a gate, the shortcut and the addition; `composite` with a gate or a shared pre-activation."""
    shortcut = shortcut_kind(spec, shape)
    shared = spec.pre_activation and shortcut in ("projection", "padding")
    branch = _pre_activated(spec, path, shared) if spec.pre_activation else _post_activated(spec, path)
    gate = [Operation(f"{path}.gate", "gate", tuple(f"{path}.se.{name}" for name in GATE))] if _has_gate(spec) else []
    operations = [*branch, *gate, *_on_shortcut(spec, path, shape)]
    last = () if spec.pre_activation else (f"{path}.relu{_convolutions(spec)}",)
    if shortcut != "none":
        operations.append(Operation(f"{path}.add", "addition", (f"{path}.add", *last)))
    else:
        end = operations.pop()
        operations.append(Operation(end.path, end.kind, (*end.steps, *last)))
    assert spec.block != "vgg"  # which has outlines of its own
    kind = "composite" if gate or shared else spec.block
    return Block(path, kind, shortcut, tuple(operations))


GATE = ("avgpool", "fc1", "relu", "fc2", "sigmoid", "mul")


def _has_gate(spec: Spec) -> bool:
    return spec.attention == "se"


def _convolutions(spec: Spec) -> int:
    return 2 if spec.block == "basic" else 3


def _post_activated(spec: Spec, path: str) -> list[Operation]:
    """Each convolution with its normalization and ReLU; the last ReLU follows the addition."""
    last = _convolutions(spec)
    names = [(f"conv{n}", f"bn{n}", *([f"relu{n}"] if n < last else [])) for n in range(1, last + 1)]
    steps = [tuple(f"{path}.{name}" for name in own) for own in names]
    return [Operation(f"{path}.{n}", "convolution", _normed(spec, own)) for n, own in enumerate(steps, 1)]


def _pre_activated(spec: Spec, path: str, shared: bool) -> list[Operation]:
    """Each convolution after its normalization and ReLU, the first ones `shared` with the shortcut or not.

    Without normalization, a ReLU belongs to the convolution before it, where there is one in the block.
    """
    numbers = range(1, _convolutions(spec) + 1)
    names = [[f"bn{n}", f"relu{n}", f"conv{n}"] for n in numbers]
    if spec.norm == "none":
        names = [[f"conv{n}", f"relu{n + 1}"] for n in numbers]
        names[0].insert(0, "relu1")
        names[-1].pop()
    operations: list[Operation] = []
    if shared:
        first = [names[0].pop(0) for _ in range(1 if spec.norm == "none" else 2)]
        operations = [Operation(f"{path}.preactivation", "preactivation", tuple(f"{path}.{name}" for name in first))]
    steps = [tuple(f"{path}.{name}" for name in own) for own in names]
    return operations + [Operation(f"{path}.{n}", "convolution", own) for n, own in enumerate(steps, 1)]


def _on_shortcut(spec: Spec, path: str, shape: BlockShape) -> list[Operation]:
    """A projection has the path that its steps have in common: with one step, the path of that."""
    down = f"{path}.downsample"
    kind = shortcut_kind(spec, shape)
    if kind == "padding":
        return [Operation(down, "padding", (down,))]
    if kind != "projection":
        return []
    places = [0, 1] if spec.shortcut != "D" else [0, 1, 2] if shape.stride > 1 else [1, 2]
    if spec.pre_activation or spec.norm == "none":
        places.pop()
    steps = tuple(f"{down}.{place}" for place in places)
    return [Operation(down if len(steps) > 1 else steps[0], "projection", steps)]


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
    return Block(path, kind, "none", (Operation(f"{path}.1", kind, steps),))
