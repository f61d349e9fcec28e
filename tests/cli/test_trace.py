"""`resnet-volumes trace` of networks: table, JSON, CSV and picture."""

import csv
import json
import re
from io import StringIO
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.networks.options import configure
from app.tracing.tracer import trace
from tests.cli.conftest import Command, Result
from tests.support.published import TORCHVISION
from tests.support.user_code import Folder

TWO_INPUTS = """
from torch import nn

class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.rgb = nn.Conv2d(3, 4, 1)
        self.depth = nn.Conv2d(1, 4, 1)

    def forward(self, rgb, depth):
        return self.rgb(rgb) + self.depth(depth)
"""


def table(result: Result) -> dict[str, list[str]]:
    """The cells of the table's rows by path. Cells are at least two spaces apart."""
    assert (result.code, result.error) == (0, "")
    lines = result.answer.split("─\n")[1].split("\n\nparameters ")[0].splitlines()
    rows = [[cell for cell in line.split("  ") if cell] for line in lines if line]
    return {row[0]: [cell.strip() for cell in row[1:]] for row in rows}


def totals(result: Result) -> dict[str, str]:
    lines = result.answer[result.answer.index("\n\nparameters ") :].strip().splitlines()
    pairs = [line.split("  ", 1) for line in lines if not line.startswith("Warning: ")]
    return {name: value.strip() for name, value in pairs}


def test_table_has_every_step_of_resnet50_with_published_totals(command: Command) -> None:
    result = command("trace", "resnet50")
    rows = table(result)
    assert result.answer.startswith("ResNet-50 · input 3×224×224 (the size that it was published for)\n\npath ")
    assert len(rows) == 4 + 16 * 10 + 4 * 2 + 3  # stem, blocks with their addition, projections, head
    assert rows["conv1"] == ["conv 7×7, 64, /2", "3×224×224 → 64×112×112", "9,408", "118.0 M", "7 px"]
    assert rows["layer1.0.add"] == ["addition", "2 of 256×56×56 → 256×56×56", "–", "–", "11 to 19 px"]
    assert rows["fc"] == ["linear, 1000", "2048 → 1000", "2,049,000", "2.05 M", "203 to 619 px"]
    params, gmacs = TORCHVISION["resnet50"]
    assert totals(result)["parameters"] == f"{params:,}"
    assert round(int(totals(result)["MACs"].replace(",", "")) / 1e9, 3) == gmacs


def test_table_of_own_network_has_the_figures_of_its_modules(folder: Folder, command: Command) -> None:
    folder.write("my_net.py")
    result = command("trace", "my_net.py:Net", "--arg", "width=8", "--size", "28x32")
    assert result.answer.startswith("Net · width=8 · input 1×28×32 (the channels of conv)\n")
    assert table(result) == {
        "conv": ["conv 3×3, 8", "1×28×32 → 8×28×32", "80", "64.51 k", "3 px"],
        "relu": ["ReLU", "8×28×32 → 8×28×32", "–", "–", "3 px"],
        "mean": ["mean", "8×28×32 → 8", "–", "–", "30×34 px"],
        "fc": ["linear, 10", "8 → 10", "90", "80", "30×34 px"],
    }
    assert totals(result) == {
        "parameters": "170",
        "biases": "18 of the parameters",
        "buffers": "0",
        "MACs": f"{8 * 9 * 28 * 32 + 80:,}",
        "activations": "57.42 kB in float32",
        "weighted layers": "2",
        "convolutions": "1",
        "receptive field": "3 px at the end of the last layer",
        "last volume": "8×28×32",
        "steps": "4",
    }


def test_place_limits_table_and_totals(command: Command) -> None:
    result = command("trace", "resnet18", "--at", "layer2.1")
    names = ("conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu2")
    assert [*table(result)] == [f"layer2.1.{name}" for name in names]
    assert totals(result)["parameters"] == f"{2 * (128 * 128 * 9 + 2 * 128):,}"
    assert (totals(result)["biases"], totals(result)["buffers"]) == ("256 of the parameters", "514")
    assert [*table(command("trace", "resnet18", "--at", "layer2.1.bn1"))] == ["layer2.1.bn1"]
    assert len(table(command("trace", "resnet18", "--at", "layer2"))) == 7 + 9


def test_several_inputs_are_named(folder: Folder, command: Command) -> None:
    folder.write("two.py", TWO_INPUTS)
    result = command("trace", "two.py:Two", "--size", "rgb=3x8x6", "--size", "depth=1x8x6")
    assert result.answer.startswith("Two · input.rgb 3×8×6, input.depth 1×8×6\n")
    assert table(result)["add"][:2] == ["addition", "2 of 4×8×6 → 4×8×6"]


def test_warnings_are_below_the_table_and_beside_csv(folder: Folder, command: Command) -> None:
    folder.write(
        "unused.py",
        """
        from torch import nn

        class Unused(nn.Sequential):
            def __init__(self):
                super().__init__(nn.Conv2d(3, 4, 1))
                self.spare = nn.Linear(2, 3)

            def forward(self, x):
                return self[0](x)
        """,
    )
    warning = "Warning: 9 parameters are not used by this forward: spare.\n"
    assert command("trace", "unused.py:Unused").answer.endswith(f"\n{warning}")
    as_csv = command("trace", "unused.py:Unused", "--csv")
    assert (len(as_csv.answer.splitlines()), as_csv.error) == (2, warning)
    as_json = command("trace", "unused.py:Unused", "--json")
    assert (json.loads(as_json.answer)["totals"]["unused_params"], as_json.error) == (9, "")


