"""The article about one network at one size."""
