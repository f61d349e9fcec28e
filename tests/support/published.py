"""Published figures. One MAC is one multiply-add of a convolution or a linear layer, without bias, for one image.

Sources: torchvision's documentation of its models; He et al., Deep Residual Learning for Image Recognition, arXiv
1512.03385; P. Ruiz, Understanding and visualizing ResNets, and its sequel on CIFAR-10; Araujo et al., Computing
Receptive Fields of Convolutional Neural Networks, Distill 2019.
"""

from typing import NamedTuple

Shape = tuple[int, ...]


class Size(NamedTuple):
    params: int
    gmacs: float


# torchvision: 3×224×224, 1000 classes, stride on the 3×3, projections where shapes change.
TORCHVISION = {
    "resnet18": Size(11_689_512, 1.814),
    "resnet34": Size(21_797_672, 3.664),
    "resnet50": Size(25_557_032, 4.089),
    "resnet101": Size(44_549_160, 7.801),
    "resnet152": Size(60_192_808, 11.514),
    "resnext50_32x4d": Size(25_028_904, 4.230),
    "resnext101_32x8d": Size(88_791_336, 16.414),
    "wide_resnet50_2": Size(68_883_240, 11.398),
    "vgg19": Size(143_667_240, 19.632),
}

# The paper's Table 1: what leaves conv1 and conv2_x to conv5_x, and how many blocks make each.
PAPER_BLOCKS = {
    "resnet18": [2, 2, 2, 2],
    "resnet34": [3, 4, 6, 3],
    "resnet50": [3, 4, 6, 3],
    "resnet101": [3, 4, 23, 3],
    "resnet152": [3, 8, 36, 3],
}
BASIC_VOLUMES: list[Shape] = [(64, 112, 112), (64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7)]
BOTTLENECK_VOLUMES: list[Shape] = [(64, 112, 112), (256, 56, 56), (512, 28, 28), (1024, 14, 14), (2048, 7, 7)]
PAPER_VOLUMES = {
    "resnet18": BASIC_VOLUMES,
    "resnet34": BASIC_VOLUMES,
    "resnet50": BOTTLENECK_VOLUMES,
    "resnet101": BOTTLENECK_VOLUMES,
    "resnet152": BOTTLENECK_VOLUMES,
}

# The paper's Table 1 and Figure 3, in 10⁹ FLOPs; option A, and the stride of a bottleneck on its first 1×1.
PAPER_GFLOPS = {
    "resnet18": 1.8,
    "resnet34": 3.6,
    "resnet50": 3.8,
    "resnet101": 7.6,
    "resnet152": 11.3,
    "plain34": 3.6,
    "vgg19": 19.6,
}
PAPER_TRUNCATES = {"resnet50"}
"""Where the paper cuts 3.858 off to 3.8; elsewhere it rounds."""

MACS_BY_STRIDE = {
    ("resnet50", "1x1"): 3_857_973_248,
    ("resnet101", "1x1"): 7_570_194_432,
    ("resnet152", "1x1"): 11_282_415_616,
    ("resnet50", "3x3"): 4_089_184_256,
    ("resnet101", "3x3"): 7_801_405_440,
    ("resnet152", "3x3"): 11_513_626_624,
}
RESNET34_BY_SHORTCUT = {
    "A": (21_623_848, 3_644_493_824),
    "B": (21_797_672, 3_663_761_408),
    "C": (22_716_840, 3_830_747_136),
}

# The article's Table 1 is headed ImageNet, but counts the networks with the CIFAR stem and 10 classes.
ARTICLE_MILLIONS = {"resnet50": 23.521, "resnet101": 42.513, "resnet152": 58.157}
CIFAR_STEM_PARAMS = {
    "resnet18": 11_173_962,
    "resnet34": 21_282_122,
    "resnet50": 23_520_842,
    "resnet101": 42_512_970,
    "resnet152": 58_156_618,
}

# The paper's section 4.2: 6n + 2 layers. The article's sequel says that n = 1 gives 20; it gives 8, and n = 3 gives 20.
CIFAR_MILLIONS = {20: "0.27", 32: "0.46", 44: "0.66", 56: "0.85", 110: "1.7", 1202: "19.4"}
CIFAR_PARAMS = {20: 269_722, 32: 464_154, 44: 658_586, 56: 853_018, 110: 1_727_962, 1202: 19_421_274}
CIFAR_MACS = {
    20: 40_551_040,
    32: 68_862_592,
    44: 97_174_144,
    56: 125_485_696,
    110: 252_887_680,
    1202: 2_829_238_912,
}

# Pixels that the last block's output sees along the longest path.
RECEPTIVE_FIELDS = {
    ("resnet18", None): 435,
    ("resnet34", None): 899,
    ("resnet50", "3x3"): 427,
    ("resnet101", "3x3"): 971,
    ("resnet152", "3x3"): 1451,
    ("resnet50", "1x1"): 483,
    ("resnet101", "1x1"): 1027,
    ("resnet152", "1x1"): 1507,
    ("cifar_resnet20", None): 81,
    ("cifar_resnet56", None): 249,
    ("cifar_resnet110", None): 501,
}
SHORTEST_PATH = 11
"""Pixels that every block's output sees along the shortest path: what the stem sees."""

# ResNet-18 with 10 classes on 32×32: million MACs, and the volume that is pooled.
SMALL_INPUT: dict[str, tuple[float, Shape]] = {"imagenet": (37.0, (512, 1, 1)), "cifar": (555.4, (512, 4, 4))}
