"""Shortened example responses for OpenAPI. Tests compare them with real responses."""

from typing import Any

from ..tracing.memory.device import MEASURED

CONV1: dict[str, Any] = {
    "path": "conv1",
    "kind": "conv",
    "module": "Conv2d",
    "inputs": ["input"],
    "input_shapes": [[3, 224, 224]],
    "output_shape": [64, 112, 112],
    "kernel_size": [7, 7],
    "stride": [2, 2],
    "padding": [3, 3],
    "groups": 1,
    "params": 9408,
    "macs": 118013952,
    "bytes": 3211264,
    "receptive_field": {"max": 7, "min": 7, "jump": 2},
    "arithmetic": "⌊(224 + 2·3 − 7) / 2⌋ + 1 = 112",
    "biases": 0,
    "buffers": 0,
}

SPEC: dict[str, Any] = {
    "network": "resnet34",
    "block": "basic",
    "depths": [3, 4, 6, 3],
    "base_width": 64,
    "groups": 1,
    "width_per_group": 64,
    "stem": "imagenet",
    "stem_width": 64,
    "stem_pool": True,
    "shortcut": "B",
    "stride_on": None,
    "strides": [1, 2, 2, 2],
    "dilations": [1, 1, 1, 1],
    "pre_activation": False,
    "attention": "none",
    "norm": "batch",
    "head": "adaptive",
    "features": None,
    "channels": 3,
    "classes": 1000,
}

NETWORK: dict[str, Any] = {
    "name": "resnet34",
    "title": "ResNet-34",
    "label": "34",
    "family": "ImageNet ResNets",
    "spec": SPEC,
    "default_size": 224,
    "options": [
        *("channels", "classes", "stem", "stem_width", "stem_pool", "shortcut", "strides", "dilations"),
        *("output_stride", "pre_activation", "attention", "norm", "head"),
    ],
}

BLOCK: dict[str, Any] = {
    "path": "layer1.0",
    "kind": "basic",
    "shortcut": "identity",
    "operations": [
        {"path": "layer1.0.1", "kind": "convolution", "steps": ["layer1.0.conv1", "layer1.0.bn1", "layer1.0.relu1"]},
        {"path": "layer1.0.2", "kind": "convolution", "steps": ["layer1.0.conv2", "layer1.0.bn2"]},
        {"path": "layer1.0.add", "kind": "addition", "steps": ["layer1.0.add", "layer1.0.relu2"]},
    ],
    "output_shape": [64, 56, 56],
    "totals": {
        "params": 73984,
        "macs": 231211008,
        "bytes": 5619712,
        "biases": 128,
        "buffers": 258,
        "convolutions": 2,
        "uncounted": 0,
        "params_to_end": 21788136,
        "share": {"params": 0.003394, "macs": 0.063108, "bytes": 0.111314},
    },
}

LAYER: dict[str, Any] = {
    "path": "layer1",
    "blocks": [BLOCK],
    "output_shape": [64, 56, 56],
    "totals": {
        "params": 221952,
        "macs": 693633024,
        "bytes": 16859136,
        "biases": 384,
        "buffers": 774,
        "convolutions": 6,
        "uncounted": 0,
        "params_to_end": 21788136,
        "share": {"params": 0.010182, "macs": 0.189323, "bytes": 0.333942},
    },
}

TRACE: dict[str, Any] = {
    "network": "resnet34",
    "title": "ResNet-34",
    "spec": SPEC,
    "input": {"shape": [3, 224, 224]},
    "stem": [{"path": "conv1", "kind": "convolution", "steps": ["conv1", "bn1", "relu"]}],
    "layers": [LAYER],
    "head": [{"path": "avgpool", "kind": "pooling", "steps": ["avgpool"]}],
    "steps": [CONV1],
    "totals": {
        "params": 21797672,
        "macs": 3663761408,
        "bytes": 50485152,
        "steps": 125,
        "weighted_layers": 34,
        "receptive_field": {"max": 899, "min": 11, "jump": 32},
        "last_volume": [512, 7, 7],
        "biases": 9512,
        "buffers": 17060,
        "convolutions": 36,
        "shortcut_convolutions": 3,
    },
}

