"""What a receipt carries to the next action."""

from __future__ import annotations

from tests.grader.client import Client


def test_two_saves_in_a_row_need_no_look_between_them(client: Client) -> None:
    client.begin("challenge")
    first = client.save(client.wrong(0), client.item().draft_revision)
    assert first.revision is not None
    assert client.save(client.wrong(1), first.revision).kind == "saved"


def test_the_revision_of_a_refused_save_is_the_one_that_stands(client: Client) -> None:
    client.begin("challenge")
    old = client.item().draft_revision
    client.save(client.wrong(0), old)
    refused = client.save(client.wrong(1), old)
    assert (refused.kind, refused.revision) == ("changed-elsewhere", client.item().draft_revision)
