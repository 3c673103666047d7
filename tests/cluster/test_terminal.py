"""The terminal, typed into on a real cluster."""

from __future__ import annotations

import asyncio
import time

import psutil
import pytest

from labs.errors import TerminalClosed
from labs.namespace.lifecycle import Workspace
from labs.namespace.manifests import WORKBENCH
from labs.namespace.pod_exec import execute
from labs.namespace.terminal import COMMAND_BYTES, command
from tests.cluster.conftest import Lab
from tests.cluster.typist import seen, typing

pytestmark = pytest.mark.cluster


def test_kubectl_is_typed_and_answers_in_the_learners_own_place(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"stty size; kubectl create configmap x --from-literal=a=b; echo do''ne\n")
            return await seen(terminal, "done\r")

    said = asyncio.run(act())
    assert "30 100" in said
    assert "configmap/x created" in said
    assert cluster.kube.get("ConfigMap", "x", workspace.namespace)["metadata"]["name"] == "x"


def test_a_resize_reaches_the_shell(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await terminal.resize(71, 17)
            await terminal.write(b"sleep 0.2; stty size; echo do''ne\n")
            return await seen(terminal, "done\r")

    assert "17 71" in asyncio.run(act())


def test_tab_completes_commands_and_names_of_kubectl(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await seen(terminal, "$ ")
            await terminal.write(b"kubectl get configmap kube-ro\t -o na\t\n")
            await seen(terminal, "configmap/kube-root-ca.crt")
            await terminal.write(b"k rollo\tstatus --help | head -1\n")
            return await seen(terminal, "Show the status of the rollout")

    assert "command not found" not in asyncio.run(act())


def test_a_letter_split_between_two_frames_arrives_whole(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(
                "printf 'grün'; printf '\\303'; sleep 0.3; printf '\\251'; echo do''ne\n".encode()
            )
            return await seen(terminal, "done\r")

    assert "grüné" in asyncio.run(act())


def test_the_shells_end_is_said_and_reopening_works(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> None:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"exit\n")
            with pytest.raises(TerminalClosed, match="The shell has ended"):
                await seen(terminal, "never")
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"echo ag''ain\n")
            assert "again" in await seen(terminal, "again\r")

    asyncio.run(act())


def test_a_closed_terminal_leaves_no_process_behind(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> None:
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"(trap '' HUP; sleep 987) & sleep 986; echo do''ne\n")
            await asyncio.sleep(0.5)

    asyncio.run(act())
    listed, until = "sleep 98", time.monotonic() + 30
    while "sleep 98" in listed and time.monotonic() < until:
        listed = execute(cluster.kube, workspace.namespace, WORKBENCH, ["ps", "-eo", "args"]).text
    assert "sleep infinity" in listed
    assert "sleep 98" not in listed


def test_a_gigabyte_of_output_costs_no_memory_and_an_interrupt_still_works(
    cluster: Lab, workspace: Workspace
) -> None:
    async def act() -> tuple[int, float]:
        async with typing(cluster, workspace) as terminal:
            await seen(terminal, "$ ")
            before = psutil.Process().memory_info().rss
            await terminal.write(b"head -c 1G /dev/zero | tr '\\0' x\n")
            until, grown = time.monotonic() + 4, 0
            while time.monotonic() < until:
                await terminal.read()
                grown = max(grown, psutil.Process().memory_info().rss - before)
            await terminal.write(b"\x03")
            began = time.monotonic()
            await terminal.write(b"\x15echo do''ne\n")
            await seen(terminal, "done\r", 60)
            return grown, time.monotonic() - began

    grown, waited = asyncio.run(act())
    print(f"grew by {grown / 2**20:.1f} MiB, prompt back after {waited:.1f} s")
    assert grown < 20 << 20
    assert waited < 30


def test_a_reader_that_stops_reading_stops_the_shell(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> int:
        async with typing(cluster, workspace) as terminal:
            await seen(terminal, "$ ")
            before = psutil.Process().memory_info().rss
            await terminal.write(b"yes\n")
            await asyncio.sleep(3)
            return psutil.Process().memory_info().rss - before

    assert asyncio.run(act()) < 20 << 20


def test_a_deleted_workbench_comes_back_with_the_next_terminal(cluster: Lab, workspace: Workspace) -> None:
    async def act() -> str:
        async with typing(cluster, workspace) as terminal:
            await seen(terminal, "$ ")
            await asyncio.to_thread(cluster.kube.delete, "Pod", WORKBENCH, workspace.namespace, 0)
            with pytest.raises(TerminalClosed):
                await seen(terminal, "never", 60)
        async with typing(cluster, workspace) as terminal:
            await terminal.write(b"kubectl get pods -o name; echo do''ne\n")
            return await seen(terminal, "done\r")

    assert "pod/workbench" in asyncio.run(act())


def test_a_plain_command_box_ends_what_takes_too_long_and_cuts_what_is_too_much(
    cluster: Lab, workspace: Workspace
) -> None:
    said = command(cluster.kube, workspace.namespace, "yes | head -c 1000000; exit 7")
    assert (said.code, said.cut, len(said.text)) == (7, True, COMMAND_BYTES)
    assert command(cluster.kube, workspace.namespace, "kubectl get pods -o name").text == "pod/workbench\n"
