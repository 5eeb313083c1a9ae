"""findings -> verdict -> route, as `rules/` says. The texts are compiled once; their hash is the policy version."""
