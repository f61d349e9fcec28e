"""The dataflow of a forward: the steps that reach an output, and which of them produce each other's inputs."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..records import Pair, Shape, Step, StepKind

CALL_MARK = "#"
"""Separates a module's path from the number of its call, where it is called several times: `up#2`."""

CONTAINERS = frozenset({"Sequential", "ModuleList", "ModuleDict"})
"""Classes that hold modules and compute nothing of their own."""

WITH_WEIGHTS = frozenset({"attention", "recurrent"})
"""Kinds of steps that count as weighted where parts of a network are compared, besides those that are `weighted`."""

SOURCE = 0
"""The index of all inputs of the network together; steps have the indices from 1."""


class FlowStep(NamedTuple):
    """One recorded step. `inputs` are paths of steps or of inputs; shapes are those of one image.

    `owner` is the path of the innermost module that holds modules and whose forward was running (empty for the root);
    for the call of a module it is the path of that module's parent. A second call of an owner has a number of its own:
    `up#2`. `weighted` steps are convolutions and linear layers.
    """

    path: str
    owner: str
    kind: StepKind
    inputs: tuple[str, ...]
    input_shapes: tuple[Shape, ...]
    output_shape: Shape
    weighted: bool
    kernel: Pair | None


def flow_step(step: Step, owner: str, weighted: bool) -> FlowStep:
    """A step of a trace for the inference."""
    shapes = (step.input_shapes, step.output_shape)
    return FlowStep(step.path, owner, step.kind, step.inputs, *shapes, weighted, step.kernel_size)


class Flow:
    """The steps that reach an output, in execution order, with indices from 1.

    `inputs` are the indices of the steps that produce a step's inputs, each once. `sources` are those of them that
    depend on the network's input: all but `constants`. `uses` counts the steps that read a volume, and the outputs.
    `weighted_before` counts the weighted steps up to an index.
    """

    def __init__(self, steps: Sequence[FlowStep], outputs: Iterable[str]) -> None:
        alive, self.dead = _alive(steps, outputs)
        self.paths = ["", *(step.path for step in alive)]
        self.steps = alive
        self.kinds: list[StepKind] = ["other", *(step.kind for step in alive)]
        index = {step.path: number for number, step in enumerate(alive, 1)}
        self.inputs: list[tuple[int, ...]] = [()]
        for step in alive:
            paths = step.inputs
            if len(paths) == 1:
                self.inputs.append((index.get(paths[0], SOURCE),))
            else:
                self.inputs.append(tuple(dict.fromkeys(index.get(path, SOURCE) for path in paths)))
        self.sources, self.constants = _without_constants(self.inputs)
        self.uses = [0] * len(self.paths)
        for sources in self.inputs:
            for source in sources:
                self.uses[source] += 1
        for path in outputs:
            self.uses[index.get(path, SOURCE)] += 1
        self.weighted = [False, *(step.weighted or step.kind in WITH_WEIGHTS for step in alive)]
        self.weighted_before = [0, *accumulate(self.weighted[1:])]

    def step(self, number: int) -> FlowStep:
        """The step with this index, from 1."""
        return self.steps[number - 1]

    def count_weighted(self, start: int, end: int) -> int:
        """The number of weighted steps from `start` to `end`, both included."""
        return self.weighted_before[end] - self.weighted_before[start - 1]


def _alive(steps: Sequence[FlowStep], outputs: Iterable[str]) -> tuple[list[FlowStep], tuple[str, ...]]:
    """Divide the steps into those that an output depends on, and the paths of the others."""
    needed = set(outputs)
    alive, dead = [], []
    for step in reversed(steps):
        if step.path in needed:
            alive.append(step)
            needed.update(step.inputs)
        else:
            dead.append(step.path)
    return alive[::-1], tuple(dead[::-1])


def _without_constants(inputs: list[tuple[int, ...]]) -> tuple[list[tuple[int, ...]], frozenset[int]]:
    """Leave out the inputs that do not depend on the network's input; return the others, and the indices of these."""
    if all(inputs[1:]):
        return inputs, frozenset()
    constant = [False] * len(inputs)
    sources: list[tuple[int, ...]] = [()]
    for number in range(1, len(inputs)):
        kept = tuple(source for source in inputs[number] if not constant[source])
        constant[number] = not kept
        sources.append(kept)
    return sources, frozenset(number for number, is_constant in enumerate(constant) if is_constant)


def class_of(modules: Mapping[str, str], path: str) -> str:
    """The class of the module with this path, with or without the number of its call."""
    if (name := modules.get(path)) is not None:
        return name
    return modules.get(".".join(part.partition(CALL_MARK)[0] for part in path.split(".")), "")
