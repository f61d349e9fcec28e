"""Traces of networks outside the catalogue, by hand and by the tracer: the blocks and volumes that pictures draw."""

from collections.abc import Callable

from torch import nn

from app.tracing.own import trace_own
from app.tracing.records import IMAGE, Shape, Trace
from tests.support import own_networks
from tests.support.trace_builder import TraceBuilder, block, conv_operation, layer, operation, outline


def unet() -> Trace:
    """Two levels down, two up; long skips end in concatenations."""
    b = TraceBuilder((1, 64, 64))
    first = b.conv_norm_relu("inc", IMAGE, 16)
    second = b.conv_norm_relu("down1.conv", b.pool("down1.pool", first), 32)
    third = b.conv_norm_relu("down2.conv", b.pool("down2.pool", second), 64)
    ups = []
    below = third
    for number, (skip, channels) in enumerate(((second, 32), (first, 16)), 1):
        _, *sides = b.shape(skip)
        transposed = {"module": "ConvTranspose2d", "params": 4 * 2 * channels**2, "macs": 12_345}
        up = b.add_step(f"up{number}.up", "conv", [below], (channels, *sides), **transposed)
        joined = b.concat(f"up{number}.cat", skip, up)
        below = b.conv_norm_relu(f"up{number}.conv", joined, channels)
        path = f"up{number}"
        parts = (
            operation(f"{path}.1", "convolution", f"{path}.up"),
            operation(f"{path}.concat", "concatenation", f"{path}.cat"),
            conv_operation(f"{path}.2", f"{path}.conv"),
        )
        ups.append(layer(path, block(f"{path}.0", *parts)))
    b.conv("outc", below, 2, kernel=1)
    downs = [
        layer(
            f"down{n}",
            block(
                f"down{n}.0",
                operation(f"down{n}.0.1", "pooling", f"down{n}.pool"),
                conv_operation(f"down{n}.0.2", f"down{n}.conv"),
            ),
        )
        for n in (1, 2)
    ]
    stem, head = [conv_operation("inc", "inc")], [operation("outc", "convolution", "outc")]
    return b.trace("U-Net", outline(*downs, *ups, stem=stem, head=head))


def squeeze_and_excitation() -> Trace:
    """Residual blocks with gates: seven layers, so that colours repeat after the eighth only."""
    b = TraceBuilder((3, 97, 131))
    source = b.conv_norm_relu("stem", IMAGE, 16, stride=2)
    layers = []
    for number in range(1, 8):
        path = f"stages.{number}.0"
        channels = 16 * number
        one = b.conv_norm_relu(f"{path}.c1", source, channels, stride=1 + number % 2)
        two = b.norm(f"{path}.bn2", b.conv(f"{path}.conv2", one, channels))
        pooled = b.mean(f"{path}.se.pool", two)
        reduced = b.relu(f"{path}.se.relu", b.conv(f"{path}.se.fc1", pooled, 4, kernel=1))
        expanded = b.conv(f"{path}.se.fc2", reduced, channels, kernel=1)
        factors = b.same(f"{path}.se.sigmoid", "activation", expanded, module="Sigmoid")
        gated = b.same(f"{path}.se.mul", "mul", two, factors, module="mul")
        down = b.conv(f"{path}.downsample", source, channels, kernel=1, stride=1 + number % 2)
        total = b.same(f"{path}.add", "add", gated, down, module="add")
        gate = [f"{path}.se.{name}" for name in ("pool", "fc1", "relu", "fc2", "sigmoid", "mul")]
        parts = (
            conv_operation(f"{path}.1", f"{path}.c1"),
            operation(f"{path}.2", "convolution", f"{path}.conv2", f"{path}.bn2"),
            operation(f"{path}.gate", "gate", *gate),
            operation(f"{path}.shortcut", "projection", f"{path}.downsample"),
            operation(f"{path}.addition", "addition", f"{path}.add"),
        )
        layers.append(layer(f"stages.{number}", block(path, *parts, shortcut="projection")))
        source = total
    b.linear("fc", b.flatten("flatten", b.mean("pool", source)), 5)
    head = [operation("pool", "pooling", "pool"), operation("fc", "linear", "flatten", "fc")]
    return b.trace("SE-ResNet", outline(*layers, stem=[conv_operation("stem", "stem")], head=head))


