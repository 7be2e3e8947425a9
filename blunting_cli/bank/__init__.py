"""What is asked: a bank from its YAML files, and the reference lists every bank shares.

The questions, scores, factors and escalation of a bank decide a result, and so do the names of medicines: `sha256`
covers them all. Help lines and the words of the sheet do not decide anything and are read from the same folder.
"""

from __future__ import annotations

from blunting_cli.bank.loading import load_bank, load_medicines, load_regions
from blunting_cli.bank.model import Bank, Question

__all__ = ["Bank", "Question", "load_bank", "load_medicines", "load_regions"]
