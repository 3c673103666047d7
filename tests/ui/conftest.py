"""What the tests of the pages lean on."""

# Imported here, once: each takes a good part of the 2 s that a test has.
import pandas as pd  # noqa: F401 - Streamlit loads it for the first list to pick from

import grader.service
import grader.store.migrate  # noqa: F401
import ui.author.try_out  # noqa: F401