def dense() -> Trace:
    """Every block reads the volumes of all before it."""
    b = TraceBuilder((3, 32, 32))
    features = [b.conv("features.conv0", IMAGE, 16)]
    blocks = []
    for number in range(1, 7):
        path = f"features.denseblock1.denselayer{number}"
        joined = b.concat(f"{path}.cat", *features)
        active = b.relu(f"{path}.relu1", b.norm(f"{path}.norm1", joined))
        again = b.relu(f"{path}.relu2", b.norm(f"{path}.norm2", b.conv(f"{path}.conv1", active, 32, kernel=1)))
        features.append(b.conv(f"{path}.conv2", again, 8))
        steps = [[f"{path}.{name}{n}" for name in ("norm", "relu", "conv")] for n in (1, 2)]
        parts = [operation(f"{path}.{n}", "convolution", *names) for n, names in enumerate(steps, 1)]
        blocks.append(block(path, operation(f"{path}.concat", "concatenation", f"{path}.cat"), *parts))
    b.relu("relu", b.norm("norm5", b.concat("features.denseblock1.cat", *features)))
    b.linear("classifier", b.flatten("flatten", b.mean("pool", "relu")), 10)
    head = [
        operation("features.cat", "concatenation", "features.denseblock1.cat", "norm5", "relu"),
        operation("pool", "pooling", "pool"),
        operation("classifier", "linear", "flatten", "classifier"),
    ]
    stem = [operation("features.conv0", "convolution", "features.conv0")]
    return b.trace("DenseNet", outline(layer("features.denseblock1", *blocks), stem=stem, head=head))


def transformer() -> Trace:
    """Tokens, attention as a step, two additions in a block."""
    b = TraceBuilder((3, 224, 224))
    grid = b.add_step("conv_proj", "conv", [IMAGE], (768, 14, 14), module="Conv2d", kernel_size=(16, 16),
                      stride=(16, 16), padding=(0, 0), groups=1, params=590_592, macs=115_605_504)  # fmt: skip
    flat = b.add_step("reshape", "reshape", [grid], (768, 196), layout="CL", module="reshape")
    tokens = b.add_step("permute", "reshape", [flat], (196, 768), layout="LC", module="permute")
    tokens = b.add_step("cat", "concat", [tokens], (197, 768), layout="LC", module="cat", params=768)
    source = b.same("encoder.add", "add", tokens, module="add", params=197 * 768)
    blocks = []
    for number in range(3):
        path = f"encoder.layers.encoder_layer_{number}"
        normed = b.norm(f"{path}.ln_1", source, module="LayerNorm")
        attention = {"module": "MultiheadAttention", "params": 2_362_368, "macs": None, "receptive_field": None}
        attended = b.same(f"{path}.self_attention", "attention", normed, **attention)
        middle = b.same(f"{path}.add1", "add", attended, source, module="add")
        hidden = b.linear(f"{path}.mlp.0", b.norm(f"{path}.ln_2", middle, module="LayerNorm"), 3072)
        out = b.linear(f"{path}.mlp.3", b.same(f"{path}.mlp.1", "activation", hidden, module="GELU"), 768)
        source = b.same(f"{path}.add2", "add", middle, out, module="add")
        parts = (
            operation(f"{path}.attention", "attention", f"{path}.ln_1", f"{path}.self_attention"),
            operation(f"{path}.add#1", "addition", f"{path}.add1"),
            operation(f"{path}.1", "linear", f"{path}.ln_2", f"{path}.mlp.0", f"{path}.mlp.1"),
            operation(f"{path}.2", "linear", f"{path}.mlp.3"),
            operation(f"{path}.add#2", "addition", f"{path}.add2"),
        )
        blocks.append(block(path, *parts, shortcut="identity"))
    token = b.add_step("getitem", "slice", [b.norm("encoder.ln", source, module="LayerNorm")], (768,), module="getitem")
    b.linear("heads.head", token, 1000)
    stem = [
        operation("conv_proj", "convolution", "conv_proj"),
        operation("cat", "concatenation", "reshape", "permute", "cat", "encoder.add"),
    ]
    head = [
        operation("encoder.ln", "normalization", "encoder.ln"),
        operation("heads.head", "linear", "getitem", "heads.head"),
    ]
    return b.trace("ViT", outline(layer("encoder.layers", *blocks), stem=stem, head=head))


