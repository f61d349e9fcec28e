"""The least that a server can do: answers that lie ready, by path, from an ASGI app without a framework.

`python -m benchmarks.bare` serves it with the same settings of uvicorn as the app.

What it answers with is read once, from the file that `BARE_ANSWERS` names: bodies, and every header that the app sends,
so that the bytes on the wire are the same.
"""

import base64
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.__main__ import serve
from app.settings import Settings
from benchmarks.client import Answer

OF_UVICORN = "date"  # set by itself, for this app as for any

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Bare:
    """The two messages of every answer, by path."""

    answers: dict[str, tuple[Scope, Scope]]

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            start, body = self.answers[scope["path"]]
            await send(start)
            await send(body)


def save(answers: Mapping[str, Answer], file: Path) -> None:
    """Answers by path, for another process to give."""
    texts = {path: (answer.headers, base64.b64encode(answer.body).decode()) for path, answer in answers.items()}
    file.write_text(json.dumps(texts))


def create_app() -> Bare:
    saved = json.loads(Path(os.environ["BARE_ANSWERS"]).read_text())
    return Bare({path: _messages(headers, base64.b64decode(body)) for path, (headers, body) in saved.items()})


def _messages(headers: dict[str, str], body: bytes) -> tuple[Scope, Scope]:
    own = [(name.encode(), value.encode()) for name, value in headers.items() if name != OF_UVICORN]
    return (
        {"type": "http.response.start", "status": 200, "headers": own},
        {"type": "http.response.body", "body": body},
    )


if __name__ == "__main__":
    serve(Settings.read(), "benchmarks.bare:create_app")
