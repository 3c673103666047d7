"""What was wrong with the page that Cutover grew from is put back, one by one, and check names it.

Each of the fifteen is named by a rule, by evidence that no longer fits, or listed in docs/authoring.md as
what no rule can see, with the reason. `python -m tests.problems.test_seed_defects` prints which is which.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest

from problems.lint.engine import check_bank
from problems.reading.templates import manifest_template, problem_template
from tests.problems.shipped import FOLDER

CHOICE, ORDER = (
    problem_template("choice", "a-choice", "first-skill"),
    problem_template("order", "an-order", "first-skill"),
)


def _found(folder: Path, *problems: str, kind: str = "choice") -> set[str]:
    folder.mkdir(exist_ok=True)
    (folder / "bank.yaml").write_text(manifest_template("seed", kind))
    (folder / "problems.yaml").write_text("".join(problems))
    return {finding.rule for finding in check_bank(folder).findings} - {"P3", "W17"}


def _put_back(text: str, *replacements: tuple[str, str]) -> str:
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


TAKEAWAY = "A selector is a list of conditions, and every one must hold."
RIGHT = "An error, since no pod is selected"
BLUE = "Predictions of the blue pods"
QUEUED = "An answer as soon as green is ready"
NEAREST = "Predictions of whichever pod is nearest"
ASKED = "What does a client of the Service get?"
HINT = "Read the selector as a list of conditions."
STEPS = ORDER[ORDER.index("  steps:") : ORDER.index("  distractors:")]
ORDER_HINT = "For each step, ask what would break if it came first."

# The number in the list of defects, the problem with the defect in it, and the rules that name it.
DEFECTS = {
    "1 the final answer names a letter": (
        _put_back(CHOICE, (TAKEAWAY, "The Service selects nothing -> Option B")),
        {"E2"},
    ),
    "1 the quick check names another letter": (
        _put_back(CHOICE, (TAKEAWAY, "Safe model update = A [OK]")),
        {"E2", "W15"},
    ),
    "2 no key": (_put_back(CHOICE, ("      correct: true\n", "")), {"E1"}),
    "2 no explanation of an option": (
        _put_back(CHOICE, ("      why: Nothing keeps a request until pods appear.\n", "")),
        {"E7"},
    ),
    "2 no worked solution": (CHOICE[: CHOICE.index("  solution:")], {"E7"}),
    "3 an ordering without steps": (_put_back(ORDER, (STEPS, "")), {"E4"}),
    "3 number strings to choose from": (
        _put_back(CHOICE, (RIGHT, "1,2,3,4"), (BLUE, "3,1,2,4"), (QUEUED, "2,1,3,4"), (NEAREST, "1,3,2,4")),
        {"E2"},
    ),
    "3 a hint that recites the order": (
        _put_back(ORDER, (ORDER_HINT, "Deploying, waiting, asking, then pointing.")),
        {"W10"},
    ),
    "10 the key alone shares a word with the question": (
        _put_back(CHOICE, (RIGHT, "An error of the client"), (ASKED, "What does a client get?")),
        {"W7"},
    ),
    "10 the key is the longest": (
        _put_back(CHOICE, (RIGHT, f"{RIGHT}, which is to say that nobody at all is there to answer")),
        {"W2"},
    ),
    "10 a hint gives the key away": (
        _put_back(CHOICE, (HINT, "An error comes, since no pod is selected.")),
        {"W10"},
    ),
    "13 another scale of difficulty": (
        _put_back(CHOICE, ("difficulty: easy", "difficulty: intermediate")),
        {"E8"},
    ),
    "15 an [OK] that was left": (_put_back(CHOICE, (TAKEAWAY, "Every condition must hold [OK]")), {"W15"}),
    "15 a glued timer": (
        _put_back(CHOICE, ("    The Service `model`", "    2:00remaining The Service `model`")),
        {"W15"},
    ),
    "15 a glued option letter": (_put_back(CHOICE, (QUEUED, "AIt answers when green is ready")), {"W15"}),
    "15 a language that is none": (
        _put_back(CHOICE, ("  options:", "  code: { language: MLOps, text: kubectl get pods }\n  options:")),
        {"F4"},
    ),
    "15 an icon's name": (_put_back(CHOICE, (HINT, "Raised Fist0 Read the selector.")), {"W15"}),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_of_the_seed_is_named(tmp_path: Path, defect: str) -> None:
    text, rules = DEFECTS[defect]
    kind = "order" if "kind: order" in text else "choice"
    assert _found(tmp_path, CHOICE if kind == "choice" else ORDER, kind=kind) == set()
    assert rules <= _found(tmp_path, text, kind=kind)


def test_9_the_same_question_twice_is_named(tmp_path: Path) -> None:
    again = _put_back(CHOICE, ("id: a-choice", "id: again"), ("What does a client", "What will a client"))
    assert _found(tmp_path, CHOICE, again) == {"W11"}


def test_13_a_test_that_is_promised_and_not_there_is_named(tmp_path: Path) -> None:
    _found(tmp_path, CHOICE)
    manifest = tmp_path / "bank.yaml"
    manifest.write_text(
        manifest.read_text().replace("{ easy: 1, medium: 0, hard: 0 }", "{ easy: 4, medium: 3, hard: 3 }")
    )
    told = {finding.what for finding in check_bank(tmp_path).findings if finding.rule == "W17"}
    assert "a test needs 3 hard problems, and the bank has none" in told


def test_10_keys_that_are_longest_in_five_of_seven_are_named(tmp_path: Path) -> None:
    """Of four options, five of seven have p = .013 by chance: the bank is told from six of seven on."""
    longer = [
        _put_back(CHOICE, ("id: a-choice", f"id: p-{nth}"), (RIGHT, f"{RIGHT} at all {nth}"))
        for nth in range(7)
    ]
    found = _found(tmp_path, *longer)
    assert "W2" in found


# The number, the proven problem of the shipped bank that took its place, and the option keyed wrongly again.
KEYED = {
    "4 a line that this switch does not print": ("switch-output", None),
    "5 a selector that no pod shown carries": ("selector-for-green", "environment"),
    "6 a key that contradicts its stem": ("label-is-no-selector", "old-connections"),
    "7 a patch that is said to replace": ("patch-keeps-keys", "only-version"),
    "7 set selector that is said to merge": ("switch-command", "set-selector"),
    "8 deleting blue as good practice": ("cutover-sequence", "delete-blue"),
    "12 a branch that a script does not take": ("switch-script", "to-green"),
}
# The number, and the row of the guide that says why no rule sees it where nothing was proven.
UNSEEN = {
    "4": "Output that no kubectl prints",
    "5": "Two right answers, since the labels of the pods were never shown",
    "6": "A key that contradicts its own prompt",
    "7": "A patch taught as replacing what it merges",
    "8": '"Then delete blue" keyed as good practice',
    "9": "Two problems in other words whose keys disagree",
    "11": 'Selectors said to match "environments"',
    "12": "A problem off the topic",
    "13": '"About 20 minutes" over timers of eleven',
    "14": "A badge that guessing earns",
    "15": "Two names for one Deployment in two problems",
}
GUIDE = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text(encoding="utf-8")


def _keyed_again(folder: Path, problem: str, option: str | None) -> set[tuple[str | None, str]]:
    """What check says of the shipped bank keyed at this option; with None the key's text is changed."""
    bank = Path(shutil.copytree(FOLDER, folder / "bank"))
    path = next(one for one in bank.glob("*.yaml") if f"- id: {problem}\n" in one.read_text())
    before, begin, rest = path.read_text().partition(f"- id: {problem}\n")
    own, end, after = rest.partition("  solution:")
    if option is None:
        own = _put_back(
            own,
            ("service/model patched\n      correct: true", 'service "model" patched\n      correct: true'),
        )
    else:
        own = _put_back(
            own,
            ("      correct: true\n", ""),
            (f"- id: {option}\n", f"- id: {option}\n      correct: true\n"),
        )
        # Who takes it for the key gives it no misconception.
        own = re.sub(r"^      misconception: .*\n", "", own, flags=re.MULTILINE)
    path.write_text(before + begin + own + end + after)
    return {(finding.problem, finding.rule) for finding in check_bank(bank).findings}


