"""How fast it is, next to what people use today: `python -m benchmarks`, or `make bench`."""
