"""Each rule finds what it is for, where it stands, and leaves sound problems alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from problems.lint.bank_rules import EXPECTED, ObservedFacility, binomial_tail
from problems.lint.duplicates import STEMS_ALIKE, tell_problems_apart
from problems.lint.engine import RULES, check_bank, lint
from problems.lint.target import LintTarget
from problems.lint.tokens import stem_word
from problems.model import DIFFICULTIES
from problems.reading.reader import read_bank
from tests.problems import texts

CHOICE, CHOICES, ORDER, BLANKS = texts.choice(), texts.choices(), texts.order(), texts.blanks()
LONG_KEY = "Ready pods that carry both labels, which is to say each of the two that stand in its selector"
LONG_PROMPT = " ".join(f"word{nth}" for nth in range(140))

EITHER, BOTH = "Ready pods that carry either label", "Ready pods that carry both labels"
BY_NAME, ASKS = "Pods of the Deployment named green", "**Which pods** receive its traffic?"
NO_JSON, NO_YAML, NO_PYTHON, NO_SHELL = (
    f"  code: {{ language: {language}, text: {text} }}\n  options:"
    for language, text in (
        ("json", "'{a: 1}'"),
        ("yaml", "'a: b: c'"),
        ("python", "if x"),
        ("shell", 'echo "a'),
    )
)

# The rule, a sound problem, what is replaced in it by what, and a word of the finding.
SLIPS = [
    ("E2", CHOICE, "Every label of", "Option B is wrong, every label of", "`Option B`"),
    ("E2", CHOICE, "Read the selector", "The answer is A. Read the selector", "`answer is A`"),
    ("E2", CHOICE, "A Service follows labels", "Safe model update = A [OK]", "`= A`"),
    ("E2", CHOICE, "Compare the selector", "So -> D. Compare the selector", "`-> D`"),
    ("E2", CHOICE, "A Service knows", "The second option knows", "`The second option`"),
    ("E2", CHOICE, "text: Pods of the", "text: A. Pods of the", "`A.`"),
    ("E2", ORDER, "There is nothing", "Step 2 comes later. There is nothing", "`Step 2`"),
    ("E3", CHOICE, EITHER, "The ready pods that carry both labels", "says the same"),
    ("E3", CHOICE, EITHER, "Ready Pods, that carry both label", "says the same"),
    ("E3", CHOICE, EITHER, "Ready pods that cary both labels", "says the same"),
    ("E5", CHOICES, "why: Ports", "correct: true, why: Ports", "only one option is wrong"),
    ("E6", CHOICE, "tries: 1", "tries: 2", "2 tries on 3 options"),
    ("E9", CHOICE, "  options:", NO_JSON, "this is no json"),
    ("E9", CHOICE, "  options:", NO_YAML, "this is no yaml"),
    ("E9", CHOICE, "  options:", NO_PYTHON, "this is no python"),
    ("E9", CHOICE, "  options:", NO_SHELL, "this is no shell"),
    ("E9", BLANKS, '"green"}}}\'', '"green"}}}', "this is no shell"),
    ("W1", CHOICE, BY_NAME, "All of the above", "`All of the above`"),
    ("W2", CHOICE, BOTH, LONG_KEY, "the key is 2."),
    ("W4", CHOICE, "**Which pods** receive", "Which pods do not receive", "turns on `not`"),
    ("W5", CHOICE, "either label", "either label, always", "words like `always`"),
    ("W6", CHOICE, ASKS, "Does it choose an", "ends in `an`"),
    ("W7", CHOICE, "Ready pods that carry both", "Pods that receive it by both", "`receiv` links"),
    ("W8", CHOICE, BY_NAME, "Pods of the Deployment green.", "alone ends in a full stop"),
    ("W10", CHOICE, "Read the selector as", "Ready pods that carry both labels; as", "contains the key"),
    ("W12", CHOICE, ASKS, "Some pods receive its traffic.", "asks nothing"),
    ("W14", CHOICE, "The Service selects", f"{LONG_PROMPT}. The Service selects", "has 1"),
    ("W15", CHOICE, "Every label of", "Every [OK] label of", "`[OK]`"),
    ("W15", CHOICE, "A Service follows labels", "A Service<br>follows labels", "`<br>`"),
    ("W15", CHOICE, "The Service selects", "2:00remaining The Service selects", "`2:00remaining`"),
    ("W15", CHOICE, EITHER, "AIt carries either label", "`AIt`"),
]
MANY_SLIPS = {"W5": ("Pods of the", "Never pods of the"), "W10": ("carry both", "carry strictly both")}


def _found(tmp_path: Path, text: str) -> list[str]:
    found = check_bank(texts.write_bank(tmp_path, text)).findings
    return [f"{one.rule}: {one.what}" for one in found if one.rule not in ("W17", "P3")]


@pytest.mark.parametrize("text", [CHOICE, CHOICES, ORDER, BLANKS])
def test_a_sound_problem_is_left_alone(tmp_path: Path, text: str) -> None:
    assert _found(tmp_path, text) == []


@pytest.mark.parametrize("slip", SLIPS, ids=[f"{rule}-{word}" for rule, *_, word in SLIPS])
def test_a_slip_is_found_by_its_rule(tmp_path: Path, slip: tuple[str, str, str, str, str]) -> None:
    rule, sound, old, new, word = slip
    assert old in sound
    text = sound.replace(old, new).replace(*MANY_SLIPS.get(rule, ("", "")))
    found = [one for one in _found(tmp_path, text) if one.startswith(rule)]
    assert len(found) == 1
    assert word in found[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Every label of", "So Option B, every label of", "Option B"),
        ("The Service selects", "It is there.\n    Now [OK] the Service selects", "[OK]"),
        ("Pods of the Deployment named green", "All of the above", "All of the above"),
    ],
)
def test_a_finding_points_at_the_words(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = CHOICE.replace(old, new)
    findings = check_bank(texts.write_bank(tmp_path, text)).findings
    (finding,) = [one for one in findings if one.rule in ("E2", "W15", "W1")]
    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith(words)
    assert finding.problem == "which-pods"


@pytest.mark.parametrize(
    "text",
    [
        CHOICE.replace("Every label of", "Pods A and B serve; a plan B is an option. Every label of"),
        CHOICE.replace("Every label of", "The answer is a Service. `x = A` shows it. Every label of"),
        CHOICE.replace("**Which pods** receive", "**Which pods** do **not** receive"),
        CHOICE.replace("**Which pods** receive", "Which pods show that it is not broken and receive"),
        CHOICE.replace(
            "tries: 1", "tries: 2\n  tries_reason: The second try is after a look at the cluster."
        ),
        CHOICE.replace("  options:", "  code: { language: text, text: 'a: b: c \"' }\n  options:"),
        CHOICE.replace("either label", "either label, always"),
    ],
)
def test_what_only_looks_like_a_slip_is_left_alone(tmp_path: Path, text: str) -> None:
    assert text != CHOICE
    assert _found(tmp_path, text) == []


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ("Think about deploying, waiting, switching traffic, then watching.", True),
        ("Watch, switch, wait and deploy are not given in their order.", False),
        ("What can fail when traffic has moved?", False),
    ],
)
def test_a_hint_that_recites_the_order_is_found(tmp_path: Path, hint: str, told: bool) -> None:
    text = ORDER.replace("  solution:", f"  hints:\n    - {hint}\n  solution:")
    assert any(one.startswith("W10") for one in _found(tmp_path, text)) == told


def test_a_hint_that_names_a_right_chip_is_found(tmp_path: Path) -> None:
    text = BLANKS.replace("  solution:", "  hints:\n    - Try patch first.\n  solution:")
    assert _found(tmp_path, text) == ["W10: the hint names the chip `patch`"]


def test_a_problem_asked_twice_is_found_and_names_the_other(tmp_path: Path) -> None:
    again = texts.choice("again").replace("Which pods get traffic?", "Another title")
    found = check_bank(texts.write_bank(tmp_path, CHOICE, again)).findings
    (finding,) = [one for one in found if one.rule == "W11"]
    assert (finding.file, finding.problem) == ("b.yaml", "again")
    assert "`which-pods` (a.yaml, line 1)" in finding.what


def test_what_is_allowed_with_a_reason_is_not_told(tmp_path: Path) -> None:
    text = CHOICE.replace("Every label of", "Every [OK] label of")
    allowed = text.replace("  tries: 1", "  tries: 1\n  allow: { W15: The log prints it so. }")
    assert _found(tmp_path, allowed) == []


def test_an_allowance_in_vain_is_noted(tmp_path: Path) -> None:
    text = CHOICE.replace("  tries: 1", "  tries: 1\n  allow: { W15: The log prints it so. }")
    assert _found(tmp_path, text) == ["W18: `W15` finds nothing here"]


def test_an_error_cannot_be_allowed(tmp_path: Path) -> None:
    text = CHOICE.replace("  tries: 1", "  tries: 2\n  allow: { E6: It is easy. }")
    assert check_bank(texts.write_bank(tmp_path, text)).bank is None


def test_numbers_out_of_order_are_noted(tmp_path: Path) -> None:
    text = CHOICE.replace("Ready pods that carry both labels", '"30 s"')
    text = text.replace("Ready pods that carry either label", '"10 s"').replace(
        "Pods of the Deployment named green", '"20 s"'
    )
    assert "W9: the numbers are not in their order" in _found(tmp_path, text)


def test_keys_that_are_longest_over_the_whole_bank_are_found(tmp_path: Path) -> None:
    longer = [
        texts.choice(f"p-{nth}").replace("carry both labels", f"carry both labels {nth:04}")
        for nth in range(12)
    ]
    found = check_bank(texts.write_bank(tmp_path, "".join(longer))).findings
    whole = [one.what for one in found if one.rule == "W2" and one.file == "bank.yaml"]
    assert whole == ["the key is the longest option in 12 of 12 choices (by chance: p = 1.9e-06)"]


def test_a_bank_of_yes_and_no_is_found(tmp_path: Path) -> None:
    text = CHOICE.replace("text: Ready pods that carry both", "text: Yes, both")
    text = text.replace("text: Ready pods that carry either", "text: No, either")
    assert any(one.startswith("W13: 1 of 1 problems") for one in _found(tmp_path, text))


def test_a_family_of_one_and_an_unknown_enemy_are_found(tmp_path: Path) -> None:
    alone = CHOICE.replace("  skill:", "  family: one-fact\n  enemies: [which-pods, nobody]\n  skill:", 1)
    assert [one for one in _found(tmp_path, alone) if one.startswith("W20")] == [
        "W20: `one-fact` has no other problem",
        "W20: `which-pods` is no other problem of this bank",
        "W20: `nobody` is no other problem of this bank",
    ]


def test_a_misconception_that_no_option_names_is_noted_where_it_stands(tmp_path: Path) -> None:
    entry = "  - id: set-merges\n    belief: It merges.\n    truth: It replaces.\n"
    manifest = f"{texts.MANIFEST}misconceptions:\n{entry}"
    found = check_bank(texts.write_bank(tmp_path, CHOICE, manifest=manifest)).findings
    (finding,) = [one for one in found if one.rule == "W21"]
    assert (finding.file, finding.line) == (
        "bank.yaml",
        manifest.splitlines().index("  - id: set-merges") + 1,
    )


def test_a_form_that_cannot_be_filled_is_found_in_the_manifest(tmp_path: Path) -> None:
    manifest = texts.MANIFEST + "test: { easy: 2, medium: 0 }\n"
    found = [
        one
        for one in check_bank(texts.write_bank(tmp_path, CHOICE, manifest=manifest)).findings
        if one.rule == "W17"
    ]
    told = {one.what: one for one in found}
    assert "a practice needs 5 problems, and the bank has 1" in told
    assert "a challenge needs 1 workflow problem, and the bank has none" in told
    assert "the skill `rollback` needs 1 problem, and the bank has none" in told
    finding = told["a test needs 2 easy problems, and the bank has 1"]
    at = manifest.splitlines().index("test: { easy: 2, medium: 0 }") + 1
    assert (finding.file, finding.line, finding.column) == ("bank.yaml", at, 15)


@pytest.mark.parametrize(
    ("facility", "attempts", "told"),
    [(0.74, 1000, False), (0.20, 1000, True), (0.20, 29, False), (0.95, 1000, True), (0.60, 40, False)],
)
def test_a_label_is_doubted_only_on_evidence(
    tmp_path: Path, facility: float, attempts: int, told: bool
) -> None:
    folder = texts.write_bank(tmp_path, CHOICE)
    observed = {"which-pods": ObservedFacility(facility, attempts)}
    rules = {one.rule for one in check_bank(folder, observed).findings}
    assert ("W16" in rules) == told


def test_a_problem_as_hard_as_its_label_is_never_doubted(tmp_path: Path) -> None:
    for difficulty in DIFFICULTIES:
        folder = texts.write_bank(tmp_path / difficulty, texts.choice(difficulty=difficulty))
        observed = {"which-pods": ObservedFacility(EXPECTED[difficulty], 1000)}
        assert "W16" not in {one.rule for one in check_bank(folder, observed).findings}


def test_nothing_is_said_about_labels_without_use(tmp_path: Path) -> None:
    bank = read_bank(texts.write_bank(tmp_path, CHOICE))
    assert "W16" not in {one.rule for one in lint(bank, lambda file: (tmp_path / file).read_text())}


def test_every_near_duplicate_among_many_is_found(tmp_path: Path) -> None:
    prompts = _prompts(60)
    problems = [
        texts.choice(f"p-{nth:02}").replace(f"The Service selects `app: model, env: green`. {ASKS}", prompt)
        for nth, prompt in enumerate(prompts)
    ]
    bank = read_bank(texts.write_bank(tmp_path, "".join(problems)))
    found = {
        name for name, _ in tell_problems_apart(bank, [LintTarget(one) for one in bank.problems.values()])
    }
    sets = [frozenset(prompt.split()) for prompt in prompts]
    expected = {
        f"p-{nth:02}"
        for nth, one in enumerate(sets)
        if any(len(one & other) > STEMS_ALIKE * len(one | other) for other in sets[:nth])
    }
    assert found == expected
    assert len(found) >= 15


def _prompts(count: int) -> list[str]:
    """Texts of 40 words out of few; every third is the one before with a word changed."""
    dice = random.Random(7)
    prompts: list[str] = []
    for nth in range(count):
        own = [f"w{dice.randrange(80)}" for _ in range(40)]
        if nth % 3 == 2:
            own = prompts[-1].split()
            own[dice.randrange(len(own))] = "changed"
        prompts.append(" ".join(own))
    return prompts


def test_the_binomial_tail_is_exact() -> None:
    assert binomial_tail(0, 10, 0.25) == pytest.approx(1)
    assert binomial_tail(10, 10, 0.5) == pytest.approx(1 / 1024)
    assert binomial_tail(5, 7, 0.25) == pytest.approx(0.012878, rel=1e-4)


def test_every_rule_has_a_name_and_a_reason() -> None:
    for code, rule in RULES.items():
        assert code == rule.code
        assert rule.reason.endswith(".")
        assert rule.severity in ("error", "warning", "note")
        assert (rule.severity == "error") == (code[0] in "YFEP" and code not in ("Y6", "Y7", "F7", "P3"))


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("stopped", "stop"),
        ("stopping", "stop"),
        ("stops", "stop"),
        ("switches", "switch"),
        ("missing", "miss"),
        ("filled", "fill"),
        ("bed", "bed"),
    ],
)
def test_a_word_loses_its_ending_and_no_more(word: str, stem: str) -> None:
    assert stem_word(word) == stem


def test_an_option_that_begins_with_yes_makes_no_problem_of_two_sides(tmp_path: Path) -> None:
    text = CHOICE.replace(EITHER, "No label at all")
    assert not any(one.startswith("W13") for one in _found(tmp_path, text))
