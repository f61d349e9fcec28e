"""Numbers that several traces say together; no drawing, no HTTP."""
