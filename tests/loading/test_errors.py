"""A source that gives no network is refused in one sentence, with the file and line to correct."""

import sys
from pathlib import Path

import pytest

from app.loading.errors import LoadError
from app.loading.loader import load
from tests.support.user_code import NET, Folder

OWN = "A network of your own is written file.py:NAME or package.module:NAME."


def refused(source: str, **arguments: str) -> LoadError:
    with pytest.raises(LoadError) as caught:
        load(source, arguments)
    return caught.value


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("my_nt.py:Net", "There is no file my_nt.py. Did you mean my_net.py?"),
        ("other/net.py:Net", "There is no file other/net.py. The folder other does not exist."),
        ("my_net.py", "my_net.py is a file; name the network in it, one of Net, build, as my_net.py:Net."),
        ("my_net.py:", f"'my_net.py:' has nothing after the colon. {OWN}"),
        (":Net", f"':Net' has nothing before the colon. {OWN}"),
        ("my_net.py:Nett", "my_net.py has no Nett. Did you mean Net?"),
        ("my_net.py:head", "my_net.py has no head. It has Net, build, net."),
        ("my_net.py:size", "size is of type int; it has to be a class, a function or an nn.Module."),
        ("my_net.Net", "'my_net.Net' has no colon before the name. Did you mean my_net:Net?"),
        ("ResNet50", f"Unknown network 'ResNet50'. Did you mean resnet50? {OWN}"),
        ("./:Net", "./ is a folder; it has to be a Python file."),
        ("notes.ipynb:Net", "notes.ipynb is not a Python file, whose name ends in .py."),
        ("notes.ipynb", "notes.ipynb is not a Python file, whose name ends in .py."),
    ],
)
def test_wrong_source_is_a_wrong_command_line(folder: Folder, source: str, sentence: str) -> None:
    folder.write("my_net.py")
    folder.write("notes.ipynb", "{}")
    error = refused(source)
    assert (str(error), error.is_usage) == (sentence, True)


@pytest.mark.usefixtures("folder")
def test_missing_module_names_the_environment() -> None:
    error = refused("no_such_package.models:net")
    expected = (
        f"There is no module 'no_such_package'. Install it into the environment of this command, {sys.prefix}, "
        "or run the command in the folder that holds it."
    )
    assert (str(error), error.is_usage) == (expected, True)


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("Net", {}, "Net needs width: give --arg width=…"),
        ("Net", {"widht": "3"}, "Net has no argument 'widht'. Did you mean width?"),
        ("Net", {"layers": "3"}, "Net has no argument 'layers'. It has width and classes."),
        ("net", {"width": "3"}, "net is an nn.Module already and takes no --arg."),
        (
            "Net",
            {"width": "(3"},
            "--arg width=(3 has to be a Python literal or a plain word, as 64, True, '(3, 4, 6, 3)' or relu.",
        ),
        ("Net", {"width": "false"}, "--arg width=false would be a string. Write width=False for the value."),
    ],
)
def test_wrong_arguments_are_a_wrong_command_line(
    folder: Folder, name: str, arguments: dict[str, str], sentence: str
) -> None:
    folder.write("my_net.py")
    error = refused(f"my_net.py:{name}", **arguments)
    assert (str(error), error.is_usage) == (sentence, True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("from torch import nn\ndef f(:\n", "broken.py, line 2: SyntaxError: invalid syntax."),
        ("x = 1\n\nx.y\n", "broken.py, line 3: AttributeError: 'int' object has no attribute 'y'."),
        ("import helper\n", "helper.py, line 2: ZeroDivisionError: division by zero."),
        (
            "import no_such_package\n",
            "broken.py, line 1: ModuleNotFoundError: No module named 'no_such_package'. "
            f"Install it into the environment of this command, {sys.prefix}.",
        ),
        (
            "import sys\nsys.exit(3)\n",
            "broken.py, line 2: The code calls exit (3) when it is imported; "
            "put that under `if __name__ == '__main__':`.",
        ),
        ("def net():\n    return {'model': 1}\n", "net returns a dict; it has to return an nn.Module."),
        (
            "def net():\n    raise ValueError('too\\n narrow')\n",
            "net() failed at broken.py, line 2: ValueError: too narrow.",
        ),
    ],
)
def test_code_that_fails_names_file_and_line(folder: Folder, text: str, sentence: str) -> None:
    folder.write("helper.py", "x = 1\nx / 0\n")
    folder.write("broken.py", text)
    error = refused("broken.py:net")
    assert (str(error), error.is_usage) == (sentence, False)
    assert "broken" not in sys.modules or "net" in vars(sys.modules["broken"])


def test_error_has_the_file_to_correct(folder: Folder) -> None:
    helper = folder.write("helper.py", "def f(:\n")
    folder.write("net.py", "import helper\n")
    assert refused("net.py:net").file == helper


def test_wrong_value_names_the_call_and_the_line_of_the_users_code(folder: Folder) -> None:
    folder.write("my_net.py")
    line = NET.lstrip().splitlines().index("        self.conv = nn.Conv2d(1, width, 3, padding=1)") + 1
    error = refused("my_net.py:Net", width="wide")
    assert str(error).startswith(f"Net(width='wide') failed at my_net.py, line {line}: TypeError: ")
    assert not error.is_usage


def test_folder_with_the_name_of_another_package_is_refused(folder: Folder) -> None:
    folder.write("json/__init__.py", "")
    folder.write("json/net.py")
    error = refused("json/net.py:net")
    assert str(error).startswith("The folder json is the package 'json', a name that another package has already (")
    assert error.is_usage


@pytest.mark.usefixtures("folder")
def test_file_outside_of_the_current_folder_is_named_in_full(tmp_path_factory: pytest.TempPathFactory) -> None:
    file: Path = tmp_path_factory.mktemp("elsewhere") / "net.py"
    file.write_text("x\n")
    assert str(refused(f"{file}:net")) == f"{file}, line 1: NameError: name 'x' is not defined."
