"""Names, devices, and the code that carries a learner from one to another."""

from __future__ import annotations

import pytest

from grader.errors import NotFound, Refused
from grader.rules.codes import code_as_meant
from grader.service.learners import clean_name
from tests.grader.client import Client


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada  ", "Ada"),
        ("Ada\n\tLovelace", "Ada Lovelace"),
        ("x" * 60, "x" * 60),
        ("김" * 60, "김" * 60),
        ("نرگس\u200cزاده", "نرگس\u200cزاده"),
        ("A\u202eda\x00", "Ada"),
        ("e\u0301", "é"),
        ("<script>", "<script>"),
    ],
)
def test_a_name_is_one_line_of_visible_characters(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        *((nothing, "Write a name first") for nothing in ("", "   ", "\u200b\u202e", "\u200c")),
        ("x" * 61, "up to 60 characters; this one has 61"),
        ("अ\u200d" * 60, "up to 60 characters"),
    ],
)
def test_a_name_of_nothing_or_too_much_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        clean_name(typed)


def test_joining_twice_in_one_browser_is_one_learner(client: Client) -> None:
    first = client.grader.learners.join("new-device", "Grace")
    assert client.grader.learners.join("new-device", "Grace") == first
    assert client.grader.learners.of_device("new-device") == first
    assert client.grader.learners.of_device("another-device") is None


def test_a_learner_is_called_as_they_say(client: Client) -> None:
    assert client.grader.learners.rename(client.learner, " Grace ").name == "Grace"
    assert client.grader.progress.home(client.learner).learner.name == "Grace"


def test_leaving_forgets_the_browser_and_not_the_learner(client: Client) -> None:
    client.begin("challenge")
    client.grader.learners.leave("device-1")
    client.grader.learners.leave("device-1")
    assert client.grader.learners.of_device("device-1") is None
    assert len(client.grader.progress.home(client.learner).going) == 1


def test_a_code_carries_a_learner_once(client: Client) -> None:
    code = client.grader.learners.link_code(client.learner).code
    assert client.grader.learners.redeem("phone", code).id == client.learner
    assert client.grader.learners.of_device("phone") == client.grader.learners.of_device("device-1")
    with pytest.raises(NotFound, match="expired or is mistyped"):
        client.grader.learners.redeem("somebody-elses-phone", code)


def test_the_same_browser_may_send_its_code_twice(client: Client) -> None:
    code = client.grader.learners.link_code(client.learner).code
    assert client.grader.learners.redeem("phone", code) == client.grader.learners.redeem("phone", code)


def test_a_code_is_read_as_it_is_meant(client: Client) -> None:
    code = client.grader.learners.link_code(client.learner).code
    assert len(code) == 8
    assert not set(code) & set("ILOU")
    typed = f" {code[:4]}-{code[4:]} ".lower().replace("1", "l").replace("0", "o")
    assert client.grader.learners.redeem("phone", typed).id == client.learner


@pytest.mark.parametrize(
    "typed",
    [
        "ab10-cd2e",
        "AB10 CD2E",
        "  a b 1 0 c d 2 e \n",
        "AB10\u00a0CD2E",
        "AB10\u2013CD2E",
        "AB10.CD2E",
        "\u201cAB10CD2E\u201d",
        "\u200bAB10\u200bCD2E\ufeff",
        "ＡＢ１０ＣＤ２Ｅ",
        "abio cd2e",
        "AB\u0661\u0660CD\u0662E",
    ],
)
def test_a_code_is_read_as_people_paste_it(typed: str) -> None:
    assert code_as_meant(typed) == "AB10CD2E"


@pytest.mark.parametrize("typed", ["", "   ", " - ", "\u200b"])
def test_an_empty_field_is_no_guess(client: Client, typed: str) -> None:
    code = client.grader.learners.link_code(client.learner).code
    for _ in range(20):
        with pytest.raises(Refused, match="Write the code first"):
            client.grader.learners.redeem("phone", typed)
    assert client.grader.learners.redeem("phone", code).id == client.learner


def test_a_code_to_come_back_with_is_good_for_thirty_days_once(client: Client) -> None:
    code = client.grader.learners.return_code(client.learner)
    assert len(code.code) == 12
    client.grader.learners.leave("device-1")
    client.clock.move(days=29, hours=23)
    assert client.grader.learners.redeem("device-1", code.code).id == client.learner
    with pytest.raises(NotFound, match="expired or is mistyped"):
        client.grader.learners.redeem("somebody-elses", code.code)


def test_a_code_to_come_back_with_ends_after_thirty_days(client: Client) -> None:
    code = client.grader.learners.return_code(client.learner)
    client.clock.move(days=30)
    with pytest.raises(NotFound, match="expired or is mistyped"):
        client.grader.learners.redeem("phone", code.code)


def test_a_code_for_another_device_leaves_the_one_to_come_back_with(client: Client) -> None:
    first = client.grader.learners.return_code(client.learner).code
    second = client.grader.learners.return_code(client.learner).code
    client.grader.learners.link_code(client.learner)
    with pytest.raises(NotFound):
        client.grader.learners.redeem("phone", first)
    assert client.grader.learners.redeem("phone", second).id == client.learner


def test_no_code_stands_in_the_store_as_it_is(client: Client) -> None:
    codes = [client.grader.learners.return_code(client.learner).code]
    codes.append(client.grader.learners.link_code(client.learner).code)
    rows = client.store.read(lambda tx: tx.exec_driver_sql("SELECT * FROM link_codes").all())
    assert len(rows) == 2
    assert not any(code in str(rows) for code in codes)


def test_a_code_lasts_ten_minutes(client: Client) -> None:
    code = client.grader.learners.link_code(client.learner)
    client.clock.now = code.expires_at
    with pytest.raises(NotFound, match="expired or is mistyped"):
        client.grader.learners.redeem("phone", code.code)


def test_a_new_code_replaces_the_old_one(client: Client) -> None:
    old = client.grader.learners.link_code(client.learner).code
    new = client.grader.learners.link_code(client.learner).code
    with pytest.raises(NotFound):
        client.grader.learners.redeem("phone", old)
    assert client.grader.learners.redeem("phone", new).id == client.learner


def test_codes_cannot_be_tried_out(client: Client) -> None:
    code = client.grader.learners.link_code(client.learner).code
    for _ in range(10):
        with pytest.raises(NotFound, match="expired or is mistyped"):
            client.grader.learners.redeem("phone", "00000000")
    with pytest.raises(NotFound, match="Too many codes"):
        client.grader.learners.redeem("phone", code)
    assert client.grader.learners.redeem("another-phone", code).id == client.learner
    client.clock.move(minutes=10)
    with pytest.raises(NotFound, match="expired or is mistyped"):
        client.grader.learners.redeem("phone", code)


def test_forgetting_leaves_no_row_of_the_learner_behind(client: Client) -> None:
    client.begin("challenge")
    client.answer(client.wrong())
    client.hint(1)
    client.finish()
    client.grader.learners.link_code(client.learner)
    client.begin_lab()
    client.grader.problem_reports.report(client.learner, client.attempt, 1, "Two are right.")
    client.grader.learners.forget(client.learner)
    client.grader.learners.forget(client.learner)
    left = client.store.read(
        lambda tx: [tx.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar() for name in TABLES]
    )
    assert left == [0] * len(TABLES)
    with pytest.raises(NotFound, match="not known"):
        client.grader.progress.home(client.learner)


TABLES = (
    "learners",
    "devices",
    "link_codes",
    "attempts",
    "items",
    "tries",
    "lab_attempts",
    "problem_reports",
    "events",
)
