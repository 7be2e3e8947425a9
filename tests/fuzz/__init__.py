"""A coverage-guided search for what a file or a typed line can do that it must not.

holding     what must hold of every refusal, and of everything that is accepted
readers     one check for each reader: answers, banks, cases, records, drafts, conditions, names of medicines, times
typed       those of them that read a line that is typed
seeds       what a search begins with
changing    how an input is changed so that it still gets past the first parser
found       inputs that broke something once, one folder a reader

`python -m tests.fuzz READER` searches (it needs the extra `fuzz`); `tests/test_fuzz_found.py` tries every input that
was found, and some seeds, without it.
"""
