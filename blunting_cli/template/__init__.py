"""A bank before anyone has answered it: an answers file to fill in, a form on paper, and a description for programs."""

from blunting_cli.template.answers_file import answers_template
from blunting_cli.template.described import bank_data, question_list

__all__ = ["answers_template", "bank_data", "question_list"]
