"""Tables: all steps, Table 1 of the paper, and differences between networks."""
