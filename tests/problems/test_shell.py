"""A slip in a shell block is seen, and what a shell accepts is left alone."""

from __future__ import annotations

import subprocess

import pytest

from problems.lint.shell import shell_fault

SOUND = [
    "kubectl get pods",
    'kubectl patch service model -p \'{"spec":{"selector":{"env":"green"}}}\'',
    'kubectl get svc model -o jsonpath="{.spec.selector.version}"',
    "kubectl get svc -o jsonpath={.spec.selector}",
    'if [ "$live" = blue ]; then\n  next=green\nelif true; then :\nelse\n  next=blue\nfi',
    "for c in blue green; do echo $c; done",
    "while ! curl -fs localhost; do sleep 1; done < /dev/null",
    "case $live in\n  blue) next=green ;;\n  green) next=blue ;;\nesac",
    "case $live in (blue) echo;; esac",
    "next=$(kubectl get svc model -o name)\necho $((1 + 2))",
    "switch() {\n  echo done\n}\nswitch",
    "cat <<EOF\nit's (not) code\nEOF\necho 'done'",
    "cat <<'EOF' | kubectl apply -f -\na: 'b\nEOF",
    "echo it\\'s # don't worry (really",
    "echo a#b; echo if then done",
    "(cd /srv && ls) || exit 1",
    "time kubectl rollout status deploy/x & wait",
    'echo "a \\" b"',
]
BROKEN = [
    "echo 'unclosed",
    'echo "unclosed',
    "if true; then echo",
    "for c in a b; do echo $c",
    "echo $(date",
    "echo )",
    "true; fi",
    "case $x in a) echo;;",
    "f() { echo",
    "true; }",
    "if true; then echo; done",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_a_shell_reads_is_left_alone(text: str) -> None:
    assert _bash(text)
    assert shell_fault(text) is None


@pytest.mark.parametrize("text", BROKEN)
def test_what_a_shell_refuses_is_named(text: str) -> None:
    assert not _bash(text)
    assert shell_fault(text)


def _bash(text: str) -> bool:
    return (
        subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False).returncode
        == 0
    )
