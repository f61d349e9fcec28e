"""A kernel or pooling window that slides over its padded input, one output cell at a time."""