def inverted_residuals() -> Trace:
    """Depthwise convolutions, and additions without a ReLU after them."""
    b = TraceBuilder((3, 64, 96))
    source = b.conv_norm_relu("features.0", IMAGE, 16, stride=2)
    blocks = []
    for number in (1, 2, 3):
        path, before = f"features.{number}", source
        source = b.conv_norm_relu(f"{path}.0", source, 96, kernel=1)
        source = b.conv_norm_relu(f"{path}.1", source, 96, groups=96)
        source = b.norm(f"{path}.bn", b.conv(f"{path}.conv", source, 16, kernel=1))
        last = operation(f"{path}.n3", "convolution", f"{path}.conv", f"{path}.bn")
        parts = [conv_operation(f"{path}.n1", f"{path}.0"), conv_operation(f"{path}.n2", f"{path}.1"), last]
        if number > 1:
            source = b.same(f"{path}.add", "add", before, source, module="add")
            parts.append(operation(f"{path}.addition", "addition", f"{path}.add"))
        shortcut = "identity" if number > 1 else "none"
        blocks.append(block(path, *parts, kind="bottleneck", shortcut=shortcut))
    stem = [conv_operation("features.first", "features.0")]
    return b.trace("MobileNet", outline(layer("features", *blocks), stem=stem))


def inception() -> Trace:
    """Four branches that a concatenation joins."""
    b = TraceBuilder((64, 28, 28))
    one = b.conv_norm_relu("mixed.b1", IMAGE, 32, kernel=1)
    two = b.conv_norm_relu("mixed.b2b", b.conv_norm_relu("mixed.b2a", IMAGE, 24, kernel=1), 48)
    three = b.conv_norm_relu("mixed.b3a", IMAGE, 8, kernel=1)
    three = b.conv_norm_relu("mixed.b3c", b.conv_norm_relu("mixed.b3b", three, 16), 16)
    four = b.conv_norm_relu("mixed.b4", b.same("mixed.pool", "maxpool", IMAGE, module="MaxPool2d"), 16, kernel=1)
    b.concat("mixed.cat", one, two, three, four)
    names = ("b1", "b2a", "b2b", "b3a", "b3b", "b3c")
    parts = [conv_operation(f"mixed.{n}", f"mixed.{name}") for n, name in enumerate(names, 1)]
    parts.append(operation("mixed.7", "pooling", "mixed.pool"))
    parts.append(conv_operation("mixed.8", "mixed.b4"))
    parts.append(operation("mixed.concat", "concatenation", "mixed.cat"))
    return b.trace("Inception", outline(layer("mixed", block("mixed.0", *parts))))


def plain() -> Trace:
    """A network without a stem whose layers are single convolutions."""
    b = TraceBuilder((3, 32, 32))
    source = b.relu("relu1", b.conv("conv1", IMAGE, 6, kernel=5))
    source = b.pool("pool", source)
    source = b.relu("relu2", b.conv("conv2", source, 16, kernel=5))
    b.linear("fc", b.flatten("flatten", source), 10)
    first = block("layer1.0", operation("layer1.0.1", "convolution", "conv1", "relu1"), kind="convolution")
    pool = block("layer2.0", operation("layer2.0.1", "pooling", "pool"), kind="pooling")
    second = block("layer2.1", operation("layer2.1.1", "convolution", "conv2", "relu2"), kind="convolution")
    head = [operation("fc", "linear", "flatten", "fc")]
    return b.trace("LeNet", outline(layer("layer1", first), layer("layer2", pool, second), head=head))


def two_inputs() -> Trace:
    """A colour image and a depth map, joined after a convolution each."""
    b = TraceBuilder((3, 48, 64), (1, 48, 64))
    left = b.conv_norm_relu("rgb", "input.a", 16)
    right = b.conv_norm_relu("depth", "input.b", 16)
    b.conv_norm_relu("fuse", b.concat("cat", left, right), 32)
    head = [
        conv_operation("rgb.all", "rgb"),
        conv_operation("depth.all", "depth"),
        operation("join", "concatenation", "cat"),
        conv_operation("fuse.all", "fuse"),
    ]
    return b.trace("Fusion", outline(head=head))


