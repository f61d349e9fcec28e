"""Numbers computed from one or more traces; no drawing, no HTTP."""
