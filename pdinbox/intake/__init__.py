"""octets -> message -> files. Nothing here raises for what a sender wrote: bad input becomes a note, a fate or a finding."""
