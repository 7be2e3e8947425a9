"""Oracles: published scoring rules written once more, straight from their sources, to hold the banks against.

Each module is named after a folder of `tests/banks` and imports nothing of the program. It has one function,
`score(answers)`: plain values by question id (a missing answer is absent or None, a clock time is a text such as
"23:30") in, and out `{"scores": {id: value or None}, "bands": {id: {set: label}}, "criteria": {id: True, False or
None}}`, and `"tier"` where an answer calls for help or a visit. Values are exact; the program rounds to one decimal. A criterion is None only where the missing answers could
still decide it either way. `COUNTED_WHEN_MISSING`, where a module has it, names questions that a published rule
counts as a value when they are left out.
"""
