"""A window that walks over its padded input, cell by cell of the output."""
