"""Who is learning: joining, a name, extra time, a code for another device, leaving, being forgotten."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import replace
from datetime import timedelta

from grader.errors import NotFound, Refused
from grader.rules.attempt import ExtraTime
from grader.rules.codes import code_as_meant, new_code
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import learners
from grader.views.learners import LONGEST_NAME, DeviceView, LearnerView, LinkCode

# With joiners, as the store has room.
_LONGEST_STORED = 80
_CODE_LENGTH = 8
_CODE_LIFE = timedelta(minutes=10)
# Four thousand times as long a life as the other's, so a million times as many codes.
_RETURN_CODE_LENGTH = 12
_RETURN_CODE_LIFE = timedelta(days=30)
# Of 32^8 codes a device can try 60 an hour.
_MOST_GUESSES = 10
# Joiners belong to names in many scripts; other invisible characters only hide something.
_JOINERS = "\u200c\u200d"


class LearnerService:
    """Learners, their names and extra time, and the browsers and codes by which they come back."""

    def __init__(self, transactions: Transactions, code_key: bytes) -> None:
        """`code_key` is what codes are stored under; processes that share a database share it."""
        self._transactions = transactions
        self._code_key = code_key

    def of_device(self, device: str) -> LearnerView | None:
        """Who uses this browser, if anybody has said so."""
        return self._transactions.read(lambda unit: learners.of_device(unit.tx, device))

    def join(self, device: str, name: str, fresh: str | None = None) -> LearnerView:
        """A new learner in this browser; the one it has already, if it has. Raises Refused for no name.

        `fresh` is the id of the browser from now on, if it is given: whoever knew the old one is nobody.
        """
        return self._transactions.write(join_browser, device, name, fresh)

    def rename(self, learner: str, name: str) -> LearnerView:
        """Raises Refused unless the name has 1 to LONGEST_NAME visible characters."""
        return self._transactions.write(_rename, learner, name)

    def set_extra_time(self, learner: str, extra: ExtraTime) -> LearnerView:
        """Counts for clocks that are started from now on."""
        return self._transactions.write(_set_extra_time, learner, extra)

    def link_code(self, learner: str) -> LinkCode:
        """A code for another device: ten minutes, one use; it replaces an earlier one."""
        return self._transactions.write(_link_code, learner, self._code_key, _CODE_LENGTH, _CODE_LIFE)

    def return_code(self, learner: str) -> LinkCode:
        """A code to come back with: 30 days, one use; it replaces every earlier one."""
        return self._transactions.write(
            _link_code, learner, self._code_key, _RETURN_CODE_LENGTH, _RETURN_CODE_LIFE
        )

    def redeem(self, device: str, code: str, fresh: str | None = None) -> LearnerView:
        """The learner of the code, from now on in this browser too, which has the id `fresh` if it is given.

        Raises NotFound for a wrong, used or old one, and Refused for none at all, which is no guess.
        """
        if not code_as_meant(code):
            raise Refused("Write the code first.")
        found = self._transactions.write(_redeem, device, _digest(code, self._code_key), fresh)
        if isinstance(found, str):
            raise NotFound(found)
        return found

    def leave(self, device: str) -> bool:
        """This browser forgets its learner; nothing of the learner's is deleted. Whether it had one."""
        return self._transactions.write(lambda unit: learners.unbind(unit.tx, device))

    def devices(self, learner: str, device: str) -> tuple[DeviceView, ...]:
        """The learner's browsers, the latest first; `device` is the one that asks."""
        return self._transactions.read(_devices, learner, device)

    def leave_others(self, learner: str, device: str, fresh: str | None = None) -> None:
        """Every other browser of the learner's forgets them; this one has the id `fresh` if it is given.

        A copy of this browser's cookie is another browser too.
        """
        self._transactions.write(_leave_others, learner, device, fresh)

    def forget(self, learner: str) -> bool:
        """Deletes everything of the learner's, for good: also from the database's free pages and its log.

        Whether there was such a learner.
        """
        was_there = self._transactions.write(lambda unit: learners.delete_all_of(unit.tx, learner))
        self._transactions.erase_deleted()
        return was_there


