"""What happened, kept: SQLite by default, PostgreSQL by its address. The only code that speaks SQL."""

from grader.store.engine import Transaction
from grader.store.store import Observer, Store

__all__ = ["Observer", "Store", "Transaction"]
