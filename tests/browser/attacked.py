"""A bank whose every text is packed with what would like to be a script, and the account of what was seen.

A line holds as many payloads as its field takes, a longer text is such lines. So whoever finds a text on a
page knows which payloads stood there, and in which field.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

import yaml

from problems.fingerprint import fingerprint
from problems.model import CATEGORIES, DIFFICULTIES, Problem
from problems.proofs.evidence import CaseResult, Evidence, proof_digest, write_evidence
from problems.proofs.fixtures import fixtures_of
from problems.reading.reader import read_bank
from problems.reading.writer import write_problems
from tests.browser.payloads import PAYLOADS

KINDS = ("choice", "choices", "order", "blanks")
TITLE, LINE, BLOCK = 70, 400, 4_000  # characters that a title, a line and a block of text may have
SKILLS = 30  # as many as a bank may have
GAP = "\n{{gap}}"
FILES = tuple(payload for payload in PAYLOADS if "/" not in payload)


def packed(length: int) -> dict[str, tuple[str, ...]]:
    """The payloads in as few lines of this length as in turn they fit; each with what stands in it."""
    lines: list[tuple[str, ...]] = [()]
    for payload in PAYLOADS:
        if len(" ".join((*lines[-1], payload))) > length:
            lines.append(())
        lines[-1] += (payload,)
    return {" ".join(line): line for line in lines}


LINES = packed(LINE)
# A problem for each line at least, so that a field of one line has them all in the end; as many of each kind.
PROBLEMS = -(-len(LINES) // len(KINDS)) * len(KINDS)


@dataclass
class Deal:
    """Gives each field the next lines in turn, so that each field gets them all."""

    _left: dict[str, Iterator[str]] = field(default_factory=lambda: defaultdict(lambda: cycle(LINES)))

    def lines(self, of: str, count: int) -> list[str]:
        return list(islice(self._left[of], count))

    def line(self, of: str) -> str:
        return self.lines(of, 1)[0]

    def text(self, of: str, between: str = "\n") -> str:
        """As many lines as make nearly a block."""
        return between.join(self.lines(of, (BLOCK - 50) // (LINE + len(between))))


Entry = dict[str, Any]


def write_attacked_bank(folder: Path) -> dict[str, Entry]:
    """Its faults are findings, the rest is served; gives every full entry by its id, with its evidence."""
    folder.mkdir()
    deal = Deal()
    (folder / "bank.yaml").write_text(yaml.safe_dump(_manifest(deal)), "utf-8")
    full = {f"full-{at}": _full(f"full-{at}", at, deal) for at in range(PROBLEMS)}
    (folder / "full.yaml").write_text(write_problems(full.values()), "utf-8")
    titles = [_plain(f"title-{at}", at) | {"title": payload} for at, payload in enumerate(PAYLOADS)]
    (folder / "titles.yaml").write_text(write_problems(titles), "utf-8")
    for at in range(0, len(PAYLOADS), 20):
        unknown = _plain(f"unknown-{at}", at) | dict.fromkeys(PAYLOADS[at : at + 20], 1)
        (folder / f"unknown-{at}.yaml").write_text(write_problems([unknown]), "utf-8")
    for payload in FILES:
        (folder / f"{payload}.yaml").write_text("no list\n", "utf-8")
    bank = read_bank(folder)
    for name, entry in full.items():
        if "proof" in entry:
            entry["evidence"] = _prove(folder, bank.problems[name], deal)
    return full


def texts_of(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every packed text of an entry with the name of its field: ("options.why", "<script>...")."""
    for name, value in entry.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, Mapping):
                yield from ((f"{name}.{inner}", text) for inner, text in texts_of(one))
            elif isinstance(one, str) and payloads_in(one):
                yield name, one


def payloads_in(text: str) -> tuple[str, ...]:
    """What was packed into a text."""
    return tuple(chain.from_iterable(LINES.get(line, ()) for line in text.splitlines()))


def _manifest(deal: Deal) -> Entry:
    skills = [
        {"id": f"skill-{at}", "title": deal.line("skill"), "about": deal.line("about")}
        for at in range(SKILLS)
    ]
    own = {name: deal.line(name) for name in ("title", "about", "badge")}
    return {"id": "attacked", **own, "skills": skills, "practice": 20}


def _plain(name: str, at: int) -> Entry:
    """A sound choice with nothing in it."""
    return {
        "id": name,
        "kind": "choice",
        "title": "Nothing in it",
        "category": CATEGORIES[at % len(CATEGORIES)],
        "difficulty": DIFFICULTIES[at % len(DIFFICULTIES)],
        "skill": f"skill-{at % SKILLS}",
        "time_limit": "5m",
        "tries": 1,
        "prompt": "Which one is it?",
        "options": [
            {"id": name, "text": f"The {name}.", "correct": name == "first", "why": "It is."}
            for name in ("first", "second", "third")
        ],
        "solution": {"steps": ["Look."], "takeaway": "Look.", "mistakes": ["Not to look."]},
    }


def _full(name: str, at: int, deal: Deal) -> Entry:
    """Every field of a problem, full; the kinds in turn."""
    kind = KINDS[at % len(KINDS)]
    full = {
        "kind": kind,
        "title": "Full of it",
        "tries": 2,
        "prompt": deal.text("prompt", "\n\n"),
        "code": {"language": ("shell", "yaml", "json", "python")[at % 4], "text": deal.text("code")},
        "hints": deal.lines("hints", 3),
        "solution": {
            "steps": deal.lines("steps", 12),
            "takeaway": deal.line("takeaway"),
            "mistakes": deal.lines("mistakes", 8),
        },
        "source": deal.line("source"),
    }
    plain = _plain(name, at)
    del plain["options"]
    return plain | full | _answers(kind, deal)


def _answers(kind: str, deal: Deal) -> Entry:
    def pieces(of: str, count: int) -> list[Entry]:
        return [
            {"id": f"{of}-{at}", "text": deal.line(of), "why": deal.line(f"{of} why")} for at in range(count)
        ]

    match kind:
        case "choice":
            options = pieces("option", 8)
            proof = {"kind": "snippet", "run": "true"}
            return {"options": [options[0] | {"correct": True}, *options[1:]], "proof": proof}
        case "choices":
            codes = [
                {"id": f"code-{at}", "code": {"language": "yaml", "text": deal.line("codes")}, "why": "So."}
                for at in range(8)
            ]
            return {"options": [codes[0] | {"correct": True}, *codes[1:]]}
        case "order":
            return {"steps": pieces("step", 10), "distractors": pieces("apart", 4)}
        case _:
            template = {"language": "shell", "text": deal.text("template") + GAP}
            gap = {"id": "gap", "accepts": ["chip-0"]}
            return {"template": template, "blanks": [gap], "chips": pieces("chip", 14)}


def _prove(folder: Path, problem: Problem, deal: Deal) -> Entry:
    """Writes evidence that stands, with a transcript of the second option; gives what is packed in it."""
    every, transcript = "\n".join(LINES), deal.text("transcript")
    seen = CaseResult(name="option-1", key=False, held=False, why=every, transcript=transcript)
    evidence = Evidence(
        problem=problem.id,
        asked=fingerprint(problem),
        proof=proof_digest(problem, fixtures_of(folder)),
        kubernetes=every,
        kubectl=every,
        on=date(2026, 11, 24),
        seen=(seen,),
    )
    write_evidence(folder, evidence)
    return {"why": every, "transcript": transcript, "kubernetes": every, "kubectl": every}
