"""Serving: admission, response cache, headers, and observability."""
