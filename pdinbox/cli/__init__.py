"""The command `pdinbox`: one module a family of commands. Exit status: 0 done and well, 1 done and something is wrong, 2 not understood."""
