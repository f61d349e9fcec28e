"""Networks of the operator's own: what HTTP sees of them is a name, sizes and finished records."""
