"""Migrations: they make the tables that the code sees, and no failure harms what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from grader.errors import StoreUnusable
from grader.store import Store
from grader.store.engine import make_engines
from grader.store.indexes import whole_metadata
from grader.store.migrate import migrate, upgrade
from grader.store.revision import MIGRATIONS, known_revisions
from tests.grader.table import LIFE, OFFER, Table, place_of
from tests.support.databases import content

# A step as a later version may have it: on SQLite it moves and copies a table that others point to.
ADDS_A_COLUMN = """
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("room", sa.String(32)))
        table.alter_column("bank", existing_type=sa.String(60), type_=sa.String(80))
"""
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


def learn(store: Store) -> Table:
    table = Table(store)
    table.begin("challenge")
    table.answer(table.wrong())
    table.finish()
    table.begin("test")
    table.save(table.right())
    return table


@pytest.fixture
def first_version(database: str, tmp_path: Path) -> str:
    """A database as it was before there were labs, with a learner's attempts."""
    migrations = Path(shutil.copytree(MIGRATIONS, tmp_path / "of-the-first-version"))
    for script in (migrations / "versions").glob("0*.py"):
        if not script.name.startswith("0001"):
            script.unlink()
    engines = make_engines(database)
    migrate(engines, migrations)
    store = Store(engines)
    learn(store)
    store.close()
    return database


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The migrations of a later version: ours and one more, which a test writes."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


def write(later: Path, text: str) -> None:
    (later / "versions" / "0004_next.py").write_text(text)


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
    monkeypatch.setattr("grader.store.revision.known_revisions", lambda *_: ["0001", "0002", "0003", "0004"])
    before = content(populated)
    with pytest.raises(StoreUnusable, match=r"older Cutover .* run `cutover store upgrade`"):
        Store.open(populated)
    assert content(populated) == before


def test_a_database_from_before_the_labs_keeps_every_row_and_then_takes_labs(first_version: str) -> None:
    with pytest.raises(StoreUnusable, match=r"older Cutover .* run `cutover store upgrade`"):
        Store.open(first_version)
    before = content(first_version)
    done = upgrade(first_version)
    assert (done.before, done.after) == ("0001", known_revisions()[-1])
    assert content(first_version) == before | {"lab_attempts": []}
    store = Store.open(first_version)
    table = Table(store)
    assert table.grader.begin_lab(table.learner, OFFER, place_of=place_of, life=LIFE).scenario == OFFER.slug
    assert len(table.grader.progress(table.learner).attempts) == 2
    store.close()


def test_an_upgrade_keeps_every_row_and_a_copy(populated: str, later: Path) -> None:
    write(later, ADDS_A_COLUMN)
    before = content(populated)
    done = upgrade(populated, later)
    assert (done.before, done.after) == ("0003", "0004")
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
        "cutover.db.before-0004",
        "cutover.db.before-0004-2",
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
