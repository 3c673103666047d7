"""The problem that an author begins from: sound, and about something, so that it only has to be changed."""

from __future__ import annotations

from collections.abc import Mapping

from problems.reading.schema import modeline

_HEAD = """\
- id: {id}
  kind: {kind}
  category: {category}
  difficulty: easy
  skill: {skill}
"""

_BODIES: Mapping[str, str] = {
    "choice": """\
  title: A Service that reaches nothing
  time_limit: 1m
  tries: 2
  prompt: |
    The Service `model` selects `app=model,version=green`. Every pod carries `app=model,version=blue`.

    What does a client of the Service get?
  options:
    - id: refused
      text: An error, since no pod is selected
      correct: true
      why: Both labels must match, and no pod carries `version=green`.
    - id: blue
      text: Predictions of the blue pods
      why: One label that matches is not enough. A selector is a list of conditions.
    - id: queued
      text: An answer as soon as green is ready
      why: Nothing keeps a request until pods appear.
    - id: random
      text: Predictions of whichever pod is nearest
      why: A Service knows no pods but those it selects.
  hints:
    - Read the selector as a list of conditions.
  solution:
    steps:
      - Compare the selector with the labels of the pods.
      - One pair differs, so the list of endpoints is empty.
    takeaway: A selector is a list of conditions, and every one must hold.
    mistakes:
      - Expecting the Service to fall back to something that runs.
  source: https://kubernetes.io/docs/concepts/services-networking/service/
""",
    "choices": """\
  title: What empties a Service
  time_limit: 90s
  tries: 2
  prompt: |
    The Service `model` has three endpoints. Pick every change that leaves it without one.
  options:
    - id: typo
      text: A spelling mistake in its selector
      correct: true
      why: No pod carries the label that is now asked for.
    - id: unready
      text: Every pod failing its readiness check
      correct: true
      why: Pods that are not ready take no traffic.
    - id: more
      text: One more replica of the Deployment
      why: It adds an endpoint.
    - id: renamed
      text: Another name for the Deployment
      why: Labels choose pods. The name of their Deployment does not.
  hints:
    - For each change, ask which pods match and which of them are ready.
  solution:
    steps:
      - An endpoint is a pod that matches and is ready.
      - Two of the changes take one of the two away from all pods.
    takeaway: Matching and ready, both are needed.
    mistakes:
      - Looking at names where labels decide.
  source: https://kubernetes.io/docs/concepts/services-networking/service/
""",
    "order": """\
  title: A switch that drops nothing
  time_limit: 2m
  tries: 2
  prompt: |
    Blue is live. Put the steps in an order that never leaves users without an answer. One has no place in it.
  steps:
    - id: deploy
      text: Deploy green beside blue
      why: There is nothing to move users to before.
    - id: ready
      text: Wait until every green pod is ready
      after: [deploy]
      why: Pods that are not ready take no traffic.
    - id: smoke
      text: Ask green a few known questions
      after: [ready]
      why: Ready is not the same as right.
    - id: switch
      text: Point the Service at green
      after: [smoke]
      why: Now green can serve, and is known to be right.
  distractors:
    - id: delete
      text: Delete blue to free its memory
      why: It throws away the way back.
  hints:
    - For each step, ask what would break if it came first.
  solution:
    steps:
      - Users move in one step, so everything that can fail must be known before it.
      - Blue stays, since the way back is the point of having two.
    takeaway: Prove green first, move users once, keep blue.
    mistakes:
      - Moving users as soon as the pods exist.
  source: https://kubernetes.io/docs/concepts/services-networking/service/
""",
    "blanks": """\
  title: Send everyone to green
  time_limit: 90s
  tries: 2
  prompt: |
    The Service `model` selects `app=model,version=blue`. Complete the command that moves every user to green.
  template:
    language: shell
    text: |
      kubectl {{verb}} service model -p '{"spec":{"{{field}}":{"version":"{{colour}}"}}}'
  blanks:
    - { id: verb, accepts: [patch] }
    - { id: field, accepts: [selector] }
    - { id: colour, accepts: [green] }
  chips:
    - { id: patch, text: patch, why: It merges the given part into the object. }
    - { id: replace, text: replace, why: It wants the whole object from a file. }
    - { id: selector, text: selector, why: This is the field that chooses pods. }
    - { id: labels, text: labels, why: Those describe the Service itself. }
    - { id: green, text: green, why: Users shall reach the green pods. }
    - { id: blue, text: blue, why: They are there already. }
  hints:
    - Only one pair of the object changes. All else stays as it is.
  solution:
    steps:
      - One field decides which pods a Service reaches.
      - A patch changes that pair and leaves the others.
    takeaway: The switch is one field of one object.
    mistakes:
      - Changing the labels of the Service.
  source: https://kubernetes.io/docs/reference/kubectl/generated/kubectl_patch/
""",
}
KINDS = tuple(_BODIES)
_CATEGORIES = {
    "choice": "conceptual",
    "choices": "troubleshoot",
    "order": "workflow",
    "blanks": "configuration",
}


def problem_template(kind: str, name: str, skill: str) -> str:
    """A sound problem of that kind, as a text to append to a file of problems."""
    head = _HEAD.format(id=name, kind=kind, category=_CATEGORIES[kind], skill=skill)
    return head + _BODIES[kind]


def manifest_template(bank: str, kind: str) -> str:
    """The `bank.yaml` of a bank that has one problem of that kind, with forms small enough for it."""
    title = bank.replace("-", " ").capitalize()
    return f"""\
{modeline("bank")}id: {bank}
title: {title}
about: What a learner can do after this bank.
skills:
  - id: first-skill
    title: The first skill
    about: What somebody who has it can do.
# Ask for more as the bank grows: a challenge has one problem of each category, a test ten problems.
challenge: [{_CATEGORIES[kind]}]
practice: 1
test: {{ easy: 1, medium: 0, hard: 0 }}
"""
