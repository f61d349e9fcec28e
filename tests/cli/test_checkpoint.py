"""`resnet-volumes trace checkpoint.pth`: which network is this?"""

import json
import shlex

import torch

from app.cli.main import run
from app.loading.loader import load
from tests.cli.conftest import Command
from tests.support.user_code import Folder


def test_checkpoint_is_named_with_the_command_that_traces_it(folder: Folder, command: Command) -> None:
    model = load("resnet18", {"classes": "10", "channels": "1", "stem": "cifar"})
    torch.save({"state_dict": model.state_dict()}, folder.path / "last.pth")
    result = command("trace", "last.pth")
    lines = result.answer.splitlines()
    assert (result.code, result.error) == (0, "")
    assert lines[0] == "This is a ResNet-18 with 10 classes, 1 input channel and a 3×3 stem."
    assert "The state dict is in the file under state_dict." in lines
    sentence, _, line = lines[-1].partition(": ")
    assert sentence == "To see its volumes"
    traced = command(*shlex.split(line)[1:], "--json")
    assert json.loads(traced.answer)["totals"]["params"] == sum(each.numel() for each in model.parameters())


def test_json_of_a_checkpoint_has_the_network_and_its_options(folder: Folder, command: Command) -> None:
    torch.save(load("resnet18", {"classes": "10"}).state_dict(), folder.path / "last.pt")
    found = json.loads(command("trace", "last.pt", "--json").answer)
    expected = {"network": "resnet18", "options": {"classes": 10}, "exact": True, "fits": 102, "expected": 102}
    assert {name: found[name] for name in expected} == expected


def test_checkpoint_that_differs_lists_what_does_not_fit(folder: Folder, command: Command) -> None:
    state = load("resnet18", {}).state_dict()
    state["fc.weight"] = torch.zeros(1000, 256)
    torch.save(state, folder.path / "last.pth")
    result = command("trace", "last.pth")
    assert result.code == 0
    assert "1 tensor is of another shape: fc.weight is 1000×256 and not 1000×512." in result.answer.splitlines()


def test_checkpoint_of_no_network_exits_with_1(folder: Folder, command: Command) -> None:
    torch.save({"layer.weight": torch.zeros(3, 3)}, folder.path / "other.pth")
    result = command("trace", "other.pth")
    assert (result.code, result.error) == (1, "")
    assert result.answer.startswith("The names and shapes are of no ResNet or VGG that can be built here")
    assert "To see its volumes" not in result.answer


def test_sources_are_not_read_as_checkpoints(folder: Folder) -> None:
    folder.write("weights.py")
    assert run(["trace", "weights.py:net", "--json", "--size", "4"]) == 0
