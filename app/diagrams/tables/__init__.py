"""What is read in rows: every step, the paper's Table 1, what differs between networks."""
