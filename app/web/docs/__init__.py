"""`/docs` and `/api`: the reference of the JSON API, rendered from its OpenAPI document."""
