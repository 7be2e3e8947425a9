"""Pages to read, made of the bank and the list of medicines: topics with their sources, and single medicines."""
