"""
Codes of errors at the top: each in one place, described, and used.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from largesse.docstrings import documents_of
from largesse.schema.errors import ErrorCode
from largesse.web import codes
from largesse.web.codes import Code

CODES = {*Code, *(code.value for code in ErrorCode)}
SOURCES = [path for path in Path(codes.__file__).parent.rglob("*.py") if path.name != "codes.py"]


def test_each_code_says_what_it_means_and_what_to_do() -> None:
    described = documents_of(Code)
    assert {name: text.count("\n\n") for name, text in described.items()} == {code.name: 1 for code in Code}


def test_each_code_is_written_as_it_is_named_in_the_order_of_the_alphabet() -> None:
    assert [code.value for code in Code] == sorted(code.name for code in Code)


def test_no_code_is_written_out_elsewhere() -> None:
    written = [
        (path.name, node.lineno, node.value)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES
    ]
    assert written == []


def test_no_code_is_made_up_where_it_is_told() -> None:
    told = [
        (path.name, node.lineno, ast.unparse(node.args[0]))
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "error_of"
    ]
    assert len(told) > 5
    assert [each for each in told if not re.fullmatch(r"Code\.[A-Z_]+|\w*\.?code", each[2])] == []


def test_every_code_is_used() -> None:
    used = {name for path in SOURCES for name in re.findall(r"\bCode\.([A-Z_]+)", path.read_text("utf-8"))}
    assert used == {code.name for code in Code}
