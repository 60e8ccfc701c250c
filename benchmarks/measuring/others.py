"""The Python that the alternatives run in: an environment of their own, so that they and Rawi share no package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from measuring.processes import bar

FOLDER = Path(__file__).resolve().parents[1]
HOME = FOLDER / ".venv"
REQUIREMENTS = FOLDER / "requirements.txt"
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
_STAMP = HOME / "installed.txt"


def wanted() -> list[str]:
    """The lines of requirements.txt that name a package."""
    lines = (line.split("#")[0].strip() for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def _pip(*arguments: str) -> bool:
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        print(f"pip {' '.join(arguments)} failed: {run.stderr.strip()[-500:]}", file=sys.stderr)
    return run.returncode == 0


def install() -> None:
    """Makes the environment, unless it holds what is wanted. What cannot be installed is left out, and tried again next time."""
    if _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == "\n".join(wanted()) and PYTHON.exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(HOME)], check=True)
    _pip("install", "--upgrade", "pip")  # the pip that old Pythons bring stumbles over lxml's extras
    with bar(len(wanted()), "installing the alternatives") as shown:
        done = []
        for package in wanted():
            done.append(_pip("install", package))
            shown.update(1)
    if all(done):
        _STAMP.write_text("\n".join(wanted()), encoding="utf-8")
