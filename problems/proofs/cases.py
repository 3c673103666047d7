"""The cases that prove a problem, and whether an option is what was printed. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from problems.errors import ProofError
from problems.model import BlanksProblem, ChoiceProblem, ChoicesProblem, Option, Problem
from problems.proof_model import OPTION_MARK, KubectlProof, ManifestProof, SnippetProof

# A gap with several right chips multiplies the right fillings; more than so many show nothing new.
_MOST_FILLINGS = 8


@dataclass(frozen=True, slots=True)
class ProofCase:
    """One option, or one filling of the gaps, and what is done for it."""

    name: str
    key: bool
    text: str


def proof_cases(
    problem: Problem, proof: KubectlProof | ManifestProof | SnippetProof
) -> tuple[ProofCase, ...]:
    """A case for every option or filling. Raises ProofError where the proof does not fit the problem."""
    match problem:
        case ChoiceProblem() | ChoicesProblem():
            given = {} if isinstance(proof, ManifestProof) else proof.each or {}
            _require_options(problem, given)
            return tuple(
                ProofCase(
                    option.id,
                    option.correct,
                    insert_option(given.get(option.id, OPTION_MARK), option_text(option)),
                )
                for option in problem.options
            )
        case BlanksProblem():
            return tuple(_fillings(problem))
    raise ProofError(f"{problem.id}: a proof by {proof.kind} is for choices and blanks, not for an order.")


def option_text(option: Option) -> str:
    """What an option says, without the marks of prose."""
    if option.code:
        return option.code.text
    return (option.text or "").strip("`")


def insert_option(around: str, text: str) -> str:
    """`text` where `around` has {{option}}; in a line of its own it takes over that line's indent."""
    lines: list[str] = []
    for line in around.split("\n"):
        if line.strip() == OPTION_MARK:
            indent = line[: line.index(OPTION_MARK)]
            lines += [f"{indent}{one}" if one else one for one in text.rstrip("\n").split("\n")]
        else:
            lines.append(line.replace(OPTION_MARK, text.rstrip("\n")))
    return "\n".join(lines)


def matches_output(option: str, printed: str, compare: str) -> bool:
    """Whether an option says what was printed; white space at the end of a line does not count."""
    wanted, lines = _lines(option), _lines(printed)
    return wanted == lines if compare == "exact" else bool(wanted) and lines[-len(wanted) :] == wanted


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def _require_options(problem: ChoiceProblem | ChoicesProblem, given: dict[str, str]) -> None:
    known = {option.id for option in problem.options}
    for one in given:
        if one not in known:
            raise ProofError(f"{problem.id}: `each` names `{one}`, which is no option.")


def _fillings(problem: BlanksProblem) -> Iterator[ProofCase]:
    """Every right filling, then each with one gap filled by a chip that does not belong there."""
    right = [dict(zip(_ids(problem), chips, strict=True)) for chips in _right(problem)]
    for filling in right[:_MOST_FILLINGS]:
        yield ProofCase(_named(filling), True, _filled(problem, filling))
    base = right[0]
    for blank in problem.blanks:
        for chip in problem.chips:
            if chip.id not in blank.accepts and chip.id not in base.values():
                wrong = {**base, blank.id: chip.id}
                yield ProofCase(f"{blank.id}={chip.id}", False, _filled(problem, wrong))


def _right(problem: BlanksProblem) -> list[tuple[str, ...]]:
    combinations = product(*(blank.accepts for blank in problem.blanks))
    return [chips for chips in combinations if len(set(chips)) == len(chips)]


def _ids(problem: BlanksProblem) -> list[str]:
    return [blank.id for blank in problem.blanks]


def _named(filling: dict[str, str]) -> str:
    return ", ".join(f"{blank}={chip}" for blank, chip in filling.items())


def _filled(problem: BlanksProblem, filling: dict[str, str]) -> str:
    texts = {chip.id: chip.text.strip("`") for chip in problem.chips}
    text = problem.template.text
    for blank, chip in filling.items():
        text = text.replace("{{" + blank + "}}", texts[chip])
    return text
