"""The figures that the paper and the article print, each with the network that has it, and why it differs."""

from app.networks.options import Options
from app.studies.published_values import Checked, Printed, Setting, Source, check

PAPER = "He et al., Deep Residual Learning for Image Recognition, 2015"
ARTICLE = "P. Ruiz, Understanding and visualizing ResNets, 2018"
TABLE_1 = Source(PAPER, "Table 1")
FIGURE_3 = Source(PAPER, "Figure 3")
SECTION_4_2 = Source(PAPER, "section 4.2")
ARTICLE_TABLE_1 = Source(ARTICLE, "Table 1")
SEQUEL = Source("P. Ruiz, ResNets for CIFAR-10, 2018", "the networks of 6n + 2 layers")

BILLION, MILLION = 10**9, 10**6

STRIDE = (
    "{really} with the stride on the first 1×1, as in the paper, is printed {text}: {really_how}. "
    "{named} is the same network with the stride on the 3×3, as in PyTorch."
)
SHORTCUT = (
    "With zero padding on its shortcuts (option A) it is {really}, printed {text}: {really_how}. "
    "With projections (option B), as here, it is {named}: that is {text} when it is cut off."
)
HEADING = (
    "Headed ImageNet, but {text} M is the network with a 3×3 stem and 10 classes: {really_exact} parameters. "
    "For ImageNet it has {named_exact}."
)
DEPTH = "n = 1 makes {named} layers, since 6·1 + 2 = {named}; the network of {text} layers has n = 3."

PAPER_STRIDE = Options(stride_on="1x1")
SMALL = Options(stem="cifar", classes=10)
"""The article's networks for CIFAR-10: a 3×3 stem without pooling, and 10 classes."""


def _flops(source: Source, network: str, text: str, options: Options | None = None, because: str = "") -> Printed:
    named = Setting(network)
    return Printed(text, BILLION, "macs", source, named, Setting(network, options) if options else named, because)


def _by_depth(n: int) -> Setting:
    options = Options(depths=f"{n},{n},{n}", base_width=16, stem="cifar", shortcut="A", classes=10)
    return Setting("custom", options)


FLOPS = (
    _flops(TABLE_1, "resnet18", "1.8"),
    _flops(TABLE_1, "resnet34", "3.6", Options(shortcut="A"), SHORTCUT),
    _flops(TABLE_1, "resnet50", "3.8", PAPER_STRIDE, STRIDE),
    _flops(TABLE_1, "resnet101", "7.6", PAPER_STRIDE, STRIDE),
    _flops(TABLE_1, "resnet152", "11.3", PAPER_STRIDE, STRIDE),
)
COLUMNS = (
    _flops(FIGURE_3, "vgg19", "19.6"),
    _flops(FIGURE_3, "plain34", "3.6"),
    _flops(FIGURE_3, "resnet34", "3.6", Options(shortcut="A"), SHORTCUT),
)
PARAMETERS = tuple(
    Printed(text, MILLION, "params", ARTICLE_TABLE_1, Setting(network), Setting(network, SMALL), HEADING)
    for network, text in (("resnet50", "23.521"), ("resnet101", "42.513"), ("resnet152", "58.157"))
)
SMALL_NETWORKS = tuple(
    Printed(text, MILLION, "params", SECTION_4_2, Setting(network), Setting(network))
    for network, text in (
        ("cifar_resnet20", "0.27"),
        ("cifar_resnet32", "0.46"),
        ("cifar_resnet44", "0.66"),
        ("cifar_resnet56", "0.85"),
        ("cifar_resnet110", "1.7"),
        ("cifar_resnet1202", "19.4"),
    )
)
LAYERS = Printed("20", 1, "weighted_layers", SEQUEL, _by_depth(1), _by_depth(3), DEPTH)


def paper_flops() -> dict[str, Checked]:
    """The FLOPs of the paper's Table 1, by network."""
    return _by_network(FLOPS)


def figure_1() -> tuple[Checked, ...]:
    """The FLOPs under the three columns of the article's Figure 1, which is the paper's Figure 3."""
    return tuple(check(printed) for printed in COLUMNS)


def article_table_1() -> tuple[Checked, ...]:
    """The parameters of the article's Table 1: headed ImageNet, and of the networks for CIFAR-10."""
    return tuple(check(printed) for printed in PARAMETERS)


def cifar_parameters() -> dict[str, Checked]:
    """The parameters of the paper's networks for CIFAR-10, by network."""
    return _by_network(SMALL_NETWORKS)


def depth_of_one() -> Checked:
    """The layers of the network with n = 1, of which the article's sequel says that they are 20."""
    return check(LAYERS)


def _by_network(figures: tuple[Printed, ...]) -> dict[str, Checked]:
    return {printed.named.network: check(printed) for printed in figures}
