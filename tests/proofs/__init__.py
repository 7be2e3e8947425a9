"""The rules of a bank as formulas for a solver, so that what must hold is proved for every possible answer.

logic      true, false or unknown, each as a formula
answering  every way in which one question can be answered, as variables
rules      questions that open, scores, conditions and what follows from them, as formulas over these variables
comparing  the same person before the program and before the formulas
proving    a claim for everyone, or someone for whom it fails
claims     what the safety rules claim of one person, and what must follow from which answers
raising    what is claimed of two people, of whom one has more of something
breaking   the bank with one thing changed, which a claim must notice
"""
