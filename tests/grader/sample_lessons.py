"""A lesson whose keys and reasons are canaries."""

from __future__ import annotations

from dataclasses import replace

from problems.bank import Bank
from problems.lesson import Lesson
from problems.reading.lesson_reader import read_lesson
from tests.grader.sample_bank import make_bank


def question(name: str) -> str:
    return f"""```question
ask: Question {name}?
options:
  - {{ text: Wrong {name}, why: CANARY-wrong-{name} }}
  - {{ text: Right {name}, correct: true, why: CANARY-right-{name} }}
```
"""


TEXT = f"""---
title: A short lesson
about: What it is about.
minutes: 3
---
{question("before-1")}{question("before-2")}
## The idea

Some **text**.

{question("idea")}
## The example

```shell look
kubectl get pods
```

{question("example")}"""


def sample_lesson() -> Lesson:
    lesson, findings = read_lesson(TEXT, "short")
    assert lesson is not None, findings
    return lesson


def bank_with_lesson() -> Bank:
    """The made-up bank with a lesson of the whole pattern, `short`, and one of a skill, `of-skill`."""
    bank, short = make_bank(), sample_lesson()
    head = short.head.model_copy(update={"skill": next(iter(bank.skills))})
    return replace(bank, lessons={"short": short, "of-skill": replace(short, id="of-skill", head=head)})
