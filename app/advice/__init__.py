"""Advice: what a trace shows to be wrong with an input or a configuration, and which changes mend it."""
