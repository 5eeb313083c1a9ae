"""pdinbox: the desk behind ERO's mailbox for inquiries. A mail walks through the folders one way; `flows/` says in which order."""
