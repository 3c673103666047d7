"""Banks as an author writes them, one sound problem of each kind."""

from __future__ import annotations

from pathlib import Path

import yaml

MANIFEST = """\
id: sample
title: A sample bank
about: One problem of each kind.
skills:
  - { id: selectors, title: Selectors, about: Say which pods a Service reaches. }
  - { id: rollback, title: Rollback, about: Go back while learners are served. }
"""

_COMMON = """\
  difficulty: {difficulty}
  skill: selectors
  time_limit: 1m30s
"""
_SOLUTION = """\
  solution:
    steps:
      - Compare the selector with the labels of the pods.
    takeaway: A Service follows labels, not names.
    mistakes:
      - Looking at the name of the Deployment.
  source: https://kubernetes.io/docs/concepts/services-networking/service/
"""


def choice(name: str = "which-pods", *, difficulty: str = "easy", category: str = "conceptual") -> str:
    return (
        f"""\
- id: {name}
  kind: choice
  title: Which pods get traffic?
  category: {category}
"""
        + _COMMON.format(difficulty=difficulty)
        + """\
  tries: 1
  prompt: |
    The Service selects `app: model, env: green`. **Which pods** receive its traffic?
  options:
    - id: both-labels
      text: Ready pods that carry both labels
      correct: true
      why: Every label of the selector must match.
    - id: any-label
      text: Ready pods that carry either label
      why: The labels of a selector are joined by "and".
    - id: by-name
      text: Pods of the Deployment named green
      why: A Service knows nothing of Deployments.
  hints:
    - Read the selector as a list of conditions.
"""
        + _SOLUTION
    )


def choices(
    name: str = "what-empties", *, difficulty: str = "medium", category: str = "configuration"
) -> str:
    return (
        f"""\
- id: {name}
  kind: choices
  title: What leaves no endpoint?
  category: {category}
"""
        + _COMMON.format(difficulty=difficulty)
        + """\
  tries: 2
  prompt: Which changes leave the Service without an endpoint?
  options:
    - { id: typo, text: A typing error in the selector, correct: true, why: No pod carries that label. }
    - { id: unready, text: Every pod failing its readiness, correct: true, why: Unready pods are left out. }
    - { id: scale, text: One more replica, why: It only adds an endpoint. }
    - { id: port, text: A second port with a name, why: Ports do not choose pods. }
"""
        + _SOLUTION
    )


def order(name: str = "switch-order", *, difficulty: str = "hard", category: str = "workflow") -> str:
    return (
        f"""\
- id: {name}
  kind: order
  title: Switch without a dropped request
  category: {category}
"""
        + _COMMON.format(difficulty=difficulty)
        + """\
  tries: 2
  prompt: Put the steps in a safe order. One step must be left aside?
  steps:
    - { id: deploy, text: Deploy green, why: There is nothing to switch to before. }
    - { id: wait, text: Wait until green is ready, after: [deploy], why: Unready pods take no traffic. }
    - { id: switch, text: Switch the selector, after: [wait], why: Green can serve now. }
    - { id: watch, text: Watch the error rate, after: [switch], why: Blue is still there to go back to. }
  distractors:
    - { id: delete, text: Delete blue at once, why: It throws the rollback away. }
"""
        + _SOLUTION
    )


def blanks(name: str = "patch-it", *, difficulty: str = "medium", category: str = "command-output") -> str:
    return (
        f"""\
- id: {name}
  kind: blanks
  title: Patch the selector
  category: {category}
"""
        + _COMMON.format(difficulty=difficulty)
        + """\
  tries: 2
  prompt: Which pieces complete the command?
  template:
    language: shell
    text: kubectl {{verb}} service model -p '{"spec":{"{{field}}":{"env":"green"}}}'
  blanks:
    - { id: verb, accepts: [patch] }
    - { id: field, accepts: [selector] }
  chips:
    - { id: patch, text: patch, why: It merges a part into the object. }
    - { id: selector, text: selector, why: The field that chooses pods. }
    - { id: labels, text: labels, why: Those are the labels of the Service itself. }
"""
        + _SOLUTION
    )


def every_kind() -> str:
    return choice() + choices() + order() + blanks()


def write_bank(folder: Path, *texts: str, manifest: str = MANIFEST) -> Path:
    """A bank whose files are a.yaml, b.yaml and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bank.yaml").write_text(manifest)
    for at, text in enumerate(texts):
        (folder / f"{chr(ord('a') + at)}.yaml").write_text(text)
    return folder


def parsed(text: str) -> object:
    """What PyYAML's own safe parser, the one in C, makes of a text."""
    return yaml.CSafeLoader(text).get_single_data()
