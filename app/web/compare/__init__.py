"""The page that compares two to four networks."""
