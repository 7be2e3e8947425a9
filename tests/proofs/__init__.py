"""The rules of a bank as formulas for a solver, so that what must hold is proved for every possible answer.

logic      true, false or unknown, each as a formula
answering  every way in which one question can be answered, as variables
rules      questions that open, scores, conditions and what follows from them, as formulas over these variables
comparing  the same person before the program and before the formulas
"""