@pytest.mark.parametrize("width", [34, 60, 80, 120])
def test_table_fits_the_terminal_and_breaks_no_row(
    command: Command, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """The environment tells rich that its output is a terminal of this width."""
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": str(width)}.items():
        monkeypatch.setenv(name, value)
    lines = re.sub(r"\x1b\[[0-9;]*m", "", command("trace", "resnet50", "--at", "layer2.0").answer).splitlines()
    steps = trace(configure("resnet50", {}), 224, 224).steps
    assert max(map(len, lines)) <= width
    assert [line.split()[0] for line in lines if line.startswith("layer2.0.")] == [
        step.path for step in steps if step.path.startswith("layer2.0.")
    ]


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (("resnet50",), ""),
        (("resnet50", "--size", "160x224"), "?size=160x224"),
        (("resnet18", "--size", "1x28x28", "--arg", "classes=10"), "?size=28&channels=1&classes=10"),
        (("custom", "--arg", "block=basic", "--arg", "depths=1,1"), "?block=basic&depths=1,1"),
    ],
)
def test_json_csv_and_picture_are_those_of_the_server(
    command: Command, client: TestClient, arguments: tuple[str, ...], query: str
) -> None:
    name = arguments[0]
    assert command("trace", *arguments, "--json").answer == client.get(f"/api/trace/{name}{query}").text + "\n"
    assert command("trace", *arguments, "--csv").answer == client.get(f"/explore/{name}/steps.csv{query}").text
    address = f"/explore/{name}/diagram.svg{query}"
    assert command("trace", *arguments, "--svg", "-").answer == client.get(address).text


def test_picture_of_a_place_in_a_theme_is_written_to_a_file(
    folder: Folder, command: Command, client: TestClient
) -> None:
    result = command("trace", "resnet50", "--svg", "out.svg", "--at", "layer2.0", "--theme", "dark")
    assert result == Result(0, "", "")
    address = "/explore/resnet50/diagram.svg?at=layer2.0&theme=dark"
    assert (folder.path / "out.svg").read_text() == client.get(address).text


def test_picture_and_csv_of_own_network_are_well_formed(folder: Folder, command: Command) -> None:
    folder.write("my_net.py")
    arguments = ("trace", "my_net.py:Net", "--arg", "width=8", "--size", "28")
    picture = ElementTree.fromstring(command(*arguments, "--svg", "-").answer)
    texts = " ".join(picture.itertext())
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert "Net · width=8 · input 28×28×1" in texts
    rows = [*csv.DictReader(StringIO(command(*arguments, "--csv").answer))]
    assert [(row["path"], row["params"], row["output_shape"]) for row in rows] == [
        ("conv", "80", "8×28×28"),
        ("relu", "0", "8×28×28"),
        ("mean", "0", "8"),
        ("fc", "90", "10"),
    ]


def test_check_counts_the_shapes_that_agree(folder: Folder, command: Command) -> None:
    folder.write("my_net.py")
    result = command("trace", "my_net.py:net", "--check", "--size", "8")
    assert result == Result(
        0,
        "net, a real forward of one random image of 1×8×8: all 7 shapes agree.\n",
        "",
    )


def test_check_of_a_forward_that_depends_on_values_lists_the_differences(folder: Folder, command: Command) -> None:
    folder.write(
        "lying.py",
        """
        from torch import nn

        class Lying(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 4, 1)

            def forward(self, x):
                return self.conv(x[:, :, ::2] if x.any() else x)
        """,
    )
    result = command("trace", "lying.py:Lying", "--check", "--size", "8")
    where = "8×8 in the trace, 1×{}×4×8 in the real forward (batch of 1)."
    assert result.answer.splitlines() == [
        "Lying, a real forward of one random image of 3×8×8: 3 of 4 shapes differ.",
        f"conv, input: 3×{where.format(3)}",
        f"conv, output: 4×{where.format(4)}",
        f"conv, result: 4×{where.format(4)}",
    ]
    assert result.code == 1


def test_prints_of_the_code_go_to_standard_error(folder: Folder, command: Command) -> None:
    folder.write("chatty.py", "from torch import nn\nprint('imported')\nnet = nn.Conv2d(3, 4, 1)\n")
    result = command("trace", "chatty.py:net", "--size", "8", "--json")
    assert (json.loads(result.answer)["network"], result.error) == ("net", "imported\n")


def test_control_characters_in_names_are_escaped(folder: Folder, command: Command) -> None:
    folder.write(
        "odd.py",
        """
        from torch import nn

        net = nn.Sequential()
        net.add_module("\\x1b[31m[bold]", nn.Conv2d(3, 4, 1))
        """,
    )
    assert [*table(command("trace", "odd.py:net", "--size", "8"))] == ["\\x1b[31m[bold]"]


def test_picture_that_cannot_be_written_is_an_error(folder: Folder, command: Command) -> None:
    result = command("trace", "resnet18", "--svg", "missing/out.svg")
    assert result == Result(2, "", "missing/out.svg cannot be written: No such file or directory.\n")
    assert [*folder.path.iterdir()] == []
