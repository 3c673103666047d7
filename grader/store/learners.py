"""Rows of learners, of the devices that they use, and of the codes that link another device."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from grader.rules.attempt import ExtraTime
from grader.store.engine import Transaction
from grader.store.tables import code_guesses, devices, learners, link_codes
from grader.views.learners import LearnerView

# Asked at every click, so put together once.
_FIND = select(learners).where(learners.c.id == bindparam("learner"))
_LOCK = select(learners.c.id).where(learners.c.id == bindparam("learner")).with_for_update()
_OF_DEVICE = (
    select(learners)
    .join(devices, devices.c.learner == learners.c.id)
    .where(devices.c.id == bindparam("device"))
)


def find(tx: Transaction, learner: str) -> LearnerView | None:
    found = tx.execute(_FIND, {"learner": learner}).one_or_none()
    return _view(found) if found else None


def lock(tx: Transaction, learner: str) -> None:
    """Whoever else wants to begin something for this learner waits."""
    tx.execute(_LOCK, {"learner": learner})


def of_device(tx: Transaction, device: str) -> LearnerView | None:
    found = tx.execute(_OF_DEVICE, {"device": device}).one_or_none()
    return _view(found) if found else None


def add(tx: Transaction, learner: LearnerView, at: datetime) -> None:
    tx.execute(
        insert(learners).values(
            id=learner.id, name=learner.name, extra_time=learner.extra_time, created_at=at
        )
    )


def rename(tx: Transaction, learner: str, name: str) -> None:
    tx.execute(update(learners).where(learners.c.id == learner).values(name=name))


def set_extra_time(tx: Transaction, learner: str, extra: ExtraTime) -> None:
    tx.execute(update(learners).where(learners.c.id == learner).values(extra_time=extra))


def delete_all_of(tx: Transaction, learner: str) -> bool:
    """Every row that hangs on the learner goes with it, by its foreign keys. Whether there was one."""
    return tx.execute(delete(learners).where(learners.c.id == learner)).rowcount > 0


def bind(tx: Transaction, device: str, learner: str, at: datetime) -> None:
    """From now on this device is this learner's, whoever's it was."""
    unbind(tx, device)
    tx.execute(insert(devices).values(id=device, learner=learner, bound_at=at))


def unbind(tx: Transaction, device: str) -> bool:
    """Whether the device was anybody's."""
    return tx.execute(delete(devices).where(devices.c.id == device)).rowcount > 0


def unbind_all(tx: Transaction, learner: str) -> None:
    """No device is the learner's."""
    tx.execute(delete(devices).where(devices.c.learner == learner))


def devices_of(tx: Transaction, learner: str) -> Sequence[tuple[str, datetime]]:
    """The learner's devices and since when they are, the latest first."""
    found = select(devices.c.id, devices.c.bound_at).where(devices.c.learner == learner)
    return [(row.id, row.bound_at) for row in tx.execute(found.order_by(devices.c.bound_at.desc()))]


def add_code(tx: Transaction, digest: str, learner: str, expires_at: datetime) -> None:
    """A fresh code; earlier ones of the learner stop working, but for those that are good for longer."""
    codes = link_codes.c
    tx.execute(delete(link_codes).where(codes.learner == learner, codes.expires_at <= expires_at))
    tx.execute(insert(link_codes).values(digest=digest, learner=learner, expires_at=expires_at))


def use_code(tx: Transaction, digest: str, device: str, now: datetime) -> str | None:
    """The learner of a code that is still good, spent in the same statement; None for any other.

    For the device that spent it, it stays good: a repeated request comes to the same end.
    """
    codes = link_codes.c
    unspent = codes.used_by.is_(None) | (codes.used_by == device)
    spend = (
        update(link_codes)
        .where(codes.digest == digest, codes.expires_at > now, unspent)
        .values(used_by=device)
        .returning(codes.learner)
    )
    return tx.execute(spend).scalar_one_or_none()


def add_guess(tx: Transaction, guess: str, device: str, at: datetime) -> None:
    tx.execute(insert(code_guesses).values(id=guess, device=device, at=at))


def delete_guesses(tx: Transaction, guesses: Collection[str]) -> None:
    """What turned out to be no guess."""
    tx.execute(delete(code_guesses).where(code_guesses.c.id.in_(guesses)))


def count_guesses(tx: Transaction, device: str, since: datetime) -> int:
    """How many wrong codes this device has tried; older ones are dropped."""
    tx.execute(delete(code_guesses).where(code_guesses.c.at <= since))
    count = select(func.count()).select_from(code_guesses).where(code_guesses.c.device == device)
    return tx.execute(count).scalar_one()


def _view(row: Row[tuple[object, ...]]) -> LearnerView:
    return LearnerView(id=row.id, name=row.name, extra_time=row.extra_time)
