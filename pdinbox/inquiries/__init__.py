"""verdict -> inquiry: the life of the tracked matter, its dates, and its relatives."""
