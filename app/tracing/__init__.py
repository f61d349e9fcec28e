"""Traces networks: runs each one once with hooks and records every volume."""
