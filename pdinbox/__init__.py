"""pdinbox: the desk behind ERO's prosecutorial-discretion mailbox. A mail walks through the folders one way; `flows/` says in which order."""
