"""Records one forward of any module: every volume, the step that made it, and what could not be established."""
