"""The options of a network as rows of data.

One row declares an option. `configure`, the query model, the page controls, titles, OpenAPI and README.md read the row.
"""

from .option_types import COMMON, Choice, Condition, Integer, Integers, Option, Value

RESIDUAL = Condition(
    "residual networks",
    lambda _, spec: spec.block != "vgg",
    "is not a residual network and has no {option} to choose.",
)
WITH_SHORTCUTS = Condition(
    "networks with shortcuts",
    lambda network, _: network.spec.shortcut != "none",
    "is the network without shortcuts. Choose {twin} to have them.",
)
BOTTLENECK = Condition(
    "networks of bottlenecks",
    lambda _, spec: spec.block == "bottleneck",
    "has basic blocks, with no 1×1 convolution that could stride; {option} is a choice of bottlenecks.",
)
CUSTOM = Condition(
    "`custom`",
    lambda network, _: network.name == "custom",
    "has its {option} fixed. Choose the network 'custom' to set it.",
)


ROWS = (
    Option(
        "channels",
        Integer(examples=(3, 1)),
        label="Input channels",
        title="{} channels",
        description="Channels of the input.",
        group="Input and head",
    ),
    Option(
        "classes",
        Integer(examples=(1000, 10)),
        label="Classes",
        title="{} classes",
        description="Outputs of the last layer.",
        group="Input and head",
    ),
    Option(
        "stem",
        Choice((Value("imagenet", "7×7, /2 + pool", "for large images"), Value("cifar", "3×3", "for small images"))),
        label="Stem",
        title="stem {}",
        description="`imagenet` is a 7×7 convolution of stride 2 and a max pooling, `cifar` a 3×3 convolution alone.",
        conditions=(RESIDUAL,),
        group=COMMON,
    ),
    Option(
        "shortcut",
        Choice(
            (
                Value("A", "A", "stride and zero padding, no parameters"),
                Value("B", "B", "a projection where shapes change"),
                Value("C", "C", "a projection everywhere"),
                Value("none", "none", "a plain network"),
            )
        ),
        label="Shortcut",
        title="shortcut {}",
        description="Where shapes change, `A` strides and pads with zeros, `B` projects; `C` projects everywhere; "
        "`none` makes a plain network.",
        conditions=(RESIDUAL, WITH_SHORTCUTS),
        group=COMMON,
    ),
    Option(
        "stride_on",
        Choice((Value("3x3", "3×3", "as PyTorch does"), Value("1x1", "first 1×1", "as in the paper"))),
        label="Stride on",
        title="stride on the {}",
        description="Which convolution of a bottleneck strides: the 3×3 (PyTorch) or the first 1×1 (the paper).",
        conditions=(RESIDUAL, BOTTLENECK),
        fallback="3x3",
    ),
    Option(
        "block",
        Choice((Value("basic", "basic", "two 3×3"), Value("bottleneck", "bottleneck", "1×1, 3×3, 1×1"))),
        label="Block",
        title="{} blocks",
        description="Kind of block.",
        conditions=(CUSTOM,),
        named=True,
    ),
    Option(
        "depths",
        Integers(count=(1, 5), examples=("3,4,6,3", "2,2")),
        label="Blocks of each layer",
        title="{} per layer",
        description="Blocks of each of one to five layers.",
        conditions=(CUSTOM,),
        named=True,
        group="Layers",
    ),
    Option(
        "base_width",
        Integer(examples=(64, 16)),
        label="Base width",
        title="base width {}",
        description="Channels of the first layer.",
        conditions=(CUSTOM,),
        group="Layers",
    ),
    Option(
        "groups",
        Integer(examples=(1, 32)),
        label="Groups",
        title="{} groups",
        description="Groups of a bottleneck's 3×3.",
        conditions=(CUSTOM,),
        visible=(BOTTLENECK,),
    ),
    Option(
        "width_per_group",
        Integer(examples=(64, 4, 128)),
        label="Width per group",
        title="width per group {}",
        description="Channels per group, of 64.",
        conditions=(CUSTOM,),
        visible=(BOTTLENECK,),
    ),
)

OPTIONS: dict[str, Option] = {option.name: option for option in ROWS}
