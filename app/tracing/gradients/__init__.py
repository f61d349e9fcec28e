"""Gradient studies: one training step of a residual network and of its plain twin."""
