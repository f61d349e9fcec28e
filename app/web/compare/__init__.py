"""Two to four networks beside each other."""
