"""An ASGI app that sends recorded answers and does nothing else: an upper bound for the app under the same uvicorn.

`python -m benchmarks.bare_app` serves the recording that `BARE_ANSWERS` names.
"""

import os
import pickle
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import httpx2

from app.cli.serve import serve
from app.settings import Settings
from benchmarks.load import ENCODINGS

Message = dict[str, Any]


def record(origin: str, paths: Iterable[str], file: Path) -> dict[str, int]:
    """Save the app's answers with all headers; return the size of each body in bytes."""
    answers = {}
    for path in paths:
        with httpx2.stream("GET", origin + path, headers={"Accept-Encoding": ENCODINGS}) as response:
            headers = [(name, value) for name, value in response.headers.raw if name.lower() != b"date"]  # uvicorn's
            start = {"type": "http.response.start", "status": 200, "headers": headers}
            answers[path] = start, {"type": "http.response.body", "body": b"".join(response.iter_raw())}
    file.write_bytes(pickle.dumps(answers))
    return {path: len(body["body"]) for path, (_, body) in answers.items()}


def create_app() -> Callable[..., Awaitable[None]]:
    answers = pickle.loads(Path(os.environ["BARE_ANSWERS"]).read_bytes())

    async def app(scope: Message, _: object, send: Callable[[Message], Awaitable[None]]) -> None:
        if scope["type"] == "http":
            start, body = answers[scope["path"]]
            await send(start)
            await send(body)

    return app


if __name__ == "__main__":
    serve(Settings.read(), "benchmarks.bare_app:create_app")
