"""A gradient study in sentences, in rows, and as a standalone SVG chart."""
