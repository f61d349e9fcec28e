"""Files that are not read: one sentence says which file, why, and what to do; none of their code runs."""

import argparse
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from app.checkpoints import safetensors_file as safetensors
from app.checkpoints import torch_file as torch_files
from app.checkpoints.identification import identify
from app.checkpoints.records import Identification, UnreadableCheckpoint
from tests.networks.test_fuzz_specs import DETERMINISTIC
from tests.support.checkpoints import raw_safetensors, safetensors_file, safetensors_header, state_dict, torch_file

SMALL = state_dict("custom", depths="1", base_width=4, classes=2)


class Command:
    """An object whose unpickling creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f"touch {self.path}",)


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableCheckpoint) as refused:
        identify(path)
    return str(refused.value)


# ------------------------------------------------------------------------------------ code


@pytest.mark.parametrize("zipped", [True, False])
def test_command_in_a_checkpoint_is_named_and_does_not_run(tmp_path: Path, zipped: bool) -> None:
    path, effect = tmp_path / "model.pth", tmp_path / "effect"
    torch_file(path, {"state_dict": SMALL, "command": Command(effect)}, _use_new_zipfile_serialization=zipped)

    assert refusal(path) == (
        "model.pth has an object that is not a tensor in it (posix.system): unpickling it can run any code, "
        "so it is not loaded; save the model's state_dict() instead."
    )
    assert not effect.exists()

    torch.load(path, weights_only=False)  # the file is as dangerous as it claims
    assert effect.exists()


def test_command_in_a_pickle_does_not_run(tmp_path: Path) -> None:
    path, effect = tmp_path / "model.pth", tmp_path / "effect"
    path.write_bytes(pickle.dumps({"command": Command(effect)}))

    assert refusal(path) == (
        "model.pth is a pickle that torch.save did not write; "
        "unpickling runs code, so save a state dict with torch.save."
    )
    assert not effect.exists()


@pytest.mark.parametrize("zipped", [True, False])
def test_whole_module_is_refused_by_the_name_of_its_class(tmp_path: Path, zipped: bool) -> None:
    path = torch_file(tmp_path / "m.pth", nn.Sequential(nn.Linear(2, 3)), _use_new_zipfile_serialization=zipped)
    assert refusal(path) == (
        "m.pth has a whole pickled module in it (torch.nn.modules.container.Sequential): unpickling it can run any "
        "code, so it is not loaded; save the model's state_dict() instead."
    )


def test_other_class_beside_the_weights_is_refused_by_its_name(tmp_path: Path) -> None:
    path = torch_file(tmp_path / "m.pth", {"model": SMALL, "args": argparse.Namespace(lr=0.1)})
    assert refusal(path).startswith("m.pth has an object that is not a tensor in it (argparse.Namespace): ")


def test_torchscript_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scripted.pt"
    with zipfile.ZipFile(path, "w") as archive:  # as torch.jit.save names its members
        for name in ("data.pkl", "constants.pkl", "code/__torch__.py"):
            archive.writestr(f"scripted/{name}", b"")
    assert refusal(path) == (
        "scripted.pt is a TorchScript archive, which has code; save the model's state_dict() with torch.save instead."
    )


# ------------------------------------------------------------------------------------ other files

NOT_A_CHECKPOINT = "is not a checkpoint of torch.save or of safetensors."
CONTENTS: list[tuple[bytes, str]] = [
    (b"", "is empty; it has to be a checkpoint of torch.save or of safetensors."),
    (b"hello, this is text\n" * 9, NOT_A_CHECKPOINT),
    (b"<!DOCTYPE html><html>404</html>", NOT_A_CHECKPOINT),
    (b"\x89HDF\r\n\x1a\n" + bytes(99), NOT_A_CHECKPOINT),
    (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
        "is a pointer of Git LFS and not the file itself; get it with `git lfs pull`.",
    ),
]


@pytest.mark.parametrize(("content", "reason"), CONTENTS)
def test_file_that_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "model.pth"
    path.write_bytes(content)
    assert refusal(path) == f"model.pth {reason}"


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.pth") == "none.pth could not be read: No such file or directory."
    assert refusal(tmp_path).endswith(" could not be read: Is a directory.")


def test_zip_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert refusal(path) == "photos.zip is a zip file, but not one of torch.save."


@pytest.mark.parametrize("content", [{"epoch": 3}, {}, [torch.zeros(2)], torch.zeros(3), {1: torch.zeros(2)}, 5])
def test_checkpoint_without_named_tensors_is_refused(tmp_path: Path, content: Any) -> None:
    assert refusal(torch_file(tmp_path / "m.pth", content)) == (
        "m.pth is a checkpoint of torch.save or of safetensors, but has no tensors with names in it."
    )


# ------------------------------------------------------------------------------------ truncated and damaged files

DAMAGED = "m.pth is truncated or damaged: torch cannot read it to the end; copy it again."


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("kept", [0.99, 0.5, 0.1])
def test_truncated_torch_file_is_refused(tmp_path: Path, zipped: bool, kept: float) -> None:
    path = torch_file(tmp_path / "m.pth", SMALL, _use_new_zipfile_serialization=zipped)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert refusal(path) == DAMAGED


def test_truncated_safetensors_file_is_refused(tmp_path: Path) -> None:
    path = safetensors_file(tmp_path / "m.safetensors", SMALL)
    size = path.stat().st_size
    os.truncate(path, size - 1)
    assert refusal(path) == (
        f"m.safetensors is truncated: its tensors end at byte {size:,}, "
        f"and the file has {size - 1:,} bytes; copy it again."
    )
    os.truncate(path, 500)
    length = len(json.dumps(safetensors_header(SMALL)))
    assert refusal(path) == (
        f"m.safetensors is truncated: its header has {length:,} bytes, and the file has 500 bytes; copy it again."
    )


def test_large_safetensors_header_is_refused_before_it_is_read(tmp_path: Path) -> None:
    length = safetensors.MAX_HEADER + 1
    path = raw_safetensors(tmp_path / "m.safetensors", "{", size=length, length=length)
    assert refusal(path) == "m.safetensors has a header of 67,108,865 bytes; at most 67,108,864 are read."


def test_large_pickle_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_files, "MAX_PICKLE", 1000)
    path = torch_file(tmp_path / "m.pth", {"log": list(range(10_000, 20_000))})
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("m/data.pkl").file_size
    assert refusal(path) == f"m.pth has a pickle of {size:,} bytes; at most 1,000 are read."


HEADERS = [
    ("{]", "it is not JSON."),
    ('{"a": ' + "[" * 100_000, "it is not JSON."),
    ('{"a": 3}', "'a' lacks a dtype, a shape or data_offsets."),
    ('{"a": {"dtype": "F32", "shape": [1]}}', "'a' lacks a dtype, a shape or data_offsets."),
    ('{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}', "'a' lacks a dtype, a shape or data_offsets."),
    ('{"a": {"dtype": "F32", "shape": "x", "data_offsets": [0, 4]}}', "'a' lacks a dtype, a shape or data_offsets."),
    ('{"a": {"dtype": 5, "shape": [1], "data_offsets": [0, 4]}}', "'a' lacks a dtype, a shape or data_offsets."),
    ('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4]}}', "'a' lacks a dtype, a shape or data_offsets."),
]


@pytest.mark.parametrize(("header", "reason"), HEADERS)
def test_safetensors_header_of_another_form_is_refused(tmp_path: Path, header: str, reason: str) -> None:
    path = raw_safetensors(tmp_path / "m.safetensors", header, size=8)
    assert refusal(path) == f"m.safetensors has no valid safetensors header: {reason}"


FILES = st.sampled_from(["zip", "legacy", "safetensors"])
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12)


@given(kind=FILES, changes=CHANGES, start=st.booleans())
@DETERMINISTIC
def test_damaged_file_is_read_or_refused_by_a_sentence(
    tmp_path: Path, kind: str, changes: list[tuple[float, int]], start: bool
) -> None:
    """Bytes are changed in the whole file, or in its first kilobyte, where a legacy file has its pickles."""
    path = tmp_path / "m"
    if kind == "safetensors":
        safetensors_file(path, SMALL)
    else:
        torch_file(path, SMALL, _use_new_zipfile_serialization=kind == "zip")
    content = bytearray(path.read_bytes())
    for position, byte in changes:
        content[int(position * (min(1000, len(content)) if start else len(content)))] = byte
    path.write_bytes(content)
    try:
        assert isinstance(identify(path), Identification)
    except UnreadableCheckpoint as error:
        assert str(error).startswith("m ")  # noqa: PT017  # both outcomes are right
