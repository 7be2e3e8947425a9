"""Build hook: puts ready-made copies of the questions into the wheel, so that start-up need not parse YAML.

Beside its metadata it puts the bill of materials, in `sboms/` as PEP 770 has it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class QuestionsHook(BuildHookInterface):
    """Compiles the questions for a wheel; an editable install reads the YAML files themselves."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled copy beside the questions, and the bill of materials."""
        if version == "editable":
            return
        sys.path[:0] = [self.root, str(Path(self.root, ".ci"))]
        from materials import FILE_NAME, bill_of_materials

        from blunting_cli.bank.loading import COPIES, make_copies

        self.folder = folder = Path(tempfile.mkdtemp())
        for name, content in make_copies().items():
            (folder / name).write_bytes(content)
            build_data["force_include"][str(folder / name)] = f"blunting_cli/questions/{COPIES}/{name}"
        (folder / FILE_NAME).write_bytes(bill_of_materials(Path(self.root)))
        build_data["sbom_files"].append(str(folder / FILE_NAME))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the copies once they are in the wheel."""
        if version != "editable":
            shutil.rmtree(self.folder)
