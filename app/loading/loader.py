"""Loads the network of a source, and loads it again after a change of its files."""

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from inspect import isfunction
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from ..networks.bounds import ImpossibleChoice
from ..networks.options import UnknownNetwork, configure
from ..networks.resnet import ResNet
from ..networks.spec import Spec
from ..networks.vgg import VGG
from .arguments import check_signature, literal
from .errors import LoadError, code_error, is_user_file, raising_line, summary
from .importing import import_source, root_of
from .source import OWN, Source, parse_source


def load(source: str, arguments: Mapping[str, str]) -> nn.Module:
    """Load the network of `file.py:name`, `package.module:name` or a catalogue name.

    `arguments` are those of its class or function, as literals; of the catalogue, its options. Raises `LoadError`.
    """
    parsed = parse_source(source)
    if parsed.is_catalogue:
        return _catalogue(parsed.name, arguments)
    module = import_source(parsed)
    return _build(parsed, _find(parsed, module), arguments)


def reload(source: str, arguments: Mapping[str, str]) -> nn.Module:
    """Load a network from its files as they are now. Raises `LoadError`.

    All modules of the user's folder are imported again. The network that was loaded before still works.
    """
    parsed = parse_source(source)
    for name, file in [*_user_modules(parsed)]:
        del sys.modules[name]
        with suppress(OSError, NotImplementedError):  # compiled code is valid for a second, so it may be of before
            Path(importlib.util.cache_from_source(str(file))).unlink()
    importlib.invalidate_caches()
    return load(source, arguments)


def watched_files(source: str) -> tuple[Path, ...]:
    """The files of the user that a network is made of: that of the source, and the imported ones in its folder.

    A file that failed to be imported is not among them: it is `LoadError.file`.
    """
    parsed = parse_source(source)
    files = {file for _, file in _user_modules(parsed)}
    return tuple(sorted(files | ({parsed.file} if parsed.file else set())))


def _user_modules(source: Source) -> Iterator[tuple[str, Path]]:
    """The imported modules from Python files below the user's folder; none for a network of an installed package."""
    root, imported = root_of(source), sys.modules.get(source.module or "")
    if root is None or (imported is not None and _user_file(imported, root) is None):
        return
    for name, module in [*sys.modules.items()]:
        if name != "__main__" and (file := _user_file(module, root)):
            yield name, file


def _user_file(module: ModuleType, root: Path) -> Path | None:
    file = getattr(module, "__file__", None)
    if not isinstance(file, str) or not file.endswith(".py"):
        return None
    return path if is_user_file(path := Path(file), root) else None


def catalogue_spec(name: str, options: Mapping[str, str]) -> Spec:
    """The spec of a network of the catalogue. Raises `LoadError`."""
    try:
        return configure(name, dict(options))
    except UnknownNetwork as error:
        raise LoadError(f"{error} {OWN}", is_usage=True) from error
    except ImpossibleChoice as error:
        raise LoadError(str(error), is_usage=True) from error


def _catalogue(name: str, arguments: Mapping[str, str]) -> nn.Module:
    spec = catalogue_spec(name, arguments)
    return (VGG if spec.block == "vgg" else ResNet)(spec).eval()


def _find(source: Source, module: ModuleType) -> Any:
    """The object with the source's name, which may have dots: `Net.small`."""
    found: Any = module
    for part in source.name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            place = source.file.name if source.file else source.module
            raise LoadError(f"{place} has no {source.name}.{_nearest(source.name, module)}", is_usage=True) from None
    return found


def _nearest(name: str, module: ModuleType) -> str:
    names = [key for key, value in vars(module).items() if not key.startswith("_") and _is_candidate(value, module)]
    if near := difflib.get_close_matches(name, names, n=3, cutoff=0.6):
        return f" Did you mean {' or '.join(near)}?"
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f" It has {', '.join(names[:8])}{more}." if names else " It has no nn.Module and no function."


def _is_candidate(value: object, module: ModuleType) -> bool:
    """Whether a value may give a network: a module instance, or a class of modules or function of this module."""
    if isinstance(value, nn.Module):
        return True
    is_class = isinstance(value, type) and issubclass(value, nn.Module)
    own = getattr(value, "__module__", "") or ""
    return (is_class or isfunction(value)) and f"{own}.".startswith(f"{module.__name__}.")


def _build(source: Source, target: Any, arguments: Mapping[str, str]) -> nn.Module:
    values = {name: literal(name, text) for name, text in arguments.items()}
    name = source.name
    if isinstance(target, nn.Module):
        if values:
            raise LoadError(f"{name} is an nn.Module already and takes no --arg.", is_usage=True)
        return target
    if not callable(target):
        kind = type(target).__name__
        raise LoadError(f"{name} is of type {kind}; it has to be a class, a function or an nn.Module.", is_usage=True)
    check_signature(name, target, values)
    result = _call(source, target, values)
    if not isinstance(result, nn.Module):
        raise LoadError(f"{name} returns a {type(result).__name__}; it has to return an nn.Module.")
    return result


def _call(source: Source, target: Callable[..., object], values: Mapping[str, object]) -> object:
    root = root_of(source)
    try:
        return target(**values)
    except (Exception, SystemExit) as error:  # foreign code may raise anything
        place = raising_line(error, root)
        call = f"{source.name}({', '.join(f'{name}={value!r}' for name, value in values.items())})"
        message = f"{call} failed at {place}: {summary(error)}" if place else f"{call} failed: {summary(error)}"
        raise LoadError(message, file=code_error(error, root).file) from error
