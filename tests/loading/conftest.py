"""Fixtures of the tests of loading."""

from tests.support.user_code import folder

__all__ = ["folder"]
