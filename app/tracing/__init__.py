"""Running a network once and writing down every volume that flows through it."""
