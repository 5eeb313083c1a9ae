"""pixels -> marks: a scanned, faxed or photographed page is found among the known forms, laid flat, and read box by box."""
