"""ResNet Volumes: every volume that flows through a residual network, as a drawing, as numbers and as JSON."""

__version__ = "0.1.0"
