"""Benchmarks: ratios against a named baseline in the same run, never absolute promises. `python -m bench [NAME…]`."""
