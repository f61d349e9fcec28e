"""The explorer: one network at any place in it."""
