"""What the tests of the pages lean on."""

# Imported here, once: the database's libraries alone take half of the 2 s that a test has.
import grader.service
import grader.store.schema  # noqa: F401
