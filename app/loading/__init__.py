"""Loads a network from a user's own Python code, named on the command line."""
