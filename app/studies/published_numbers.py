"""The numbers that the paper and the article print, each with the network that has it and why it differs."""

from ..networks.options import Options
from .reproduction import Configuration, PublishedNumber, Reproduction, Source, reproduce

PAPER = "He et al., Deep Residual Learning for Image Recognition, 2015"
ARTICLE = "P. Ruiz, Understanding and visualizing ResNets, 2018"
TABLE_1 = Source(PAPER, "Table 1")
FIGURE_3 = Source(PAPER, "Figure 3")
SECTION_4_2 = Source(PAPER, "section 4.2")
ARTICLE_TABLE_1 = Source(ARTICLE, "Table 1")
SEQUEL = Source("P. Ruiz, ResNets for CIFAR-10, 2018", "the networks of 6n + 2 layers")

BILLION, MILLION = 10**9, 10**6

STRIDE = (
    "{actual} with the stride on the first 1×1, as in the paper, is printed {text}: {actual_match}. "
    "{nominal} is the same network with the stride on the 3×3, as in PyTorch."
)
SHORTCUT = (
    "With zero padding on its shortcuts (option A) it is {actual}, printed {text}: {actual_match}. "
    "With projections (option B), as here, it is {nominal}: that is {text} when it is cut off."
)
HEADING = (
    "Headed ImageNet, but {text} M is the network with a 3×3 stem and 10 classes: {actual_exact} parameters. "
    "For ImageNet it has {nominal_exact}."
)
DEPTH = "n = 1 makes {nominal} layers, since 6·1 + 2 = {nominal}; the network of {text} layers has n = 3."

STRIDE_ON_1X1 = Options(stride_on="1x1")
CIFAR_STEM = Options(stem="cifar", classes=10)
"""The article's networks for CIFAR-10: a 3×3 stem without pooling, and 10 classes."""


def _flops(
    source: Source, network: str, text: str, options: Options | None = None, explanation: str = ""
) -> PublishedNumber:
    nominal = Configuration(network)
    actual = Configuration(network, options) if options else nominal
    return PublishedNumber(text, BILLION, "macs", source, nominal, actual, explanation)


def _three_layers(n: int) -> Configuration:
    options = Options(depths=f"{n},{n},{n}", base_width=16, stem="cifar", shortcut="A", classes=10)
    return Configuration("custom", options)


PAPER_TABLE_1_FLOPS = (
    _flops(TABLE_1, "resnet18", "1.8"),
    _flops(TABLE_1, "resnet34", "3.6", Options(shortcut="A"), SHORTCUT),
    _flops(TABLE_1, "resnet50", "3.8", STRIDE_ON_1X1, STRIDE),
    _flops(TABLE_1, "resnet101", "7.6", STRIDE_ON_1X1, STRIDE),
    _flops(TABLE_1, "resnet152", "11.3", STRIDE_ON_1X1, STRIDE),
)
PAPER_FIGURE_3_FLOPS = (
    _flops(FIGURE_3, "vgg19", "19.6"),
    _flops(FIGURE_3, "plain34", "3.6"),
    _flops(FIGURE_3, "resnet34", "3.6", Options(shortcut="A"), SHORTCUT),
)
ARTICLE_TABLE_1_PARAMETERS = tuple(
    PublishedNumber(
        text, MILLION, "params", ARTICLE_TABLE_1, Configuration(network), Configuration(network, CIFAR_STEM), HEADING
    )
    for network, text in (("resnet50", "23.521"), ("resnet101", "42.513"), ("resnet152", "58.157"))
)
CIFAR_PARAMETERS = tuple(
    PublishedNumber(text, MILLION, "params", SECTION_4_2, Configuration(network), Configuration(network))
    for network, text in (
        ("cifar_resnet20", "0.27"),
        ("cifar_resnet32", "0.46"),
        ("cifar_resnet44", "0.66"),
        ("cifar_resnet56", "0.85"),
        ("cifar_resnet110", "1.7"),
        ("cifar_resnet1202", "19.4"),
    )
)
SEQUEL_DEPTH = PublishedNumber("20", 1, "weighted_layers", SEQUEL, _three_layers(1), _three_layers(3), DEPTH)


def paper_flops() -> dict[str, Reproduction]:
    """Return the FLOPs of the paper's Table 1, by network."""
    return _by_network(PAPER_TABLE_1_FLOPS)


def figure_1_flops() -> tuple[Reproduction, ...]:
    """Return the FLOPs of the three networks of the article's Figure 1, which is the paper's Figure 3."""
    return tuple(reproduce(published) for published in PAPER_FIGURE_3_FLOPS)


def article_parameters() -> tuple[Reproduction, ...]:
    """Return the parameters of the article's Table 1: headed ImageNet, but those of the networks for CIFAR-10."""
    return tuple(reproduce(published) for published in ARTICLE_TABLE_1_PARAMETERS)


def cifar_parameters() -> dict[str, Reproduction]:
    """Return the parameters of the paper's networks for CIFAR-10, by network."""
    return _by_network(CIFAR_PARAMETERS)


def sequel_depth() -> Reproduction:
    """Return the depth of the network with n = 1, which the article's sequel gives as 20 layers."""
    return reproduce(SEQUEL_DEPTH)


def _by_network(published: tuple[PublishedNumber, ...]) -> dict[str, Reproduction]:
    return {number.nominal.network: reproduce(number) for number in published}
