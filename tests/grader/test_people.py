"""Names, devices, and the code that carries a learner from one to another."""

from __future__ import annotations

import pytest

from grader.errors import NotFound, Refused
from grader.service.learners import clean_name
from tests.grader.table import Table


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada  ", "Ada"),
        ("Ada\n\tLovelace", "Ada Lovelace"),
        ("x" * 40, "x" * 40),
        ("نرگس\u200cزاده", "نرگس\u200cزاده"),
        ("A\u202eda\x00", "Ada"),
        ("e\u0301", "é"),
        ("<script>", "<script>"),
    ],
)
def test_a_name_is_one_line_of_visible_characters(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u202e", "\u200c", "x" * 41])
def test_a_name_of_nothing_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="1 to 40 characters"):
        clean_name(typed)


def test_joining_twice_in_one_browser_is_one_learner(table: Table) -> None:
    first = table.grader.join("new-device", "Grace")
    assert table.grader.join("new-device", "Grace") == first
    assert table.grader.learner_of("new-device") == first
    assert table.grader.learner_of("another-device") is None


def test_a_learner_is_called_as_they_say(table: Table) -> None:
    assert table.grader.rename(table.learner, " Grace ").name == "Grace"
    assert table.grader.home(table.learner).learner.name == "Grace"


def test_leaving_forgets_the_browser_and_not_the_learner(table: Table) -> None:
    table.begin("challenge")
    table.grader.leave("device-1")
    table.grader.leave("device-1")
    assert table.grader.learner_of("device-1") is None
    assert len(table.grader.home(table.learner).going) == 1


def test_a_code_carries_a_learner_once(table: Table) -> None:
    code = table.grader.carry_code(table.learner).code
    assert table.grader.redeem("phone", code).id == table.learner
    assert table.grader.learner_of("phone") == table.grader.learner_of("device-1")
    with pytest.raises(NotFound, match="not good"):
        table.grader.redeem("somebody-elses-phone", code)


def test_the_same_browser_may_send_its_code_twice(table: Table) -> None:
    code = table.grader.carry_code(table.learner).code
    assert table.grader.redeem("phone", code) == table.grader.redeem("phone", code)


def test_a_code_is_read_as_it_is_meant(table: Table) -> None:
    code = table.grader.carry_code(table.learner).code
    assert len(code) == 8
    assert not set(code) & set("ILOU")
    typed = f" {code[:4]}-{code[4:]} ".lower().replace("1", "l").replace("0", "o")
    assert table.grader.redeem("phone", typed).id == table.learner


def test_a_code_lasts_ten_minutes(table: Table) -> None:
    code = table.grader.carry_code(table.learner)
    table.clock.now = code.expires_at
    with pytest.raises(NotFound, match="not good"):
        table.grader.redeem("phone", code.code)


def test_a_new_code_replaces_the_old_one(table: Table) -> None:
    old = table.grader.carry_code(table.learner).code
    new = table.grader.carry_code(table.learner).code
    with pytest.raises(NotFound):
        table.grader.redeem("phone", old)
    assert table.grader.redeem("phone", new).id == table.learner


def test_codes_cannot_be_tried_out(table: Table) -> None:
    code = table.grader.carry_code(table.learner).code
    for _ in range(10):
        with pytest.raises(NotFound, match="not good"):
            table.grader.redeem("phone", "00000000")
    with pytest.raises(NotFound, match="Too many codes"):
        table.grader.redeem("phone", code)
    assert table.grader.redeem("another-phone", code).id == table.learner
    table.clock.move(minutes=10)
    with pytest.raises(NotFound, match="not good"):
        table.grader.redeem("phone", code)


def test_forgetting_leaves_no_row_of_the_learner_behind(table: Table) -> None:
    table.begin("challenge")
    table.answer(table.wrong())
    table.hint(1)
    table.finish()
    table.grader.carry_code(table.learner)
    table.begin_lab()
    table.grader.forget(table.learner)
    table.grader.forget(table.learner)
    left = table.store.read(
        lambda tx: [tx.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in TABLES]
    )
    assert left == [0] * len(TABLES)
    with pytest.raises(NotFound, match="not known"):
        table.grader.home(table.learner)


TABLES = ("learners", "devices", "carry_codes", "attempts", "items", "tries", "lab_attempts", "events")
