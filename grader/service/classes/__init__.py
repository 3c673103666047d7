"""Use cases of classes: who teaches, what is in a class, who is in it, and what becomes of it."""
