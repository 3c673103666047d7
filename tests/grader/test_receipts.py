"""What a receipt carries to the next action."""

from __future__ import annotations

from tests.grader.table import Table


def test_two_saves_in_a_row_need_no_look_between_them(table: Table) -> None:
    table.begin("challenge")
    first = table.save(table.wrong(0), table.item().draft_revision)
    assert first.revision is not None
    assert table.save(table.wrong(1), first.revision).kind == "saved"


def test_the_revision_of_a_refused_save_is_the_one_that_stands(table: Table) -> None:
    table.begin("challenge")
    old = table.item().draft_revision
    table.save(table.wrong(0), old)
    refused = table.save(table.wrong(1), old)
    assert (refused.kind, refused.revision) == ("changed-elsewhere", table.item().draft_revision)
