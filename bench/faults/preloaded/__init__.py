"""
What is loaded into a process before its own libraries, so that it meets a fault of its machine.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def compiled(name: str, directory: Path, values: Mapping[str, str]) -> Path:
    """
    Compile one of the C files beside this one with gcc.

    Args:
        name: of the file, without its ending.
        directory: where the library shall lie.
        values: what its names in capitals stand for, as C has it.

    Returns:
        The library, for `LD_PRELOAD`.
    """
    library = directory / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    defined = [f"-D{key}={value}" for key, value in values.items()]
    command = ["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", *defined, "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)  # noqa: S603 - our own source
    return library
