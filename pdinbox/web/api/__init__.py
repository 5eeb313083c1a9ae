"""The JSON API for other systems, below `/api/v1`."""
