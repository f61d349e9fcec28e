"""Every request is one for the gate of `app.tracing.limiter`: refused before its first trace, or not at all."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.tracing import limiter


class Admission:
    """What a request holds at the gate is given back when its answer begins, however slowly that is then read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with limiter.request_scope() as permit:

            async def leaving(message: Message) -> None:
                permit.release()
                await send(message)

            await self.app(scope, receive, leaving)
