"""Migrations: they make the tables that the code sees, and no failure harms what is there."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from grader.errors import StoreUnusable
from grader.service import Grader
from grader.store import Store, events
from grader.store.engine import make_engines
from grader.store.indexes import whole_metadata
from grader.store.migrate import migrate, upgrade
from grader.store.revision import MIGRATIONS, known_revisions
from grader.views.learners import LearnerView
from tests.grader.client import NOON, ManualClock, learn
from tests.grader.old_databases import FINISHED, LAB, LEARNER, RUNNING, make_old_database
from tests.grader.sample_bank import make_bank
from tests.support.databases import content

ALL = known_revisions()
NEWEST = ALL[-1]
NEXT = f"{int(NEWEST) + 1:04}"
# A step as a later version may have it: on SQLite it moves and copies a table that others point to.
ADDS_A_COLUMN = """
import sqlalchemy as sa
from alembic import op

revision = "NEXT"
down_revision = "NEWEST"


def upgrade():
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("extra", sa.String(32)))
        table.alter_column("bank", existing_type=sa.String(60), type_=sa.String(80))
""".replace("NEXT", NEXT).replace("NEWEST", NEWEST)
FAILS_HALF_WAY = (
    ADDS_A_COLUMN
    + '    op.execute("UPDATE learners SET name = upper(name)")\n    raise RuntimeError("half way")\n'
)

# PostgreSQL checks its foreign keys itself, and its copies are pg_dump's.
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def populated(database: str) -> str:
    """A database of this version with something in every table of attempts."""
    store = Store.open(database)
    learn(store)
    store.close()
    return database


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later version: ours and one more, which a test writes."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


def write(later: Path, text: str) -> None:
    (later / "versions" / f"{NEXT}_next.py").write_text(text)


def test_the_migrations_make_the_tables_that_the_code_sees(database: str) -> None:
    Store.open(database).close()
    engines = make_engines(database)
    with engines.reader.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), whole_metadata())
    engines.dispose()
    assert difference == []


def test_revisions_read_from_file_names_are_alembics_in_its_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert known_revisions() == walked[::-1]


def test_an_old_database_is_refused_with_the_command_that_upgrades_it(
    populated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.store.revision.known_revisions", lambda *_: [*ALL, NEXT])
    before = content(populated)
    with pytest.raises(StoreUnusable, match=r"older Cutover .* run `cutover store upgrade`"):
        Store.open(populated)
    assert content(populated) == before


@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_what_an_older_version_kept_is_kept_and_means_the_same(
    database: str, tmp_path: Path, revision: str
) -> None:
    bank = make_bank()
    make_old_database(database, revision, tmp_path, bank)
    with pytest.raises(StoreUnusable, match=r"older Cutover .* run `cutover store upgrade`"):
        Store.open(database)
    done = upgrade(database)
    assert (done.before, done.after) == (revision, known_revisions()[-1])
    store = Store.open(database)
    grader = Grader(store, bank, ManualClock(NOON + timedelta(minutes=1)))
    assert grader.learners.of_device("device") == LearnerView(LEARNER, "Ada", "1")
    assert [(one.attempt, one.right) for one in grader.progress.history(LEARNER).attempts] == [
        (FINISHED, 1),
        (RUNNING, None),
    ]
    item = grader.attempts.result(LEARNER, FINISHED).items[0]
    assert [(one.verdict.outcome, one.answer) for one in item.tries] == [("fail", "a"), ("pass", "b")]
    assert item.points == 0.5
    running = grader.attempts.look(LEARNER, RUNNING).item
    assert (running.state, running.draft, running.remaining) == ("open", "b", timedelta(minutes=1))
    kinds = [event["kind"] for event in json.loads(grader.exports.as_json(LEARNER))["events"]]
    assert kinds[:4] == ["joined", "began", "answered", "closed"]
    store.close()


def test_events_of_labs_and_of_the_clock_get_their_columns(database: str, tmp_path: Path) -> None:
    make_old_database(database, "0002", tmp_path, make_bank())
    upgrade(database)
    store = Store.open(database)
    found = store.read(lambda tx: events.of_learner(tx, LEARNER))
    store.close()
    assert [(event.kind, event.actor, event.lab_attempt) for event in found] == [
        ("joined", LEARNER, None),
        ("began", LEARNER, None),
        ("answered", LEARNER, None),
        ("closed", events.CLOCK, None),
        ("lab-began", LEARNER, LAB),
        ("lab-check", LEARNER, LAB),
    ]
    assert found[-1].detail == {"lab": "one-field-switch", "check": "x"}


@pytest.mark.parametrize("revision", known_revisions()[1:-1])
def test_a_lab_that_was_open_goes_on_after_an_upgrade(database: str, tmp_path: Path, revision: str) -> None:
    bank = make_bank()
    make_old_database(database, revision, tmp_path, bank)
    upgrade(database)
    store = Store.open(database)
    lab = Grader(store, bank, ManualClock()).labs.unfinished(LEARNER)
    assert lab is not None
    assert (lab.id, lab.namespace) == (LAB, "lab-4444444444444444")
    store.close()


def test_an_upgrade_keeps_every_row_and_a_copy(populated: str, later: Path) -> None:
    write(later, ADDS_A_COLUMN)
    before = content(populated)
    done = upgrade(populated, later)
    assert (done.before, done.after) == (NEWEST, NEXT)
    assert content(populated) == before
    if populated.startswith("sqlite"):
        assert done.backup is not None
        assert content(f"sqlite:///{done.backup}") == before
    assert upgrade(populated, later).backup is None


def test_an_upgrade_that_fails_leaves_everything_as_it_was(populated: str, later: Path) -> None:
    write(later, FAILS_HALF_WAY)
    before = content(populated)
    with pytest.raises(RuntimeError, match="half way"):
        upgrade(populated, later)
    assert content(populated) == before
    store = Store.open(populated)  # this version still takes it for its own
    store.close()


@only_sqlite
def test_an_upgrade_that_would_lose_rows_is_undone(populated: str, later: Path) -> None:
    write(later, ADDS_A_COLUMN + '    op.execute("DELETE FROM learners")\n')
    before = content(populated)
    with pytest.raises(StoreUnusable, match="would lose rows; nothing was changed"):
        upgrade(populated, later)
    assert content(populated) == before


@only_sqlite
def test_a_second_upgrade_does_not_overwrite_the_first_copy(populated: str, later: Path) -> None:
    write(later, FAILS_HALF_WAY)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            upgrade(populated, later)
    folder = Path(populated.removeprefix("sqlite:///")).parent
    assert sorted(path.name for path in folder.glob("*before*")) == [
        f"cutover.db.before-{NEXT}",
        f"cutover.db.before-{NEXT}-2",
    ]


def test_a_newer_database_is_not_upgraded(populated: str, later: Path) -> None:
    write(later, ADDS_A_COLUMN)
    upgrade(populated, later)
    with pytest.raises(StoreUnusable, match="newer Cutover"):
        upgrade(populated)


def test_of_two_that_start_at_once_one_makes_the_tables(database: str) -> None:
    engines = make_engines(database)
    assert migrate(engines) is None
    assert migrate(engines) is None
    engines.dispose()
    Store.open(database).close()
