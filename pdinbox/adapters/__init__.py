"""The doors to the outside world, one module per library that opens one."""
