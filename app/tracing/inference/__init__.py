"""Infers the outline of a network from its forward."""

from .flow import CALL_MARK as CALL_MARK
from .flow import FlowStep as FlowStep
from .flow import flow_step as flow_step
from .outline import InferredOutline as InferredOutline
from .outline import infer_outline as infer_outline
