"""The request that is being answered: what its log lines and its error page name it by."""

from contextvars import ContextVar

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Set by whoever receives requests, around the work for one of them; threads that work for it see it too."""
