"""The command `resnet-volumes`: serves the explorer, and traces a network on the terminal."""
