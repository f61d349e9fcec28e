"""HTTP: the pages, the API and what they say when something is wrong."""