CELL: dict[str, Any] = {
    "paths": ["conv1"],
    "output_shape": [64, 112, 112],
    "params": 9536,
    "macs": 118013952,
    "bytes": 9633792,
    "receptive_field": {"max": 7, "min": 7, "jump": 2},
}

COMPARISON: dict[str, Any] = {
    "networks": [
        {
            "network": "resnet34",
            "spec": TRACE["spec"],
            "input": TRACE["input"],
            "totals": TRACE["totals"],
        }
    ],
    "rows": [
        {
            "key": "conv1",
            "level": "operation",
            "cells": [CELL, CELL],
            "same": {"output_shape": True, "params": True, "macs": True, "bytes": True, "receptive_field": True},
            "rows": [],
        }
    ],
    "totals": [{"quantity": "params", "values": [21797672, 21623848], "ratios": [1.0, 0.9920255704370632]}],
}

NOTHING_TO_COMPARE: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "It takes 2 to 4 networks to compare, as networks=plain34,resnet34.",
    "option": "networks",
    "instance": "/api/compare?networks=resnet34",
}

NO_PARAMETERS: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "Unknown parameter 'size'. This endpoint takes no parameters.",
    "option": "size",
    "instance": "/api/networks?size=32",
}

TOO_SMALL: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, "
    "and ⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. Choose 32×32 or larger.",
    "option": "size",
    "suggestions": [{"network": "vgg19", "title": "VGG-19 · input 32×32", "url": "/api/trace/vgg19?size=32"}],
    "instance": "/api/trace/vgg19?size=16",
}

COUNTS: dict[str, Any] = {
    "network": "resnet34",
    "title": "ResNet-34",
    "spec": SPEC,
    "input": {"shape": [3, 224, 224]},
    "layers": "36 convolutions, 3 of them on shortcuts. "
    "The 34 in the name counts the 33 convolutions on the longest way and the linear layer.",
    "counts": [
        {
            "name": "the paper",
            "quantity": "operations",
            "value": 3663761408,
            "sentence": "Multiply-adds, which the paper calls FLOPs.",
            "terms": [{"of": "multiply-adds", "count": 3663761408, "each": 1}],
        }
    ],
}

UNKNOWN: dict[str, Any] = {
    "type": "urn:problem-type:unknown-network",
    "title": "Unknown network",
    "status": 404,
    "detail": "Unknown network 'resnet1202'. Did you mean cifar_resnet1202?",
    "nearest": ["cifar_resnet1202"],
    "suggestions": [
        {"network": "cifar_resnet1202", "title": "CIFAR ResNet-1202", "url": "/api/trace/cifar_resnet1202"}
    ],
    "instance": "/api/trace/resnet1202",
}

GRADIENTS: dict[str, Any] = {
    "network": "resnet34",
    "spec": SPEC,
    "input": {"shape": [3, 64, 64]},
    "batch": 8,
    "seed": 0,
    "normalization": "on",
    "init": "he",
    "residual": {
        "shortcut": "B",
        "loss": 7.165,
        "gradients": [
            {
                "path": "conv1",
                "layer": "stem",
                "position": 1,
                "kind": "convolution",
                "norm": 84.05,
                "relative": 34.55,
                "volume_norm": 7.074,
            }
        ],
    },
    "plain": {
        "shortcut": "none",
        "loss": 6.844,
        "gradients": [
            {
                "path": "conv1",
                "layer": "stem",
                "position": 1,
                "kind": "convolution",
                "norm": 808.0,
                "relative": 332.1,
                "volume_norm": 66.76,
            }
        ],
    },
}

NO_PAIR: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "VGG-19 has no residual blocks, so there is no plain twin to compare. "
    "Choose a residual network, such as resnet34, or a plain one, such as plain34.",
    "option": "network",
    "instance": "/api/gradients/vgg19",
}

NO_GRADIENTS: dict[str, Any] = UNKNOWN | {
    "suggestions": [
        {"network": "cifar_resnet1202", "title": "CIFAR ResNet-1202", "url": "/api/gradients/cifar_resnet1202"}
    ],
    "instance": "/api/gradients/resnet1202",
}

BUSY: dict[str, Any] = {
    "type": "about:blank",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "Another gradient study is under way here. Try again in about 2 s.",
    "retry_after": 2,
    "instance": "/api/gradients/resnet34",
}

