"""The capacity plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.cluster.capacity import (
    Resources,
    budget,
    free_on_machine,
    judged_at_once,
    judging_sentence,
    plan,
)
from labs.operations import parse_resources
from labs.settings import LabSettings

_ROOMS = st.builds(Resources, st.integers(1, 10**5), st.integers(1, 10**6), st.integers(1, 10**3))


def test_a_class_that_fits_is_told_what_would_run_out_first() -> None:
    it = plan(4, Resources(370, 896, 16), Resources(1850, 23000, 211))
    assert it.enough
    assert it.sentence == "There is room for 4 learners; CPU would run out first, at 5."


def test_a_class_that_does_not_fit_is_told_how_many_do() -> None:
    it = plan(30, Resources(370, 896, 16), Resources(20000, 8000, 220))
    assert (it.enough, it.fits, it.bottleneck) == (False, 8, "memory")
    assert it.sentence.startswith("There is room for 8 of 30 learners: memory runs out.")


def test_several_machines_have_room_for_as_many_times_what_fits_on_one() -> None:
    each, free = Resources(370, 896, 16), Resources(1850, 23000, 211)
    assert plan(12, each, free, machines=3).sentence.endswith("CPU would run out first, at 15.")
    assert not plan(16, each, free, machines=3).enough


def test_a_new_cluster_has_what_the_machine_has_less_its_own_needs() -> None:
    free = free_on_machine(8, 16384, LabSettings())
    assert free == Resources(7050, 15360, 211)


@pytest.mark.parametrize(("cores", "judged"), [(1, 1), (2, 4), (4, 10), (8, 22)])
def test_who_can_be_judged_at_once_follows_the_cores(cores: int, judged: int) -> None:
    assert judged_at_once(cores) == judged


def test_more_learners_than_can_be_judged_are_told_what_happens_to_them() -> None:
    assert judging_sentence(4, 4).endswith("4 who work at the same time can be judged.")
    assert "4 who work at the same time can be judged; with more" in judging_sentence(5, 4)


@given(_ROOMS, _ROOMS)
def test_what_is_said_to_fit_does_fit_and_one_more_does_not(each: Resources, free: Resources) -> None:
    fits = plan(1, each, free).fits
    assert (each.cpu * fits, each.memory * fits, each.pods * fits) <= (
        free.cpu,
        free.memory,
        free.pods,
    ) or fits == 0
    more = fits + 1
    assert each.cpu * more > free.cpu or each.memory * more > free.memory or each.pods * more > free.pods


@pytest.mark.parametrize(
    ("cpu", "memory", "figures"),
    [("250m", "1.5Gi", (250, 1536)), ("2", "24684084Ki", (2000, 24105)), ("1500000n", "4M", (1, 3))],
)
def test_a_quantity_is_read_as_kubernetes_means_it(cpu: str, memory: str, figures: tuple[int, int]) -> None:
    assert parse_resources(cpu, memory, "0") == Resources(*figures, 0)


@pytest.mark.parametrize("text", ["", "two", "1Zi"])
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Invalid number|unknown suffix"):
        parse_resources(text, "0", "0")


def test_a_node_is_read_in_thousandths_of_a_core_and_mebibytes() -> None:
    assert parse_resources("2", "24684084Ki", "110") == Resources(2000, 24105, 110)


def test_nothing_left_is_nothing_not_less() -> None:
    assert Resources(1, 1, 1).minus(Resources(2, 0, 1)) == Resources(0, 1, 0)


def test_a_budget_holds_the_workbench_and_the_prober_too(settings: LabSettings) -> None:
    assert budget(settings).pods == settings.learner_pods + 2
