"""The page with the paper's Table 1 for any input size."""