ADVICE: dict[str, Any] = {
    "network": "resnet18",
    "input": {"shape": [3, 64, 64]},
    "notes": [
        {
            "rule": "stem",
            "severity": "notice",
            "at": "maxpool",
            "sentence": "The stem takes 64×64 to 16×16: it leaves 1 value of every 16 pixels.",
            "consequence": "It was made for images of 224×224. With a stem of stride 1, every layer would have 4 times "
            "as many rows and columns. For 32×32 the ResNet paper begins with one 3×3 convolution of stride 1 "
            "(section 4.2).",
            "also": ["conv1"],
            "fixes": [
                {
                    "text": "CIFAR stem: one 3×3 convolution of stride 1",
                    "parameters": {"size": "64", "stem": "cifar"},
                    "last_volume": [512, 8, 8],
                    "costs": {
                        "macs": {"before": 148557824, "after": 2222182400, "difference": 2073624576},
                        "memory": {"before": 198350464, "after": 741682816, "difference": 543332352},
                        "params": {"before": 11689512, "after": 11681832, "difference": -7680},
                    },
                    "apply": "/explore/resnet18?size=64&stem=cifar",
                    "trace": "/api/trace/resnet18?size=64&stem=cifar",
                    "compare": "/compare?networks=resnet18,resnet18;stem=cifar&size=64",
                }
            ],
        }
    ],
}


def _unknown(endpoint: str) -> dict[str, Any]:
    link = {"network": "cifar_resnet1202", "title": "CIFAR ResNet-1202", "url": f"/api/{endpoint}/cifar_resnet1202"}
    return UNKNOWN | {"suggestions": [link], "instance": f"/api/{endpoint}/resnet1202"}


NO_ADVICE = _unknown("advice")

INPUTS: dict[str, Any] = {
    "network": "resnet50",
    "at": "layer4.2.relu3",
    "sentence": "layer4 is 10×10 for sides 289 to 320.",
    "answers": [{"map": [10, 10], "height": {"least": 289, "most": 320}, "width": {"least": 289, "most": 320}}],
}

NO_INPUTS = _unknown("inputs")

NO_PLACE: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "ResNet-50 has no layer9. Its layers are layer1, layer2, layer3, layer4.",
    "option": "at",
    "suggestions": [{"network": "resnet50", "title": "ResNet-50", "url": "/api/inputs/resnet50"}],
    "instance": "/api/inputs/resnet50?at=layer9",
}

UNKNOWN_COUNTS = _unknown("counts")

TOO_SMALL_COUNTS: dict[str, Any] = TOO_SMALL | {
    "suggestions": [{"network": "vgg19", "title": "VGG-19 · input 32×32", "url": "/api/counts/vgg19?size=32"}],
    "instance": "/api/counts/vgg19?size=16",
}

MEMORY: dict[str, Any] = {
    "network": "resnet34",
    "title": "ResNet-34",
    "spec": SPEC,
    "input": {"shape": [3, 224, 224]},
    "batch": 32,
    "precision": "float32",
    "optimizer": "momentum",
    "mode": "train",
    "items": [
        {
            "name": "weights",
            "bytes": 87190688,
            "fixed": 87190688,
            "per_image": 0,
            "formula": "21,797,672 parameters × 4 bytes",
        },
        {
            "name": "buffers",
            "bytes": 68384,
            "fixed": 68384,
            "per_image": 0,
            "formula": "17,024 values × 4 bytes + 36 counters × 8 bytes",
        },
    ],
    "bytes": 1292589824,
    "budgets": [{"gb": 8.0, "bytes": 8589934592, "batch": 258}],
    "not_counted": ["The CUDA context: some hundred MB for every process."],
    "measured": MEASURED["train"],
    "fits": {"gb": 12.0, "bytes": 12884901888, "batch": 391},
}

UNKNOWN_MEMORY = _unknown("memory")

NO_BATCH: dict[str, Any] = {
    "type": "urn:problem-type:impossible-choice",
    "title": "Impossible choice",
    "status": 422,
    "detail": "batch is '0'; it has to be a whole number from 1 to 1,000,000.",
    "option": "batch",
    "instance": "/api/memory/resnet34?batch=0",
}
