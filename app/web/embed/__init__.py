"""A diagram for a frame on another site."""