def join_browser(unit: UnitOfWork, device: str, name: str, fresh: str | None = None) -> LearnerView:
    """The learner of this browser; a new one with this name where it has none; see `rebind`."""
    here = learners.of_device(unit.tx, device)
    if here is not None:
        rebind(unit, device, here.id, fresh)
        return here
    learner = LearnerView(id=unit.new_id(), name=clean_name(name), extra_time="1")
    learners.add(unit.tx, learner, unit.now)
    rebind(unit, device, learner.id, fresh)
    unit.record_event(learner.id, "joined")
    return learner


def rebind(unit: UnitOfWork, device: str, learner: str, fresh: str | None) -> None:
    """From now on the browser is this learner's, and known by the id `fresh` alone if that is given."""
    here = learners.of_device(unit.tx, device)
    if fresh is None and here is not None and here.id == learner:
        return
    learners.unbind(unit.tx, device)
    learners.bind(unit.tx, fresh or device, learner, unit.now)


def _devices(unit: UnitOfWork, learner: str, device: str) -> tuple[DeviceView, ...]:
    unit.learner(learner)
    rows = learners.devices_of(unit.tx, learner)
    return tuple(DeviceView(bound_at, each == device) for each, bound_at in rows)


def _leave_others(unit: UnitOfWork, learner: str, device: str, fresh: str | None) -> None:
    unit.learner(learner)
    learners.unbind_all(unit.tx, learner)
    learners.bind(unit.tx, fresh or device, learner, unit.now)
    unit.record_event(learner, "left-others")


def _rename(unit: UnitOfWork, learner: str, name: str) -> LearnerView:
    who, clean = unit.learner(learner), clean_name(name)
    if who.name != clean:
        learners.rename(unit.tx, learner, clean)
        unit.record_event(learner, "renamed")
    return replace(who, name=clean)


def _set_extra_time(unit: UnitOfWork, learner: str, extra: ExtraTime) -> LearnerView:
    who = unit.learner(learner)
    if who.extra_time != extra:
        learners.set_extra_time(unit.tx, learner, extra)
        unit.record_event(learner, "extra-time", detail={"extra": extra})
    return replace(who, extra_time=extra)


def _link_code(unit: UnitOfWork, learner: str, key: bytes, length: int, life: timedelta) -> LinkCode:
    unit.learner(learner)
    code, expires_at = new_code(unit.random_bits, length), unit.now + life
    learners.add_code(unit.tx, _digest(code, key), learner, expires_at)
    unit.record_event(learner, "code-made")
    return LinkCode(code, expires_at)


def _redeem(unit: UnitOfWork, device: str, digest: str, fresh: str | None) -> LearnerView | str:
    """The learner of the code, from now on this device's; else why not, and the guess is counted."""
    if is_throttled(unit, device):
        return "Too many codes were tried here. Wait ten minutes, then make a new one."
    learner = learners.use_code(unit.tx, digest, device, unit.now)
    if learner is None:
        record_guess(unit, device)
        return "This code has expired or is mistyped. Make a new one on the other device."
    who = unit.learner(learner)
    if learners.of_device(unit.tx, device) != who:
        unit.record_event(learner, "code-used")
    rebind(unit, device, learner, fresh)
    return who


def is_throttled(unit: UnitOfWork, device: str) -> bool:
    """Whether this browser tried too many codes in the last ten minutes."""
    return learners.count_guesses(unit.tx, device, unit.now - _CODE_LIFE) >= _MOST_GUESSES


def record_guess(unit: UnitOfWork, device: str) -> None:
    """This browser tried a code that is none."""
    learners.add_guess(unit.tx, unit.new_id(), device, unit.now)


def clean_name(name: str) -> str:
    """The name in one line without invisible characters. Raises Refused unless 1 to LONGEST_NAME are left."""
    clean = visible_line(name)
    visible = sum(letter not in _JOINERS for letter in clean)
    if not visible:
        raise Refused("Write a name first; any will do.")
    if visible > LONGEST_NAME or len(clean) > _LONGEST_STORED:
        raise Refused(f"A name has up to {LONGEST_NAME} characters; this one has {visible}. Shorten it.")
    return clean


def visible_line(text: str) -> str:
    """What somebody typed, in one line and without invisible characters."""
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", text))
    visible = (letter for letter in spaced if letter in _JOINERS or unicodedata.category(letter)[0] != "C")
    return " ".join("".join(visible).split())


def _digest(code: str, key: bytes) -> str:
    """What is stored of a code. Its 40 bits alone are soon guessed by whoever reads the database."""
    return hmac.new(key, code_as_meant(code).encode(), hashlib.sha256).hexdigest()
