"""Signing in to teach: a link that works once, a password, sessions that end, and no guessing."""

from __future__ import annotations

import pytest

from grader.errors import NotFound, Refused
from grader.service.classes.instructors import InstructorService
from grader.store import Store
from tests.grader.class_client import CHEAP, PASSWORD
from tests.grader.client import Client

DEVICE = "d" * 32


@pytest.fixture
def service(client: Client) -> InstructorService:
    return InstructorService(client.grader._transactions, CHEAP)


def signed_in(service: InstructorService, name: str = "kay") -> str:
    ticket = service.choose_password(DEVICE, service.add(name, "instructor").token, PASSWORD)
    return service.open_session(DEVICE, ticket)


def test_a_link_works_once(service: InstructorService) -> None:
    link = service.add("Kay", "instructor")
    assert service.of_link(link.token).name == "kay"
    service.choose_password(DEVICE, link.token, PASSWORD)
    for call in (
        lambda: service.of_link(link.token),
        lambda: service.choose_password(DEVICE, link.token, "another password"),
    ):
        with pytest.raises(NotFound, match="used already"):
            call()


def test_a_link_grows_old(service: InstructorService, client: Client) -> None:
    link = service.add("kay", "instructor")
    client.clock.move(days=3)
    with pytest.raises(NotFound):
        service.choose_password(DEVICE, link.token, PASSWORD)


def test_a_session_is_another_at_every_sign_in_and_ends(service: InstructorService, client: Client) -> None:
    first = signed_in(service)
    second = service.open_session(DEVICE, service.sign_in(DEVICE, " KAY ", PASSWORD))
    assert first != second
    found = service.of_session(second)
    assert found is not None
    assert (found.name, found.role) == ("kay", "instructor")
    service.sign_out(second)
    assert service.of_session(second) is None
    client.clock.move(hours=15)
    assert service.of_session(first) is None


def test_a_ticket_works_once_and_only_in_its_browser(service: InstructorService) -> None:
    signed_in(service)
    ticket = service.sign_in(DEVICE, "kay", PASSWORD)
    with pytest.raises(NotFound):
        service.open_session("another browser", ticket)
    token = service.open_session(DEVICE, ticket)
    assert service.of_session(ticket) is None
    assert service.of_session(token) is not None
    with pytest.raises(NotFound):
        service.open_session(DEVICE, ticket)


def test_wrong_names_and_passwords_read_alike_and_are_throttled(
    service: InstructorService, client: Client
) -> None:
    signed_in(service)
    texts = set()
    for name in ("kay", "nobody"):
        with pytest.raises(Refused) as refused:
            service.sign_in(f"device of {name}", name, "wrong")
        texts.add(str(refused.value))
    assert len(texts) == 1
    for attempt in range(9):
        with pytest.raises(Refused, match="do not belong together"):
            service.sign_in(f"device {attempt}", "kay", "wrong")
    with pytest.raises(Refused, match="Too many tries"):
        service.sign_in("a fresh device", "kay", PASSWORD)
    client.clock.move(minutes=11)
    assert service.sign_in("a fresh device", "kay", PASSWORD)


class MeanwhileHasher:
    """Compares a password only after another was tried with the same name from another browser."""

    def __init__(self) -> None:
        self.service: InstructorService | None = None
        self.compared = 0

    def hash(self, password: str) -> str:
        return CHEAP.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        self.compared += 1
        assert self.service is not None
        if self.compared < 30:
            with pytest.raises(Refused):
                self.service.sign_in(f"device {self.compared}", "kay", "wrong")
        return CHEAP.verify(password_hash, password)


def test_passwords_that_are_tried_at_once_are_throttled_too(client: Client) -> None:
    hasher = MeanwhileHasher()
    service = hasher.service = InstructorService(client.grader._transactions, hasher)  # type: ignore[arg-type]
    signed_in(service)
    with pytest.raises(Refused):
        service.sign_in("the first device", "kay", "wrong")
    assert hasher.compared == 10


def test_a_right_password_is_no_guess(service: InstructorService) -> None:
    signed_in(service)
    for attempt in range(30):
        assert service.sign_in(f"device {attempt}", "kay", PASSWORD)


def test_a_reset_signs_out_everywhere(service: InstructorService) -> None:
    token = signed_in(service)
    link = service.reset("kay")
    assert service.of_session(token) is None
    assert service.choose_password(DEVICE, link.token, "a new long password")
    with pytest.raises(NotFound, match="cutover instructors list"):
        service.reset("nobody")


def test_a_password_is_long_enough_and_a_name_is_one_persons(service: InstructorService) -> None:
    link = service.add("kay", "assistant")
    with pytest.raises(Refused, match="10 to 200"):
        service.choose_password(DEVICE, link.token, "short")
    with pytest.raises(Refused, match="already"):
        service.add("KAY", "instructor")
    assert [(one.name, one.role) for one in service.all()] == [("kay", "assistant")]


def test_no_secret_lies_in_the_database(service: InstructorService, store: Store, database: str) -> None:
    from tests.support.databases import content

    link = service.add("kay", "instructor")
    ticket = service.choose_password(DEVICE, link.token, PASSWORD)
    token = service.open_session(DEVICE, ticket)
    text = str(content(database))
    for secret in (link.token, ticket, token, PASSWORD):
        assert secret not in text
