"""What happened, kept: SQLite by default, PostgreSQL by its address. The only code that speaks SQL."""

import grader.store.class_tables  # noqa: F401 - whoever uses the metadata finds every table in it
from grader.store.engine import Transaction
from grader.store.store import Observer, Store

__all__ = ["Observer", "Store", "Transaction"]
