"""The options of a network as rows of data.

One row declares an option. `configure`, the query model, the page controls, titles, OpenAPI and README.md read the row.
"""

from .conditions import BOTTLENECK, CUSTOM, RESIDUAL, WITH_CLASSIFIER, WITH_FIXED_POOLING, WITH_SHORTCUTS, reaches
from .option_types import COMMON, Choice, Integer, Integers, Option, Shorthand, Value
from .spec import at_output_stride
from .usual import dilations, features, output_stride, stem_pool, stem_width, stride_on, strides

OUTPUT_STRIDES = tuple(
    Value(side, side, f"1 value for {side}×{side} pixels", (reaches(int(side)),)) for side in ("8", "16", "32")
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
        description="Outputs of the classifier.",
        conditions=(WITH_CLASSIFIER,),
        group="Input and head",
    ),
    Option(
        "stem",
        Choice(
            (
                Value("imagenet", "7×7, /2 + pool", "for large images"),
                Value("cifar", "3×3", "for small images"),
                Value("deep", "three 3×3, /2 + pool", "of ResNet-C and D"),
            )
        ),
        label="Stem",
        title="stem {}",
        description="`imagenet` is a 7×7 convolution of stride 2 and a max pooling, `cifar` a 3×3 convolution alone, "
        "`deep` three 3×3 convolutions, the first of stride 2, and a max pooling.",
        conditions=(RESIDUAL,),
        group=COMMON,
    ),
    Option(
        "stem_width",
        Integer(examples=(64, 32, 16)),
        label="Stem width",
        title="stem width {}",
        description="Channels of the stem's first convolution; a `deep` stem ends with twice as many. By default the "
        "stem ends with the channels of the first layer.",
        conditions=(RESIDUAL,),
        follows=stem_width,
        group="Stem",
    ),
    Option(
        "stem_pool",
        Choice((Value(True, "on", "3×3, stride 2"), Value(False, "off", "twice the size in every layer"))),
        label="Stem pooling",
        title="stem pooling {}",
        description="Whether a max pooling of stride 2 ends the stem. By default `false` with the stem `cifar`.",
        conditions=(RESIDUAL,),
        follows=stem_pool,
        group="Stem",
    ),
    Option(
        "shortcut",
        Choice(
            (
                Value("A", "A", "stride and zero padding, no parameters"),
                Value("B", "B", "a projection where shapes change"),
                Value("C", "C", "a projection everywhere"),
                Value("D", "D", "mean of 2×2, then a projection"),
                Value("none", "none", "a plain network"),
            )
        ),
        label="Shortcut",
        title="shortcut {}",
        description="Where shapes change, `A` strides and pads with zeros, `B` projects; `C` projects everywhere; `D` "
        "projects as `B`, but strides by a 2×2 average pooling; `none` makes a plain network.",
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
        follows=stride_on,
    ),
    Option(
        "strides",
        Integers(count=(1, 5), most=4, examples=("1,2,2,2", "1,2,2,1")),
        label="Strides",
        title="strides {}",
        description="Stride of the first block of each layer.",
        conditions=(RESIDUAL,),
        follows=strides,
        group="Layers",
    ),
    Option(
        "dilations",
        Integers(count=(1, 5), most=64, examples=("1,1,1,1", "1,1,2,4")),
        label="Dilations",
        title="dilations {}",
        description="Dilation of the 3×3 convolutions of each layer. The first 3×3 of a layer takes the dilation of "
        "the layer before, as with torchvision's `replace_stride_with_dilation`.",
        conditions=(RESIDUAL,),
        follows=dilations,
        group="Layers",
    ),
    Option(
        "output_stride",
        Choice(OUTPUT_STRIDES),
        label="Output stride",
        title="output stride {}",
        description="Input pixels for one value of the last layer, along a side: shorthand for `strides` and "
        "`dilations`, in which further strides become dilation. It cannot contradict them.",
        conditions=(RESIDUAL, reaches(8)),
        follows=output_stride,
        shorthand=Shorthand(("strides", "dilations"), lambda spec, value: at_output_stride(spec, int(str(value)))),
        group="Layers",
    ),
    Option(
        "pre_activation",
        Choice((Value(True, "on", "norm and ReLU before"), Value(False, "off", "norm and ReLU after"))),
        label="Pre-activation",
        title="pre-activation {}",
        description="Whether normalization and ReLU stand before each convolution, and once more after the last layer. "
        "Projections then receive the activated input and have no normalization.",
        conditions=(RESIDUAL,),
    ),
    Option(
        "attention",
        Choice((Value("none", "none", "no gates"), Value("se", "SE", "squeeze and excitation"))),
        label="Attention",
        title="attention {}",
        description="`se` is squeeze and excitation at the end of each branch, with a 16th of the channels inside, "
        "rounded to a multiple of 8.",
        conditions=(RESIDUAL,),
    ),
    Option(
        "norm",
        Choice(
            (
                Value("batch", "batch", "over the batch"),
                Value("group", "group", "over groups of channels"),
                Value("none", "none", "biases instead"),
            )
        ),
        label="Normalization",
        title="norm {}",
        description="Normalization of each volume: `group` has 32 groups of channels, or fewer so that they divide the "
        "channels and none has a single one; with `none` the convolutions have biases.",
        conditions=(RESIDUAL,),
    ),
    Option(
        "head",
        Choice(
            (
                Value("adaptive", "adaptive", "mean of any size"),
                Value("fixed", "fixed 7×7", "of older code"),
                Value("none", "none", "a backbone"),
            )
        ),
        label="Head",
        title="head {}",
        description="`adaptive` averages each channel, whatever the size; `fixed` is the 7×7 average pooling of "
        "stride 1 of older code, which other sizes of input break; `none` ends at the last layer.",
        conditions=(RESIDUAL,),
        group="Input and head",
    ),
    Option(
        "features",
        Integer(most=10_000_000, examples=(2048, 8192)),
        label="Classifier inputs",
        title="{} classifier inputs",
        description="Inputs of the classifier behind a fixed pooling; by default the channels of the last layer.",
        conditions=(RESIDUAL, WITH_FIXED_POOLING),
        follows=features,
        group="Input and head",
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
