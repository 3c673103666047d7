"""Who is learning: joining, a name, extra time, a code for another device, leaving, being forgotten."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import replace
from datetime import timedelta

from grader.errors import Refused
from grader.rules.attempt import ExtraTime
from grader.service.unit_of_work import Desk
from grader.store import learners
from grader.views.views import CarryCode, LearnerView

_LONGEST_NAME = 40
# Crockford's base 32: no I, L, O or U, so that nothing is misread on the way to the other device.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_AS_MEANT = str.maketrans("ILO", "110", " -")
_CODE_LENGTH = 8
_CODE_LIFE = timedelta(minutes=10)
# Of 32^8 codes a device can try 60 an hour.
_MOST_GUESSES = 10
# Joiners belong to names in many scripts; other invisible characters only hide something.
_JOINERS = "\u200c\u200d"


def of_device(desk: Desk, device: str) -> LearnerView | None:
    return learners.of_device(desk.tx, device)


def join(desk: Desk, device: str, name: str) -> LearnerView:
    here = learners.of_device(desk.tx, device)
    if here is not None:
        return here
    learner = LearnerView(id=desk.new_id(), name=clean_name(name), extra_time="1")
    learners.add(desk.tx, learner, desk.now)
    learners.bind(desk.tx, device, learner.id, desk.now)
    desk.note(learner.id, "joined")
    return learner


def rename(desk: Desk, learner: str, name: str) -> LearnerView:
    who, clean = desk.learner(learner), clean_name(name)
    if who.name != clean:
        learners.rename(desk.tx, learner, clean)
        desk.note(learner, "renamed")
    return replace(who, name=clean)


def set_extra_time(desk: Desk, learner: str, extra: ExtraTime) -> LearnerView:
    who = desk.learner(learner)
    if who.extra_time != extra:
        learners.set_extra_time(desk.tx, learner, extra)
        desk.note(learner, "extra-time", detail={"extra": extra})
    return replace(who, extra_time=extra)


def carry_code(desk: Desk, learner: str) -> CarryCode:
    desk.learner(learner)
    code = "".join(_LETTERS[desk.dice(5)] for _ in range(_CODE_LENGTH))
    learners.add_code(desk.tx, _digest(code), learner, desk.now + _CODE_LIFE)
    desk.note(learner, "code-made")
    return CarryCode(code, desk.now + _CODE_LIFE)


def redeem(desk: Desk, device: str, code: str) -> LearnerView | str:
    """The learner of the code, from now on this device's; else the reason, with the guess kept."""
    if learners.count_guesses(desk.tx, device, desk.now - _CODE_LIFE) >= _MOST_GUESSES:
        return "Too many codes were tried here. Wait ten minutes, then make a new one."
    learner = learners.use_code(desk.tx, _digest(code), device, desk.now)
    if learner is None:
        learners.add_guess(desk.tx, desk.new_id(), device, desk.now)
        return "This code is not good, or not any more. Make a new one on the other device."
    who = desk.learner(learner)
    if learners.of_device(desk.tx, device) != who:
        learners.bind(desk.tx, device, learner, desk.now)
        desk.note(learner, "code-used")
    return who


def leave(desk: Desk, device: str) -> None:
    learners.unbind(desk.tx, device)


def forget(desk: Desk, learner: str) -> None:
    learners.delete_all_of(desk.tx, learner)


def clean_name(name: str) -> str:
    """The name in one line without invisible characters. Raises Refused unless 1 to 40 are left."""
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", name))
    kept = "".join(
        letter for letter in spaced if letter in _JOINERS or unicodedata.category(letter)[0] != "C"
    )
    clean = " ".join(kept.split())
    visible = sum(letter not in _JOINERS for letter in clean)
    if not 1 <= visible <= _LONGEST_NAME:
        raise Refused(f"A name has 1 to {_LONGEST_NAME} characters.")
    return clean


def _digest(code: str) -> str:
    return hashlib.sha256(code.upper().translate(_AS_MEANT).encode()).hexdigest()
