"""Facts about a network at a size that the article's sentences need beyond its trace."""

from dataclasses import replace
from functools import cached_property

from ..networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from ..networks.outline import Block, Operation, ShortcutKind
from ..tracing import tracer
from ..tracing.records import Shape, Step, Trace
from .costs import LayerWork, OptionCost, blocks, count_shortcuts, layer_work, option_costs

CIFAR_SIDE = 32  # pixels; the images of CIFAR-10


class ArticleFacts:
    """Facts about one trace of a residual network with at least two layers, computed on first use."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.spec = trace, trace.catalogue_spec

    @property
    def has_basic_blocks(self) -> bool:
        """Whether the blocks are basic ones, with two operations, rather than bottlenecks."""
        return self.spec.block == "basic"

    @property
    def for_cifar(self) -> bool:
        """Whether this is one of the networks for CIFAR-10, with a 3×3 stem and no pooling."""
        return self.spec.stem == "cifar"

    @cached_property
    def blocks(self) -> list[Block]:
        """Every block, in the order of the flow."""
        return blocks(self.trace)

    @property
    def shortcuts(self) -> dict[ShortcutKind, int]:
        """The number of blocks with each kind of shortcut."""
        return count_shortcuts(self.trace)

    @property
    def strided_operation(self) -> Operation:
        """The operation with the stride in the second layer's first block."""
        own = self.trace.layers[1].blocks[0].operations
        return next(op for op in own if op.kind == "convolution" and self.trace.step(op.steps[0]).stride != (1, 1))

    @property
    def strided_convolution(self) -> Step:
        """The convolution of that operation."""
        return self.trace.step(self.strided_operation.steps[0])

    @property
    def resizing_shortcut(self) -> Step:
        """The step on the shortcut of the second layer's first block that changes the shape of x."""
        own = self.trace.layers[1].blocks[0].operations
        return next(self.trace.step(op.steps[0]) for op in own if op.kind in ("projection", "padding"))

    @cached_property
    def option_costs(self) -> tuple[OptionCost, ...]:
        """The whole network with each of the options A, B and C."""
        return option_costs(self.spec, *self.trace.input.shape[1:])

    @cached_property
    def work(self) -> tuple[LayerWork, ...]:
        """The work of each layer's blocks."""
        return layer_work(self.trace)

    @property
    def halves_every_layer(self) -> bool:
        """Whether every layer after the first has several rows and several columns to halve."""
        return all(min(layer.volume[1:]) > 1 for layer in self.work[:-1])

    @property
    def macs_per_position(self) -> tuple[int, int]:
        """MACs for one position of layer 1 of a block that keeps its shape, and of a basic one."""
        basic = layer_work(tracer.trace(NETWORKS["resnet18"].spec, *self.trace.input.shape[1:]))
        own, other = (layers[0].other or 0 for layers in (self.work, basic))
        _, height, width = self.work[0].volume
        return own // (height * width), other // (height * width)

    @property
    def pooling_network(self) -> Network:
        """The network whose max pooling is shown, with the ImageNet stem: this one, if it has that stem.

        Networks for CIFAR-10 have no pooling and all have the same stem; the shallowest stands for them.
        """
        own = NETWORKS[self.spec.network]
        family = [network for network in NETWORKS.values() if network.family == own.family]
        return min(family, key=lambda network: sum(network.spec.depths)) if self.for_cifar else own

    @cached_property
    def stem_pooling(self) -> Step:
        """The max pooling of `pooling_network`."""
        spec = replace(self.pooling_network.spec, stem="imagenet", stem_pool=True)
        trace = tracer.trace(spec, *self.trace.input.shape[1:])
        return next(step for step in trace.steps if step.kind == "maxpool")

    @property
    def imagenet_network(self) -> Network:
        """The ImageNet network that is shown on a small image: this one, if it is for ImageNet."""
        return NETWORKS["resnet18"] if self.for_cifar else NETWORKS[self.spec.network]

    @property
    def on_small_image(self) -> tuple[Trace, Trace]:
        """`imagenet_network` on an image of CIFAR-10, with the ImageNet stem and with the CIFAR stem."""
        spec = replace(self.imagenet_network.spec, classes=10)
        cifar = replace(spec, stem="cifar", stem_pool=False)
        return tracer.trace(spec, CIFAR_SIDE, CIFAR_SIDE), tracer.trace(cifar, CIFAR_SIDE, CIFAR_SIDE)

    @staticmethod
    def published_trace(name: str) -> Trace:
        """The trace of a network as it was published."""
        side = DEFAULT_SIZE[name]
        return tracer.trace(NETWORKS[name].spec, side, side)

    @staticmethod
    def stem_output(trace: Trace) -> Shape:
        """The input shape of the first layer."""
        first = trace.layers[0].blocks[0].operations[0].steps[0]
        return trace.step(first).input_shapes[0]
