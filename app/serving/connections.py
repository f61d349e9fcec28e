"""Clients that are slow, silent or send without end: uvicorn's connections, with a limit to each of these.

uvicorn reads a head of any length for as long as it takes to come, and waits for a reader that never reads. None of
that holds a thread, but each connection holds memory and a place among those that are allowed.
"""

from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

MOST_HEAD = 32_768  # bytes of a request line and headers: some times what browsers send
HEAD_WITHIN = 10.0  # seconds from the first byte, or from the connection, to the end of the head
LOOK_EVERY = 20.0  # seconds between two looks at an answer that its reader does not keep up with
LEAST_READ = 20_000  # bytes between two looks: 1 kB a second

TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 62\r\nconnection: close\r\n\r\nThe request line and its headers have more than 32,768 bytes.\n"
)


class TooLarge(ValueError):
    """A head is over the limit."""


class BoundedConnection(HttpToolsProtocol):
    """Ends a connection whose request does not come, is too large, or whose answer is not taken."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = 0  # bytes since the last head was complete
        self._under_way: RequestResponseCycle | None = None
        self._head_due: TimerHandle | None = None
        self._taking: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        self._taken()
        if self._under_way is not None:  # uvicorn tells only the last of several requests sent without waiting
            self._under_way.disconnected = True
            self._under_way.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._head += len(data)
        super().data_received(data)
        if not self._head or self.transport.is_closing():
            return
        if not self._answering():
            self._await_head()
        if self._head > MOST_HEAD and not (self._answering() and self.cycle.more_body):
            self._refuse()

    def on_headers_complete(self) -> None:
        if self._head > MOST_HEAD and self._size() > MOST_HEAD:
            raise TooLarge
        self._head = 0
        self._head_came()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._head = 0  # what came since the head was the body
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch()

    def send_400_response(self, msg: str) -> None:
        if self._head > MOST_HEAD:
            self._refuse()
        else:
            super().send_400_response(msg)
            self._watch()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        if not self.transport.is_closing():
            self._taken()
        super().resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._under_way = cycle
        super()._start_asgi_task(cycle, app)

    def _answering(self) -> bool:
        return self._under_way is not None and not self._under_way.response_complete

    def _size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _refuse(self) -> None:
        """Say so, unless an answer to an earlier request is being sent, which this would stand in the middle of."""
        if not self._answering():
            self.transport.write(TOO_LARGE)
        self.transport.close()
        self._watch()

    def _await_head(self) -> None:
        if self._head_due is None:
            self._head_due = self.loop.call_later(HEAD_WITHIN, self.transport.abort)

    def _head_came(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None

    def _taken(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _watch(self) -> None:
        """Look after the answer that is being sent, until it is taken or the connection is given up."""
        if self._taking is None:
            left = self.transport.get_write_buffer_size()
            self._taking = self.loop.call_later(LOOK_EVERY, self._look, left)

    def _look(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left > before - LEAST_READ:
            self.transport.abort()
            return
        self._taking = self.loop.call_later(LOOK_EVERY, self._look, left)
