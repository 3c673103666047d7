"""Who teaches: instructors and assistants, the link with which they choose a password, and signing in.

A password is hashed by argon2 and compared outside of any transaction. What was tried too often is refused
for ten minutes, by name and by browser, whether or not there is such a name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from grader.errors import NotFound, Refused
from grader.rules.classroom import Instructor, Role
from grader.service.learners import clean_name
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import instructors, learners
from grader.store.events import OPERATOR

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
_LINK_LIFE = timedelta(days=2)
# From the right password to the cookie that the browser fetches at once.
_TICKET_LIFE = timedelta(minutes=1)
# A day of teaching.
_SESSION_LIFE = timedelta(hours=14)
_THROTTLE = timedelta(minutes=10)
_MOST_TRIES_A_NAME, _MOST_TRIES_A_DEVICE = 10, 20
_WRONG = "This name and password do not belong together. Ask whoever runs Cutover for a new link."
_TOO_MANY = "Too many tries. Wait ten minutes, then try again."
_NO_LINK = "This link was used already, or it is too old. Ask for a new one: cutover instructors reset."


@dataclass(frozen=True, slots=True)
class SignInLink:
    """The secret part of a link that works once."""

    instructor: Instructor
    token: str


class InstructorService:
    """Instructors, their links and their sessions. `device` is a browser's secret id."""

    def __init__(self, transactions: Transactions, hasher: PasswordHasher | None = None) -> None:
        self._transactions = transactions
        self._hasher = hasher or PasswordHasher()

    def add(self, name: str, role: Role) -> SignInLink:
        """Raises Refused for a name that is taken."""
        return self._transactions.write(_add, name, role)

    def reset(self, name: str) -> SignInLink:
        """A new link; every browser of theirs is signed out. Raises NotFound."""
        return self._transactions.write(_reset, name)

    def all(self) -> list[Instructor]:
        """By name."""
        return self._transactions.read(lambda unit: instructors.all_of_them(unit.tx))

    def of_link(self, token: str) -> Instructor:
        """Whose link it is. Raises NotFound for one that was used or is too old."""
        found = self._transactions.read(lambda unit: instructors.of_link(unit.tx, _digest(token), unit.now))
        if found is None:
            raise NotFound(_NO_LINK)
        return found

    def choose_password(self, device: str, token: str, password: str) -> str:
        """A ticket for this browser; the link is spent. Raises Refused for a password that is too short."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise Refused(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
        self.of_link(token)
        return self._transactions.write(_choose_password, device, token, self._hasher.hash(password))

    def sign_in(self, device: str, name: str, password: str) -> str:
        """A ticket for this browser. Raises Refused for a wrong name or password, and after too many."""
        keys = (_digest(f"name {name.strip().casefold()}"), _digest(f"device {device}"))
        # Counted before the password is compared: others that are tried meanwhile find it there.
        guesses = self._transactions.write(_add_try, keys)
        if not guesses:
            raise Refused(_TOO_MANY)
        found = self._transactions.read(lambda unit: instructors.by_name(unit.tx, name.strip()))
        if not self._matches(found.password if found else None, password) or found is None:
            raise Refused(_WRONG)
        return self._transactions.write(_sign_in, found.instructor.id, device, guesses)

    def open_session(self, device: str, ticket: str) -> str:
        """The secret of a new session, for the cookie; the ticket is spent. Raises NotFound."""
        return self._transactions.write(_open_session, device, ticket)

    def of_session(self, token: str) -> Instructor | None:
        """Who is signed in, while the session lasts."""
        return self._transactions.read(lambda unit: instructors.of_session(unit.tx, _digest(token), unit.now))

    def sign_out(self, token: str) -> None:
        """The session ends."""
        self._transactions.write(lambda unit: instructors.delete_session(unit.tx, _digest(token)))

    @cached_property
    def _nobody(self) -> str:
        """Compared with where there is no such name, so that both take the same time."""
        return self._hasher.hash("nobody has this password")

    def _matches(self, password_hash: str | None, password: str) -> bool:
        try:
            self._hasher.verify(password_hash or self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return False
        return password_hash is not None


def _add(unit: UnitOfWork, name: str, role: Role) -> SignInLink:
    clean = clean_name(name).casefold()
    if instructors.by_name(unit.tx, clean) is not None:
        raise Refused(f"There is an instructor “{clean}” already. A new link: cutover instructors reset.")
    new = Instructor(unit.new_id(), clean, role)
    instructors.add(unit.tx, new, unit.now)
    unit.record_event(None, "instructor-added", actor=OPERATOR, detail={"instructor": new.id, "role": role})
    return _link(unit, new)


def _reset(unit: UnitOfWork, name: str) -> SignInLink:
    found = instructors.by_name(unit.tx, name.strip())
    if found is None:
        raise NotFound(f"There is no instructor “{name}”. `cutover instructors list` names them.")
    instructors.delete_sessions_of(unit.tx, found.instructor.id)
    unit.record_event(None, "password-reset", actor=OPERATOR, detail={"instructor": found.instructor.id})
    return _link(unit, found.instructor)


def _link(unit: UnitOfWork, instructor: Instructor) -> SignInLink:
    token = _secret(unit)
    instructors.set_link(unit.tx, instructor.id, _digest(token), unit.now + _LINK_LIFE)
    return SignInLink(instructor, token)


def _choose_password(unit: UnitOfWork, device: str, token: str, password_hash: str) -> str:
    instructor = instructors.use_link(unit.tx, _digest(token), password_hash, unit.now)
    if instructor is None:
        raise NotFound(_NO_LINK)
    instructors.delete_sessions_of(unit.tx, instructor)
    return _make_ticket(unit, instructor, device, "password-chosen")


def _make_ticket(unit: UnitOfWork, instructor: str, device: str, kind: str) -> str:
    instructors.delete_expired_sessions(unit.tx, unit.now)
    ticket = _secret(unit)
    expires_at = unit.now + _TICKET_LIFE
    instructors.add_session(unit.tx, _digest(ticket), instructor, device, expires_at, ticket=True)
    unit.record_event(None, kind, actor=instructor)
    return ticket


def _open_session(unit: UnitOfWork, device: str, ticket: str) -> str:
    instructor = instructors.use_ticket(unit.tx, _digest(ticket), device, unit.now)
    if instructor is None:
        raise NotFound("This way in was used already. Sign in again.")
    token = _secret(unit)
    expires_at = unit.now + _SESSION_LIFE
    instructors.add_session(unit.tx, _digest(token), instructor, device, expires_at, ticket=False)
    return token


def _sign_in(unit: UnitOfWork, instructor: str, device: str, guesses: tuple[str, ...]) -> str:
    learners.delete_guesses(unit.tx, guesses)
    return _make_ticket(unit, instructor, device, "signed-in")


def _add_try(unit: UnitOfWork, keys: tuple[str, str]) -> tuple[str, ...]:
    """The ids of the try's rows, for the name and the browser; none where either was tried too often."""
    if _is_throttled(unit, keys):
        return ()
    guesses = unit.new_id(), unit.new_id()
    for guess, key in zip(guesses, keys, strict=True):
        learners.add_guess(unit.tx, guess, key, unit.now)
    return guesses


def _is_throttled(unit: UnitOfWork, keys: tuple[str, str]) -> bool:
    since = unit.now - _THROTTLE
    by_name, by_device = (learners.count_guesses(unit.tx, key, since) for key in keys)
    return by_name >= _MOST_TRIES_A_NAME or by_device >= _MOST_TRIES_A_DEVICE


def _secret(unit: UnitOfWork) -> str:
    """256 random bits as hex digits."""
    return f"{unit.random_bits(256):064x}"


def _digest(secret: str) -> str:
    return hashlib.sha256(f"instructor {secret}".encode()).hexdigest()
