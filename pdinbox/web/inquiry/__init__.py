"""What the page of an inquiry shows, made from what is stored."""
