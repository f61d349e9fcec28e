"""The memory of training or inference, derived from a trace."""

from .estimate import BATCH as BATCH
from .estimate import Budget as Budget
from .estimate import Memory as Memory
from .estimate import estimate as estimate
from .items import Item as Item
from .items import Optimizer as Optimizer
from .volumes import Mode as Mode
from .volumes import Precision as Precision
