"""Errors of the command line: one sentence on standard error, and the exit code."""

import pytest

from app import __version__
from tests.cli.conftest import Command, Result
from tests.support.user_code import Folder

USAGE = "`resnet-volumes trace --help` has examples."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "resnet50",
            "'resnet50' is no command. Did you mean `resnet-volumes trace resnet50`? "
            "`resnet-volumes --help` has examples.",
        ),
        ("trace", f"The following arguments are required: SOURCE. {USAGE}"),
        ("trace resnet18 --svg", f"Argument --svg: expected one argument. {USAGE}"),
        ("trace resnet18 --json --csv", f"Argument --csv: not allowed with argument --json. {USAGE}"),
        ("trace resnet18 --siz 3", "Unrecognized arguments: --siz 3. `resnet-volumes --help` has examples."),
        ("trace resnet18 --theme dark", "--theme is for the picture: add --svg FILE."),
        (
            "trace resnet18 --at fc --json",
            "--at is for the table and the picture; --json is about the whole network.",
        ),
        ("trace resnet18 --at layer2.9", "ResNet-18 has no layer2.9. Did you mean layer2.1 or layer2.0 or layer2?"),
        ("trace resnet18 --arg classes", "--arg classes has to be NAME=VALUE, as width=64."),
        ("trace resnet18 --arg classes=1 --arg classes=2", "--arg classes is given twice."),
        ("trace resnet18 --arg clases=1", "A network of the catalogue has no option 'clases'. Did you mean classes?"),
        (
            "trace resnet18 --arg depths=2,2",
            "ResNet-18 has its depths fixed. Choose the network 'custom' to set it.",
        ),
        (
            "trace resnet18 --size 1x28x28 --arg channels=3",
            "--size has 1 channels and --arg channels=3. Give one of them.",
        ),
        (
            "trace resnet18 --size x=3x8x8",
            "A network of the catalogue has one image as input: give --size N, HxW or CxHxW.",
        ),
        ("trace my_net.py:Net", "Net needs width: give --arg width=…"),
        ("trace missing.pth", "There is no file missing.pth."),
        ("trace weights.pth --csv", "--csv is for a network; a checkpoint takes --json alone."),
        ("serve --port 99999", "PORT is '99999'; it must be a whole number from 1 to 65535."),
    ],
)
def test_wrong_command_line_is_one_sentence_and_2(
    folder: Folder, command: Command, monkeypatch: pytest.MonkeyPatch, line: str, sentence: str
) -> None:
    monkeypatch.setenv("PORT", "8000")  # `serve` sets it
    folder.write("my_net.py")
    assert command(*line.split()) == Result(2, "", f"{sentence}\n")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "trace vgg19 --size 16",
            "An input of 16×16 is too small for vgg19: features.36 is given 1×1×512, and "
            "⌊(1 + 2·0 − 2) / 2⌋ + 1 = 0. Choose 32×32 or larger.",
        ),
        (
            "trace resnet18 --size 9999",
            "The height of the input is 9999; it has to be between 1 and 4096 pixels.",
        ),
        ("trace broken.py:net", "broken.py, line 2: ZeroDivisionError: division by zero."),
        (
            "trace flat.py:Flat",
            "An input of 3×224×224 cannot pass fc (Linear): mat1 and mat2 shapes cannot be multiplied "
            "(1x50176 and 12x5) (flat.py, line 10). The size was not stated (the channels of conv, and 224×224 pixels "
            "by default): set it with --size.",
        ),
        (
            "trace lazy.py:net",
            "The module '2' has no sizes yet. Run the network once on a real image, then pass it.",
        ),
        ("trace leaving.py:Leaving --size 3x8x8", "The forward of leaving.py:Leaving calls exit (3)."),
        ("trace empty.pth", "empty.pth is empty; it has to be a checkpoint of torch.save or of safetensors."),
    ],
)
def test_network_that_cannot_be_traced_is_one_sentence_and_1(
    folder: Folder, command: Command, line: str, sentence: str
) -> None:
    folder.write("broken.py", "net = 1\nnet / 0\n")
    folder.write("empty.pth", "")
    folder.write(
        "leaving.py",
        """
        from torch import nn

        class Leaving(nn.Module):
            def forward(self, x):
                raise SystemExit(3)
        """,
    )
    folder.write(
        "lazy.py",
        """
        import warnings
        from torch import nn

        warnings.filterwarnings("ignore", "Lazy modules are a new feature")
        net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Flatten(), nn.LazyLinear(5))
        """,
    )
    folder.write(
        "flat.py",
        """
        from torch import nn

        class Flat(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 1, 1)
                self.fc = nn.Linear(12, 5)

            def forward(self, x):
                return self.fc(self.conv(x).flatten(1))
        """,
    )
    assert command(*line.split()) == Result(1, "", f"{sentence}\n")


def test_traceback_is_shown_before_the_sentence_on_request(folder: Folder, command: Command) -> None:
    folder.write("broken.py", "net = 1\nnet / 0\n")
    result = command("trace", "broken.py:net", "--traceback")
    lines = result.error.splitlines()
    assert (result.code, result.answer, lines[0]) == (1, "", "Traceback (most recent call last):")
    assert "ZeroDivisionError: division by zero" in lines
    assert lines[-1] == "broken.py, line 2: ZeroDivisionError: division by zero."


@pytest.mark.parametrize("line", ["--help", "trace --help", "serve --help"])
def test_help_is_an_answer(command: Command, line: str) -> None:
    result = command(*line.split())
    assert (result.code, result.error) == (0, "")
    assert result.answer.startswith("usage: resnet-volumes")
    assert "resnet-volumes" in result.answer.partition("\n\n")[2]


def test_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version") == Result(0, f"resnet-volumes {__version__}\n", "")
