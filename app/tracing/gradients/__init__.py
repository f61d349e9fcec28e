"""One forward and one backward pass of a residual network and of its plain twin, measured."""
