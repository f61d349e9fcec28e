"""Several servers behind the nginx that is shipped: real processes on loopback."""
