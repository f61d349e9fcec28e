"""HTTP layer: pages, API, and error responses."""
