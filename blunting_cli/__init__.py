"""A self-check for emotional blunting: feeling less of everything, good and bad.

The package reads as the pipeline does, one frozen value on each arrow, made of named tuples:

    questions/*.yaml -> Bank            bank/         what is asked, strictly read
    file or keyboard -> answers         answers, interview/   what was said
    answers -> Settled                  asking        which questions are open, so which answers count
    Bank + answers -> Assessment        scoring, factors, escalation, joined in assessment
    Assessment -> Sheet                 sheet         what is said, in blocks
    Sheet -> terminal, text             render/       how it looks
    a table -> a table                  cohort/       the same rules, for many people at once

Everything between reading and rendering is pure: no input, output, clock or chance.
"""

__version__ = "0.1.0"
