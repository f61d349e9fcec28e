"""Networks in a notebook and in tests: `show`, `trace` and `assert_shapes`, without a server."""
