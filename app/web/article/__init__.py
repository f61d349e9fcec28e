"""The article about one network at one input size."""
