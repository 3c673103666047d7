"""`cutover labs`: the cluster from the command line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.clock import now
from labs.cluster import doctor
from labs.cluster import lifecycle as cluster_lifecycle
from labs.errors import ClusterMissing, LabError
from labs.settings import LabSettings, describe, read_settings
from problems.reading.validation_errors import did_you_mean
from ui.settings import read_settings as read_app_settings

if TYPE_CHECKING:
    from labs.cluster.capacity import Resources


@click.group()
def labs() -> None:
    """Run the labs: a cluster of its own, made and removed. Your other clusters are never touched."""


@labs.command("doctor")
@click.option("--settings", "show", is_flag=True, help="Print the configuration that would be used.")
def doctor_command(show: bool) -> None:
    """Say what is missing for the labs, and the command that installs it."""
    settings = read_settings()
    if show:
        for name, value, meaning in describe(settings):
            click.echo(f"{name}={value}\n    {meaning}")
        return
    findings = doctor.diagnose(doctor.inspect_machine(settings), settings)
    for finding in findings:
        click.echo(f"{_sign(finding)} {finding.what}")
        if finding.cure and not finding.ok:
            click.echo(f"          {finding.cure}")
    if any(finding.needed and not finding.ok for finding in findings):
        sys.exit(1)
    click.echo("Nothing is missing. `cutover labs up` makes the cluster.")


@labs.command()
def up() -> None:
    """Make the cluster, or have it run again, with the images that the labs need."""
    from labs import operations  # noqa: PLC0415  the kubernetes client takes 1.5 s to import

    progress = _Steps()
    operations.up(read_settings(), now(), progress)
    progress(cluster_lifecycle.status(read_settings(), now()).sentence)
    click.echo("Next: `cutover labs selftest`, or open a lab in the browser.")


@labs.command()
@click.option("--images", is_flag=True, help="Remove the images that were built for it, too.")
def down(*, images: bool) -> None:
    """Remove the cluster and all that is kept of it."""
    from labs.images import build  # noqa: PLC0415

    settings = read_settings()
    removed = cluster_lifecycle.delete(settings, _Steps())
    click.echo("The cluster is gone." if removed else "There is no cluster to remove.")
    if images:
        gone = build.remove(settings)
        click.echo(f"Removed {', '.join(gone)}." if gone else "There are no images to remove.")


@labs.command()
def status() -> None:
    """Say what there is."""
    settings = read_settings()
    cluster = cluster_lifecycle.status(settings, now())
    click.echo(cluster.sentence)
    is_full = False
    if cluster.state == "ready":
        trouble = _trouble()
        click.echo(trouble or "Its API server answers.")
        is_full = _echo_store(always=True)
    sys.exit(0 if cluster.state == "ready" and not is_full else 1)


@labs.command("selftest")
def selftest_command() -> None:
    """Prove the fences: print what a learner may do, try what is forbidden, measure abuse."""
    from labs import kube  # noqa: PLC0415
    from labs.selftest import run as selftest  # noqa: PLC0415
    from ui.cli.selftest import selftest_lines  # noqa: PLC0415

    settings = read_settings()
    report = selftest.run(kube.connect(cluster_lifecycle.kubeconfig(settings)), settings, now(), _Steps())
    for line in selftest_lines(report):
        click.echo(line)
    sys.exit(0 if report.ok else 1)


@labs.command()
@click.argument("learners", type=click.IntRange(1, 1000))
@click.option("--cores", type=click.IntRange(1, 1024), help="For a machine with so many cores.")
@click.option("--memory", type=click.IntRange(1, 8192), help="For a machine with so many GiB for containers.")
@click.option(
    "--nodes",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="For so many such machines, each with a Cutover and a cluster of its own.",
)
def plan(learners: int, cores: int | None, memory: int | None, nodes: int) -> None:
    """Say whether there is room for so many LEARNERS at once, and how many of them can be judged.

    Asks the cluster that is up. Without one, or with an option, it plans a new one, on this machine or on one
    that the options describe.
    """
    from labs.cluster import capacity  # noqa: PLC0415

    settings = read_settings()
    asks_cluster = (cores, memory, nodes) == (None, None, 1) and _is_up(settings)
    free, cores = (
        _free_on_cluster(settings) if asks_cluster else _free_on_machine(settings, cores, memory, nodes)
    )
    answer = capacity.plan(learners, capacity.budget(settings), free, machines=nodes)
    click.echo(answer.sentence)
    click.echo(capacity.judging_sentence(learners, capacity.judged_at_once(cores) * nodes))
    is_full = asks_cluster and _echo_store(always=False)
    sys.exit(0 if answer.enough and not is_full else 1)


def _is_up(settings: LabSettings) -> bool:
    try:
        cluster_lifecycle.kubeconfig(settings)
    except ClusterMissing:
        return False
    return True


def _free_on_cluster(settings: LabSettings) -> tuple[Resources, int]:
    """What is free for learners on the cluster that is up, and its cores."""
    from labs import kube, operations  # noqa: PLC0415  the kubernetes client takes 1.5 s to import

    client = kube.connect(cluster_lifecycle.kubeconfig(settings))
    return operations.free_resources(client), operations.node_cores(client)


def _free_on_machine(
    settings: LabSettings, cores: int | None, memory: int | None, nodes: int
) -> tuple[Resources, int]:
    """What a new cluster would have on each of these machines, which are said, and the cores of one."""
    from labs.cluster import capacity  # noqa: PLC0415

    cores = cores or os.cpu_count() or 1
    mib = memory * 1024 if memory else doctor.inspect_machine(settings).memory
    if not mib:
        raise click.UsageError("How much memory containers may use is unknown: say it with --memory.")
    machine = f"{cores} {'core' if cores == 1 else 'cores'} and {mib / 1024:.0f} GiB"
    click.echo(
        f"For a new cluster on {machine}:" if nodes == 1 else f"For {nodes} new clusters, each on {machine}:"
    )
    return capacity.free_on_machine(cores, mib, settings), cores


@labs.command()
def sweep() -> None:
    """Remove what is left over: clusters and workspaces past their time, and what a killed run left half
    made.
    """
    from labs import operations  # noqa: PLC0415

    gone = operations.sweep(read_settings(), now(), _Steps())
    click.echo(f"Removed {', '.join(gone)}." if gone else "Nothing is left over.")


@labs.command()
@click.argument("names", nargs=-1, metavar="[LAB]...")
def check(names: tuple[str, ...]) -> None:
    """Say what is wrong in the files of each LAB, by name or by folder; by default of all labs."""
    from labs.reading import reader  # noqa: PLC0415

    offered = read_app_settings().scenarios
    every = sorted(one for one in offered.iterdir() if one.is_dir())
    folders = [_folder(name, offered) for name in names] or every
    findings = [(folder.name, finding) for folder in folders for finding in reader.check(folder)]
    for name, finding in findings:
        click.echo(f"{name}/{finding}")
    if any(finding.severity == "error" for _, finding in findings):
        sys.exit(1)
    click.echo("1 lab is sound." if len(folders) == 1 else f"{len(folders)} labs are sound.")


def _folder(name: str, offered: Path) -> Path:
    """The folder of that path, or of the lab with that name among those that are offered."""
    found = next((folder for folder in (Path(name), offered / name) if folder.is_dir()), None)
    if found is None:
        near = did_you_mean(name, sorted(one.name for one in offered.iterdir()))
        raise click.UsageError(f"There is no lab `{name}`, and no folder. {near}")
    return found


class _Steps:
    """Prints each step with the seconds since the first."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, step: str) -> None:
        click.echo(f"{time.monotonic() - self._began:5.1f} s  {step}")


def _trouble() -> str:
    from labs import kube, operations  # noqa: PLC0415

    try:
        return operations.outage_message(kube.connect(cluster_lifecycle.kubeconfig(read_settings())))
    except LabError as e:
        return str(e)


def _echo_store(*, always: bool) -> bool:
    """Say how full the cluster's store is, or only that it is filling; whether it is full."""
    from labs import operations  # noqa: PLC0415

    try:
        found = operations.store_status(read_settings())
    except LabError as e:
        click.echo(str(e))
        return False
    if always or found.is_filling:
        click.echo(found.sentence)
    return found.is_full


def _sign(finding: doctor.Diagnosis) -> str:
    if finding.ok:
        return "ok       "
    return "missing  " if finding.needed else "note     "
