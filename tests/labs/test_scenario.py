"""Scenarios: those that ship are sound, and each slip of an author is told with its workspace."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from labs.errors import ScenarioUnsound
from labs.reading import reader
from labs.reading.manifests import SHARE, render
from labs.reading.model import Scenario

SHIPPED = sorted(path for path in reader.SCENARIOS.iterdir() if path.is_dir())
LOOKS = ("kubectl get", "kubectl rollout status", "kubectl describe", "sleep")
Edit = Callable[[str, str], Path]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the first lab with one piece of text replaced by another."""

    def edit(old: str, new: str, file: str = reader.FILE) -> Path:
        folder = tmp_path / "copied-lab"
        shutil.copytree(reader.SCENARIOS / "one-field-switch", folder)
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
        return folder

    return edit


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_a_shipped_lab_is_sound(folder: Path) -> None:
    assert reader.check(folder) == ()


def test_labs_come_in_the_order_of_the_curriculum_and_no_number_twice() -> None:
    numbers = [one.number for one in reader.read_all()]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("one", reader.read_all(), ids=lambda one: one.slug)
def test_a_lab_says_what_is_right_and_what_is_likely_to_go_wrong(one: Scenario) -> None:
    assert len(one.wrong) >= 2
    assert one.points == sum(check.points for check in one.checks)
    acts = [command for command in one.solution.run if not command.startswith(LOOKS)]
    assert not any(command in one.hints[0] for command in acts), "the first hint gives the answer away"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("fails: selector", "fails: selecter", "there is no check `selecter` here. Did you mean `selector`?"),
        ("once: switch", "once: swich", "there is no moment `swich` here. Did you mean `switch`?"),
        ("from: switch", "from: incident", "there is no moment `incident` here."),
        ("classes: [fresh]", "classes: [long]", "there is no class `long` here."),
        ("- id: slice", "- id: selector", "the check id `selector` stands more than once."),
        ("{found}; it has", "{fuond}; it has", "{fuond} is no placeholder of this check. It has {found}."),
        ("soak: 3s", "soak: 3", "`3` is no length of time. Write one like 500ms, 3s or 2m."),
        ("minutes: 10", "minutes: ten", "`minutes` is `ten`, not a number."),
        ("skill: selector-switch", "skil: selector-switch", "`skil` is no field here. Did you mean `skill`?"),
        ("always: {pods", "allways: {pods", "this is no check: it needs one of now, always,"),
        ("now: {behind: model, are", "now: {behind: model, ar", "this is no condition"),
        ("object: service/model", "object: svc/model", "`kind` is `svc`."),
        ("number: 1", "number: 1\nnumber: 2", "the key `number` stands twice."),
        ("  switch:\n    title", "  start:\n    title", "`start` is a moment of every lab."),
    ],
)
def test_a_slip_is_told_with_the_cure(edited: Edit, old: str, new: str, told: str) -> None:
    findings = reader.check(edited(old, new))
    assert any(told in str(finding) for finding in findings), [str(finding) for finding in findings]


def test_a_slip_is_told_with_its_place(edited: Edit) -> None:
    [finding] = reader.check(edited("fails: selector", "fails: selecter"))
    lines = (reader.SCENARIOS / "one-field-switch" / reader.FILE).read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "fails: selector" in text)
    assert (finding.file, finding.line) == (reader.FILE, line)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("image: model", "image: nginx", "`image` is `nginx`, not one of model, tools"),
        (
            "kind: Deployment",
            "kind: StatefulSet",
            "`StatefulSet` of `apps/v1` is none of Deployment (apps/v1)",
        ),
        ("  name: model-blue", "  namespace: here\n  name: model-blue", "`metadata.namespace` is written"),
        ("metadata:\n  name: model-blue", "metadata:\n  title: model-blue", "`metadata.name` is missing"),
        ("apiVersion", "? [a]\n: b\napiVersion", "a key is a list or a mapping"),
    ],
)
def test_a_start_that_cannot_be_placed_is_told(edited: Edit, old: str, new: str, told: str) -> None:
    findings = reader.check(edited(old, new, "start/blue.yaml"))  # type: ignore[call-arg]
    assert any(told in str(finding) for finding in findings), [str(finding) for finding in findings]


def test_a_folder_without_a_scenario_is_told_and_no_crash(tmp_path: Path) -> None:
    [finding] = reader.check(tmp_path)
    assert finding.file == reader.FILE


def test_an_unsound_lab_is_not_offered_and_says_where_to_look(edited: Edit) -> None:
    with pytest.raises(ScenarioUnsound, match=r"copied-lab.*scenario\.yaml:\d+:\d+"):
        reader.read(edited("fails: selector", "fails: selecter"))


def test_an_object_is_placed_with_its_image_and_without_any_privilege() -> None:
    one = reader.read(reader.SCENARIOS / "one-field-switch")
    blue = next(thing for thing in one.start if thing["metadata"]["name"] == "model-blue")
    made = render(blue, "lab-1", {"model": "cutover/lab-model:1"})
    spec = made["spec"]["template"]["spec"]
    assert made["metadata"]["namespace"] == "lab-1"
    assert spec["containers"][0]["image"] == "cutover/lab-model:1"
    assert spec["containers"][0]["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["containers"][0]["imagePullPolicy"] == "Never"
    assert "namespace" not in blue["metadata"], "what was read stays as it was read"


def test_a_server_has_a_share_of_the_cpu_and_keeps_its_own_if_it_names_one() -> None:
    def resources(own: dict[str, object]) -> object:
        pod = {"spec": {"containers": [{"image": "model", **own}]}, "kind": "Pod", "metadata": {}}
        return render(pod, "lab-1", {"model": "m"})["spec"]["containers"][0]["resources"]

    assert resources({}) == {"requests": {"cpu": SHARE}}
    assert resources({"resources": {"limits": {"cpu": "1"}}}) == {"limits": {"cpu": "1"}}