def lone_module() -> Trace:
    b = TraceBuilder((10,))
    b.linear("linear", IMAGE, 3)
    return b.trace("Linear", outline(head=[operation("linear", "linear", "linear")]))


def folded() -> Trace:
    """Positions go into the batch: 256 vectors per image; names that have to be escaped and shortened."""
    b = TraceBuilder((3, 16, 16))
    long = "a_module_of_a_name_that_is_much_longer_than_any_caption"
    source = b.conv('a/b<c>&"d', IMAGE, 8)
    flat = b.add_step("reshape", "reshape", [source], (256, 8), layout="LC", folded=True, module="reshape")
    b.add_step(long, "linear", [flat], (256, 10), layout="LC", folded=True, module="Linear", params=90, macs=20_480)
    b.add_step("wide", "matmul", [long], (4, 256, 256), layout="???", module="matmul", macs=None, receptive_field=None)
    head = [
        operation('a/b<c>&"d', "convolution", 'a/b<c>&"d'),
        operation(long, "linear", "reshape", long),
        operation("wide", "multiplication", "wide"),
    ]
    return b.trace("Folds <i>&", outline(head=head))


def sequence() -> Trace:
    """One-dimensional convolutions and a recurrent layer."""
    b = TraceBuilder((1, 400))
    window = {"kernel_size": (9, 1), "stride": (4, 1), "padding": (4, 0), "groups": 1}
    source = b.add_step(
        "conv", "conv", [IMAGE], (32, 100), layout="CL", module="Conv1d", params=288, macs=28_800, **window
    )
    source = b.same("relu", "relu", source, module="ReLU")
    source = b.add_step("transpose", "reshape", [source], (100, 32), layout="LC", module="transpose")
    source = b.add_step("lstm", "recurrent", [source], (100, 64), layout="LC", module="LSTM", params=25_088, macs=None,
                        receptive_field=None, outputs=((100, 64), (1, 64), (1, 64)))  # fmt: skip
    b.linear("fc", b.add_step("getitem", "slice", [source], (64,), module="getitem"), 10)
    head = [
        operation("conv", "convolution", "conv", "relu"),
        operation("lstm", "recurrent", "transpose", "lstm"),
        operation("fc", "linear", "getitem", "fc"),
    ]
    return b.trace("Sequence", outline(head=head))


def _traced(module: Callable[[], nn.Module], shape: Shape) -> Callable[[], Trace]:
    return lambda: trace_own(module(), shape, name="own", title=module.__name__)


OWN_TRACES: dict[str, Callable[[], Trace]] = {
    each.__name__: each
    for each in (
        *(unet, squeeze_and_excitation, dense, transformer, inverted_residuals, inception, plain, two_inputs),
        *(lone_module, folded, sequence),
    )
}
"""All of them, by name."""

TRACED: dict[str, Callable[[], Trace]] = {
    "ViewBeforeLinear": _traced(own_networks.ViewBeforeLinear, (3, 16, 16)),
    "InPlaceShortcut": _traced(own_networks.InPlaceShortcut, (3, 16, 16)),
    "PositionsInBatch": _traced(own_networks.PositionsInBatch, (3, 16, 16)),
    "TimeFirst": _traced(own_networks.TimeFirst, (1, 32, 64)),
    "SharedModules": _traced(own_networks.SharedModules, (3, 16, 16)),
    "SENet": _traced(own_networks.SENet, (3, 64, 64)),
    "SENet 33x47": _traced(own_networks.SENet, (3, 33, 47)),
    "UNet": _traced(own_networks.UNet, (1, 64, 64)),
    "UNet 60x92": _traced(own_networks.UNet, (1, 60, 92)),
    "BlocksInRoot": _traced(own_networks.BlocksInRoot, (3, 32, 32)),
    "FreeParameters": _traced(own_networks.FreeParameters, (3, 32, 32)),
    "BranchOnValues": _traced(own_networks.BranchOnValues, (3, 32, 32)),
    "WriteIntoSlice": _traced(own_networks.WriteIntoSlice, (3, 16, 16)),
}
"""Traces of the modules in `own_networks` by the tracer."""
