"""Many people from one table, scored by the rules that score one person."""
