"""Wheels with the reader compiled, where RAWI_COMPILE=1 asks for one; else the build is pure Python and this does nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledReader(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the extension modules of scripts/compiling.py to the wheel."""

    @property
    def _asked(self) -> bool:
        return bool(os.environ.get("RAWI_COMPILE")) and self.target_name == "wheel"

    def dependencies(self) -> list[str]:
        """What compiling needs beside hatchling."""
        return ["mypy>=1.13", "setuptools", "types-PyYAML", "types-shapely"] if self._asked else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles; editable installs stay Python, so that changes count at once."""
        if not self._asked or version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "scripts"))
        from compiling import compile_into

        target = Path(self.root) / "build" / "compiled"
        for path in compile_into(target):
            build_data["force_include"][str(path)] = str(path.relative_to(target))
        build_data["pure_python"], build_data["infer_tag"] = False, True
