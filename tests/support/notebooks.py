"""Notebooks that run in a kernel with the checkout installed as `resnet_volumes`, without a browser."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from app.files import PACKAGE, STATIC, TEMPLATES

Output = dict[str, str]
"""The forms of a cell's result by media type."""


def run_notebook(folder: Path, *cells: str) -> list[Output]:
    """Run cells in a kernel and return the result of each, empty for a cell without. A cell that raises raises here."""
    _install(folder)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    environment = os.environ | {"PYTHONPATH": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONWARNINGS": ""}
    with ThreadPoolExecutor(1) as thread:  # with an event loop of its own: a browser's may run in this thread
        thread.submit(asyncio.run, client.async_execute(env=environment)).result()
    return [_result(cell) for cell in notebook.cells]


def _install(folder: Path) -> None:
    """Link the package with its templates and static files, as a wheel lays them out."""
    package = folder / "resnet_volumes"
    package.mkdir()
    for path in (*PACKAGE.iterdir(), TEMPLATES, STATIC):
        (package / path.name).symlink_to(path)


def _result(cell: Any) -> Output:
    outputs = [output for output in cell.outputs if output.output_type == "execute_result"]
    return dict(outputs[0].data) if outputs else {}
