"""What the article's sentences need to know of a network at a size, beyond what its trace says as it is."""

from dataclasses import replace
from functools import cached_property

from app.networks.catalogue import DEFAULT_SIZE, NETWORKS, Network
from app.networks.outline import Block, ShortcutKind
from app.studies.complexity import LayerWork, work
from app.studies.shortcuts import OptionCost, blocks, kinds_of_shortcuts, option_costs
from app.tracing.records import Shape, Step, Trace
from app.tracing.tracer import trace

CIFAR_SIDE = 32  # pixels; the images of CIFAR-10


class Facts:
    """Of one trace of a residual network with at least two layers; each is worked out when it is first asked for."""

    def __init__(self, done: Trace) -> None:
        self.trace, self.spec = done, done.spec
        self.steps = {step.path: step for step in done.steps}

    @property
    def basic(self) -> bool:
        """Whether the blocks are basic ones, with two operations, rather than bottlenecks."""
        return self.spec.block == "basic"

    @property
    def small(self) -> bool:
        """Whether it is one of the networks for CIFAR-10, with a 3×3 stem and no pooling."""
        return self.spec.stem == "cifar"

    @cached_property
    def blocks(self) -> list[Block]:
        """Every block, in the order of the flow."""
        return blocks(self.trace)

    @property
    def kinds(self) -> dict[ShortcutKind, int]:
        """How many blocks have which kind of shortcut."""
        return kinds_of_shortcuts(self.trace)

    @property
    def striding(self) -> str:
        """The path of the operation of the second layer's first block that strides."""
        own = self.trace.layers[1].blocks[0].operations
        return next(op.path for op in own if op.kind == "convolution" and self.steps[op.steps[0]].stride != (1, 1))

    @cached_property
    def option_costs(self) -> tuple[OptionCost, ...]:
        """The whole network with each of the options A, B and C."""
        return option_costs(self.spec, *self.trace.input.shape[1:])

    @cached_property
    def work(self) -> tuple[LayerWork, ...]:
        """How much work the blocks of each layer are."""
        return work(self.trace)

    @property
    def halving(self) -> bool:
        """Whether every layer after the first still has several rows and several columns to halve."""
        return all(min(layer.volume[1:]) > 1 for layer in self.work[:-1])

    @property
    def per_position(self) -> tuple[int, int]:
        """What a block that keeps its shape takes for one position of layer 1, and what a basic one would."""
        basic = work(trace(NETWORKS["resnet18"].spec, *self.trace.input.shape[1:]))
        own, other = (layers[0].other or 0 for layers in (self.work, basic))
        _, height, width = self.work[0].volume
        return own // (height * width), other // (height * width)

    @property
    def striding_step(self) -> str:
        """The path of the convolution that strides."""
        return next(
            path for op in self.trace.layers[1].blocks[0].operations if op.path == self.striding for path in op.steps
        )

    @property
    def pooling(self) -> Network:
        """The network whose max pooling can be shown, with the stem for ImageNet: this one, if that is its stem.

        Networks for CIFAR-10 have none, and all of them the same stem; the shallowest stands for them.
        """
        own = NETWORKS[self.spec.network]
        family = [network for network in NETWORKS.values() if network.family == own.family]
        return min(family, key=lambda network: sum(network.spec.depths)) if self.small else own

    @cached_property
    def stem_pool(self) -> Step:
        """That max pooling."""
        done = trace(replace(self.pooling.spec, stem="imagenet"), *self.trace.input.shape[1:])
        return next(step for step in done.steps if step.kind == "maxpool")

    @property
    def example(self) -> Network:
        """The network that shows what a small image does to one for ImageNet: this one, if it is one."""
        return NETWORKS["resnet18"] if self.small else NETWORKS[self.spec.network]

    @property
    def small_input(self) -> tuple[Trace, Trace]:
        """The example on an image of CIFAR-10, with the stem for ImageNet and with the one for CIFAR."""
        spec = replace(self.example.spec, classes=10)
        return trace(spec, CIFAR_SIDE, CIFAR_SIDE), trace(replace(spec, stem="cifar"), CIFAR_SIDE, CIFAR_SIDE)

    @staticmethod
    def published(name: str) -> Trace:
        """A network as it was published."""
        side = DEFAULT_SIZE[name]
        return trace(NETWORKS[name].spec, side, side)

    @staticmethod
    def into_layers(done: Trace) -> Shape:
        """What the stem hands to the first layer."""
        first = done.layers[0].blocks[0].operations[0].steps[0]
        return next(step.input_shapes[0] for step in done.steps if step.path == first)

    def step(self, path: str) -> Step:
        """A step of this network."""
        return self.steps[path]
