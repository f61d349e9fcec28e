"""Performance measurements next to other tools: `python -m benchmarks`, or `make bench`."""
