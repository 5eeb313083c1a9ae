"""Files -> pages of a packet: what a field office may open without risk, and everything it was sent is on it or named by its digest."""
