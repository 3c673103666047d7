"""The dashboard and the alerts ask for metrics that the app has, and each alert names its cure."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from ui.web.limits import SocketCounts
from ui.web.metrics import AppMetrics

FOLDER = Path(__file__).parents[2] / "deploy" / "monitoring"
ALERTS = (FOLDER / "alerts.yaml").read_text()
PANELS = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
QUERIES = "\n".join([*(target["expr"] for panel in PANELS for target in panel["targets"]), ALERTS])


def samples() -> dict[str, set[str]]:
    """Every sample that the app prints, with the names of its labels."""
    metrics = AppMetrics()
    metrics.watch_pages(SocketCounts(10))
    metrics.watch_labs(lambda: 0)
    metrics.request("/healthz", 200, 0.1)
    metrics.transaction("read", 0.1, True)
    text = generate_latest(metrics.registry).decode()
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_dashboard_and_the_alerts_ask_only_for_what_there_is() -> None:
    wanted = set(re.findall(r"\b(?:cutover|process)_[a-z_]+", QUERIES))
    assert wanted
    assert wanted - set(samples()) == set()


def test_every_label_that_is_asked_for_is_there() -> None:
    known = samples()
    for name, selector in re.findall(r"\b(cutover_[a-z_]+)\{([^}]*)\}", QUERIES):
        assert set(re.findall(r"(\w+)=", selector)) <= known[name], name


@pytest.mark.parametrize("metric", sorted({name for name in samples() if name.endswith(("_total", "_open"))}))
def test_every_count_of_ours_is_on_the_dashboard_or_in_an_alert(metric: str) -> None:
    assert metric in QUERIES


def test_every_alert_says_what_people_notice_and_the_cure() -> None:
    assert ALERTS.count("- alert:") == ALERTS.count("summary:") == ALERTS.count("cure:") > 0
