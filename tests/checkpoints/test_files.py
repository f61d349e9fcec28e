"""Files of torch.save and safetensors: the network, its place in the file, and the types of its weights."""

import json
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from app.checkpoints.identification import identify
from app.checkpoints.reader import read_checkpoint
from app.checkpoints.records import TensorHeader
from app.tracing.models import build
from tests.support.checkpoints import raw_safetensors, safetensors_file, state_dict, torch_file, with_prefix, without
from tests.support.traces import spec

SMALL: dict[str, Any] = {"depths": "1,1", "base_width": 8, "classes": 10}
SENTENCE = "This is a custom ResNet with basic blocks, 1,1 per layer, base width 8 and 10 classes."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.pth"


@pytest.fixture
def tensors() -> dict[str, torch.Tensor]:
    return state_dict("custom", **SMALL)


@pytest.mark.parametrize(("form", "zipped"), [("zip", True), ("legacy", False)])
def test_torch_file_has_headers_of_all_tensors(
    path: Path, tensors: dict[str, torch.Tensor], form: str, zipped: bool
) -> None:
    checkpoint = read_checkpoint(torch_file(path, tensors, _use_new_zipfile_serialization=zipped))

    assert (checkpoint.format, [*checkpoint.state_dicts]) == (form, [""])
    headers = checkpoint.state_dicts[""]
    assert [*headers] == [*tensors]
    assert headers["layer2.0.conv1.weight"] == TensorHeader((16, 8, 3, 3), "float32")
    assert headers["bn1.num_batches_tracked"] == TensorHeader((), "int64")
    assert identify(path).sentence == SENTENCE


def test_safetensors_file_has_headers_of_all_tensors(tmp_path: Path, tensors: dict[str, torch.Tensor]) -> None:
    path = safetensors_file(tmp_path / "model.safetensors", tensors)
    checkpoint = read_checkpoint(path)

    assert (checkpoint.format, [*checkpoint.state_dicts]) == ("safetensors", [""])
    assert [*checkpoint.state_dicts[""]] == [*tensors]
    assert checkpoint.state_dicts[""]["layer2.0.conv1.weight"] == TensorHeader((16, 8, 3, 3), "float32")
    assert identify(path).sentence == SENTENCE


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("write", [torch_file, safetensors_file])
def test_weights_of_half_precision_are_named_as_such(
    tmp_path: Path, tensors: dict[str, torch.Tensor], dtype: torch.dtype, write: Any
) -> None:
    halves = {name: tensor.to(dtype) if tensor.is_floating_point() else tensor for name, tensor in tensors.items()}
    identification = identify(write(tmp_path / "half", halves))
    assert (identification.sentence, identification.dtypes) == (SENTENCE, (str(dtype).removeprefix("torch."),))


@pytest.mark.parametrize(
    ("written", "dtype"),
    [("F8_E4M3", torch.float8_e4m3fn), ("U8", torch.uint8), ("BOOL", torch.bool), ("C64", torch.complex64)],
)
def test_types_of_safetensors_have_torchs_names(tmp_path: Path, written: str, dtype: torch.dtype) -> None:
    """The pairs are those that the safetensors package writes."""
    header = {"x": {"dtype": written, "shape": [2], "data_offsets": [0, 16]}}
    checkpoint = read_checkpoint(raw_safetensors(tmp_path / "m", json.dumps(header), size=16))
    assert f"torch.{checkpoint.state_dicts['']['x'].dtype}" == str(dtype)


def test_file_ending_does_not_decide_on_the_format(tmp_path: Path, tensors: dict[str, torch.Tensor]) -> None:
    assert identify(safetensors_file(tmp_path / "model.pth", tensors)).exact
    assert identify(torch_file(tmp_path / "model.safetensors", tensors)).exact


