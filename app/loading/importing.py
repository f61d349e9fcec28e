"""Imports the module of a source under its own name, so that relative imports and files beside it work."""

import ast
import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from .errors import LoadError, code_error, shown
from .source import Source
from .torchvision_operators import define_operators, lacks_operators


def import_source(source: Source) -> ModuleType:
    """Import the module of a source; its blocks under `__name__ == "__main__"` do not run. Raises `LoadError`."""
    try:
        return _import(source)
    except RuntimeError as error:
        if not lacks_operators(error):
            raise code_error(error, root_of(source)) from error
    define_operators()
    try:
        return _import(source)
    except RuntimeError as error:
        raise code_error(error, root_of(source)) from error


def root_of(source: Source) -> Path | None:
    """The folder of the user's code: that from which the module is imported. `None` for a network of the catalogue."""
    if source.file is not None:
        return source.file.parents[len(package_of(source.file))]
    return Path.cwd() if source.module is not None else None


def package_of(file: Path) -> tuple[str, ...]:
    """The names of the packages around a file.

    They are the folders above with an `__init__.py`, or as many as the file's own relative imports go up.
    """
    names: list[str] = []
    folder = file.parent
    while (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    if names:
        return tuple(names)
    levels = _relative_levels(file)
    folders = [parent.name for parent in file.parents[:levels]]
    return tuple(reversed(folders)) if all(name.isidentifier() for name in folders) else ()


def _relative_levels(file: Path) -> int:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return 0
    return max((node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)), default=0)


def _import(source: Source) -> ModuleType:
    with _as_program(source.file):
        try:
            return _import_file(source.file) if source.file else _import_module(str(source.module))
        except LoadError:
            raise
        except RuntimeError as error:
            if lacks_operators(error):
                raise
            raise code_error(error, root_of(source)) from error
        except (Exception, SystemExit) as error:  # foreign code may raise anything
            raise code_error(error, root_of(source)) from error


@contextmanager
def _as_program(file: Path | None) -> Iterator[None]:
    """Hide this program's arguments from code that reads its own when it is imported."""
    arguments = sys.argv
    sys.argv = [str(file or arguments[0])]
    try:
        yield
    finally:
        sys.argv = arguments


def _import_file(file: Path) -> ModuleType:
    packages = package_of(file)
    _add_path(file.parents[len(packages)], first=True)
    _add_path(file.parent, first=False)
    if file.name == "__init__.py":
        return _own_package(packages, file)
    name = ".".join([*packages, re.sub(r"\W", "_", file.stem)])
    if packages:
        _own_package(packages, file.with_name("__init__.py"))
    loaded = sys.modules.get(name)
    if loaded is not None and _is_file(loaded, file):
        return loaded
    if loaded is not None or (not packages and name in sys.stdlib_module_names):
        name = f"{name}_file"  # a file whose name an imported module has already: `types.py`
    return _execute(name, file)


def _execute(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise LoadError(f"{shown(file)} cannot be imported as a Python module.", is_usage=True)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return sys.modules[name]


def _own_package(names: tuple[str, ...], init: Path) -> ModuleType:
    """Import the package around a file. Raises `LoadError` if another one with its name is found first."""
    package = importlib.import_module(".".join(names))
    if str(init.parent) in map(str, getattr(package, "__path__", [])):
        return package
    raise LoadError(
        f"The folder {shown(init.parent)} is the package {'.'.join(names)!r}, a name that another package has already "
        f"({getattr(package, '__file__', None) or 'a namespace'}). Rename the folder.",
        is_usage=True,
    )


def _import_module(name: str) -> ModuleType:
    _add_path(Path.cwd(), first=True)
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise LoadError(
                f"There is no module {error.name!r}. Install it into the environment of this command, {sys.prefix}, "
                "or run the command in the folder that holds it.",
                is_usage=True,
            ) from error
        raise
    file = getattr(module, "__file__", None)
    if file and Path(file).is_relative_to(Path.cwd()):
        _add_path(Path(file).parent, first=False)
    return module


def _is_file(module: ModuleType, file: Path) -> bool:
    own = getattr(module, "__file__", None)
    return own is not None and Path(own) == file


def _add_path(folder: Path, *, first: bool) -> None:
    """Let imports find the modules of a folder, also those that run later, in a forward."""
    if str(folder) not in sys.path:
        sys.path.insert(0 if first else len(sys.path), str(folder))
