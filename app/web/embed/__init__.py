"""A diagram to be put into a frame on any site."""
