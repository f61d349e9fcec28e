"""The paper's Table 1, live."""
