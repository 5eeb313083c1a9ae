"""inquiry -> letter: what a letter may say (contexts), how it reads (render), what goes over the wire (compose)."""
