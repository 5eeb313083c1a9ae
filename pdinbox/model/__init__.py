"""Frozen values, in order of appearance: message file document form finding verdict route inquiry letter plan. Standard library only."""
