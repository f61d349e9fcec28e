"""Steps for the outline inference from the hooks' records of a catalogue network."""

import torch

from app.networks.modules import Conv2d, Linear
from app.tracing.hooks import recording
from app.tracing.inference import FlowStep
from app.tracing.models import Model
from app.tracing.steps import describe_steps


def flow_of(model: Model, height: int, width: int) -> tuple[list[FlowStep], dict[str, str]]:
    """The steps of a forward of `height` × `width` pixels, and the classes of the modules that hold modules."""
    image = torch.empty((0, model.spec.channels, height, width))
    with torch.inference_mode(), recording(model.module, image) as calls:
        model.module(image)
    steps = describe_steps(calls, tuple(image.shape)[1:])
    classes = {path: type(module).__name__ for path, module in model.module.named_modules() if [*module.children()]}
    flow = [
        FlowStep(
            path=step.path,
            owner=step.path.rpartition(".")[0],
            kind=step.kind,
            inputs=step.inputs,
            input_shapes=step.input_shapes,
            output_shape=step.output_shape,
            weighted=isinstance(call.module, Conv2d | Linear),
            kernel=step.kernel_size,
        )
        for step, call in zip(steps, calls, strict=True)
    ]
    return flow, classes