@pytest.mark.parametrize("zipped", [True, False])
def test_tensors_are_read_without_their_weights(
    path: Path, tensors: dict[str, torch.Tensor], zipped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices: set[str] = set()
    load = torch.load

    def spy(*args: Any, **options: Any) -> Any:
        loaded = load(*args, **options)
        devices.update(tensor.device.type for tensor in loaded.values())
        return loaded

    monkeypatch.setattr(torch, "load", spy)
    assert identify(torch_file(path, tensors, _use_new_zipfile_serialization=zipped)).exact
    assert devices == {"meta"}


def test_safetensors_of_a_large_network_is_a_file_without_a_byte_of_weights(tmp_path: Path) -> None:
    """VGG-19 has 575 MB of weights; the file's weights are a hole that takes no space."""
    path = safetensors_file(tmp_path / "vgg19.safetensors", state_dict("vgg19"))
    assert path.stat().st_size > 574_000_000
    assert identify(path).sentence == "This is a VGG-19."


# ------------------------------------------------------------------------------------ the place in the file


@pytest.mark.parametrize("key", ["state_dict", "model", "model_state_dict", "net", "params_ema", "weights"])
def test_state_dict_is_found_under_any_key_beside_an_optimizers(path: Path, key: str) -> None:
    moments = {"step": torch.tensor(5.0), "exp_avg": torch.zeros(8, 3, 7, 7), "exp_avg_sq": torch.zeros(8, 3, 7, 7)}
    adam = {"state": dict.fromkeys(range(30), moments), "param_groups": [{"lr": 0.1, "params": [*range(30)]}]}
    content = {"epoch": 7, "optimizer": adam, key: state_dict("custom", **SMALL), "loss": [0.1, 0.2]}
    identification = identify(torch_file(path, content))

    assert (identification.sentence, identification.state_dict, identification.misfits) == (SENTENCE, key, ())
    assert identification.notes[0] == f"The state dict is in the file under {key}."


def test_state_dict_is_found_two_keys_deep(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    identification = identify(torch_file(path, {"teacher": {"model": OrderedDict(tensors)}, "args": {"lr": 0.1}}))
    assert (identification.sentence, identification.state_dict) == (SENTENCE, "teacher.model")


def test_first_of_equal_state_dicts_is_taken(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    assert identify(torch_file(path, {"model": tensors, "ema": dict(tensors)})).state_dict == "model"


def test_mapping_that_contains_itself_is_read_once(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    content: dict[str, Any] = {"model": tensors}
    content["self"] = content
    assert identify(torch_file(path, content)).state_dict == "model"


def test_data_parallel_checkpoint_has_its_prefix_removed(path: Path) -> None:
    module = build(spec("custom", **SMALL)).module
    identification = identify(torch_file(path, {"state_dict": nn.DataParallel(module).state_dict()}))
    assert (identification.sentence, identification.prefix) == (SENTENCE, "module.")


PREFIXES = ["module.", "backbone.", "model.", "_orig_mod.", "encoder.", "module.model.backbone.", "my net."]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_any_prefix_is_removed_and_said(path: Path, tensors: dict[str, torch.Tensor], prefix: str) -> None:
    identification = identify(torch_file(path, {"state_dict": with_prefix(prefix, tensors)}))

    assert (identification.sentence, identification.prefix, identification.misfits) == (SENTENCE, prefix, ())
    assert f"The names have the prefix {prefix} in the file." in identification.notes


def test_head_beside_the_prefix_belongs_to_the_network(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    backbone = with_prefix("backbone.", without(tensors, "fc."))
    identification = identify(torch_file(path, backbone | {name: tensors[name] for name in ("fc.weight", "fc.bias")}))
    assert (identification.sentence, identification.misfits) == (SENTENCE, ())


def test_tensors_of_other_modules_are_listed_and_the_network_named(
    path: Path, tensors: dict[str, torch.Tensor]
) -> None:
    neck = {f"neck.{index}.weight": torch.zeros(1) for index in range(5)}
    identification = identify(torch_file(path, with_prefix("backbone.", without(tensors, "fc.")) | neck))

    assert identification.sentence == (
        "This is a custom ResNet with basic blocks, 1,1 per layer and base width 8, without its head."
    )
    assert identification.misfits == (
        "5 tensors are of other modules beside the network: neck.0.weight, neck.1.weight, neck.2.weight and 2 more.",
    )


def test_head_of_another_kind_is_listed_and_the_network_named(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    head = {"fc.1.weight": tensors["fc.weight"], "fc.1.bias": tensors["fc.bias"]}
    identification = identify(torch_file(path, without(tensors, "fc.") | head))

    assert identification.exact
    assert identification.misfits == ("2 tensors are of other modules beside the network: fc.1.weight and fc.1.bias.",)


def test_linear_and_shortcut_are_read_as_fc_and_downsample(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """The names of github.com/kuangliu/pytorch-cifar."""
    theirs = {
        name.replace("fc.", "linear.").replace("downsample", "shortcut"): tensor for name, tensor in tensors.items()
    }
    identification = identify(torch_file(path, {"net": with_prefix("module.", theirs), "acc": 95.1, "epoch": 3}))

    assert (identification.sentence, identification.misfits) == (SENTENCE, ())
    assert identification.notes[:4] == (
        "The state dict is in the file under net.",
        "The names have the prefix module. in the file.",
        "linear in the names of the file is fc here.",
        "shortcut in the names of the file is downsample here.",
    )