@pytest.mark.parametrize("defect", KEYED)
def test_a_defect_in_a_proven_problem_is_named_by_its_evidence(tmp_path: Path, defect: str) -> None:
    problem, option = KEYED[defect]
    assert (problem, "P2") in _keyed_again(tmp_path, problem, option)


def test_every_defect_is_named_or_listed_as_unseen_with_the_reason() -> None:
    told = {int(name.split()[0]) for name in (*DEFECTS, *KEYED, *UNSEEN)}
    assert told == set(range(1, 16))


def test_the_guide_lists_what_no_rule_can_see() -> None:
    table = GUIDE[GUIDE.index("| defect | why no rule sees it |") :]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+? \|$", table, re.MULTILINE)[1:]
    listed = [defect for defect, why in rows if why and not why.startswith("---")]
    assert sorted(listed) == sorted(UNSEEN.values())


def main() -> None:
    """Print each defect, and what names it."""
    for defect, (text, _) in DEFECTS.items():
        with tempfile.TemporaryDirectory() as folder:
            kind = "order" if "kind: order" in text else "choice"
            print(f"{defect:<72}{', '.join(sorted(_found(Path(folder), text, kind=kind)))}")
    for defect, (problem, option) in KEYED.items():
        with tempfile.TemporaryDirectory() as folder:
            named = sorted(
                rule for name, rule in _keyed_again(Path(folder), problem, option) if name == problem
            )
            print(f"{f'{defect}, in {problem}':<72}{', '.join(named)}")
    for number, row in UNSEEN.items():
        print(f"{f'{number} {row}':<72}no rule, where nothing was proven")


if __name__ == "__main__":
    main()
