"""Gradient studies over HTTP: as JSON, as a stream of progress and as a picture."""
