"""files -> documents: recognise the known forms among the pages and read the items that matter."""
