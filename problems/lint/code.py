"""E9: a block of code parses in the language that it says it is in."""

from __future__ import annotations

import ast
import json
import warnings
from collections.abc import Callable, Iterator

from problems.lint.rule import ProblemRule, Violation
from problems.lint.shell import shell_fault
from problems.lint.target import LintTarget
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Code, Problem, template_parts
from problems.reading.source_map import FieldPath
from problems.reading.strict_yaml import syntax_fault
from problems.rule_registry import Rule

_CURE = "Mend it, or say `language: text` if it is meant to be broken."


def parse_code(target: LintTarget) -> Iterator[Violation]:
    """Every block that does not parse; a template is tried with the first right chip in each gap."""
    for path, code in _blocks(target.problem):
        fault = code_fault(code)
        if fault:
            yield Violation((*path, "text"), f"this is no {code.language}: {fault}", _CURE)


def _blocks(problem: Problem) -> Iterator[tuple[FieldPath, Code]]:
    if problem.code is not None:
        yield ("code",), problem.code
    if isinstance(problem, ChoiceProblem | ChoicesProblem):
        for at, option in enumerate(problem.options):
            if option.code is not None:
                yield ("options", at, "code"), option.code
    if isinstance(problem, BlanksProblem):
        yield ("template",), _filled(problem)


def _filled(problem: BlanksProblem) -> Code:
    chips = {chip.id: chip.text for chip in problem.chips}
    fills = {blank.id: chips[blank.accepts[0]] for blank in problem.blanks}
    parts = template_parts(problem.template.text)
    text = "".join(fills[part] if kind == "blank" else part for kind, part in parts)
    return Code(language=problem.template.language, text=text)


def code_fault(code: Code) -> str | None:
    """Why the code does not parse in its language, in a few words; None for code that does."""
    match code.language:
        case "yaml":
            fault = syntax_fault(code.text)
            return f"{fault.what}, line {fault.line}" if fault else None
        case "json":
            return _refusal_of(json.loads, code.text)
        case "python":
            return _refusal_of(ast.parse, code.text)
        case "shell":
            return shell_fault(code.text)
        case "text":
            return None


def _refusal_of(parse: Callable[[str], object], text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parse(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError) as error:
        return str(error).split(" (<")[0]
    return None


RULES = (
    ProblemRule(
        Rule(
            "E9",
            "error",
            "Code that does not parse",
            "A learner must not have to wonder whether a mistake in the code is part of the question.",
        ),
        parse_code,
    ),
)
