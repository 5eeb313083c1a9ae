"""What the pages of the queue share: views and their addresses, cells, sheets for download, and actions on many."""
