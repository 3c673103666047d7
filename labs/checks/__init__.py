"""Checks: what has to be true of a lab, declared in YAML and evaluated against what was recorded of it.

subset                      whether an object has these fields; if not, the first difference in words
objects                     the objects of one namespace, change by change
changes                     who changed what, from managedFields
conditions                  something that holds of a namespace or does not
timeline                    the requests of the prober, as columns that answer questions about windows
record                      everything recorded of one try: conditions, moments, changes, traffic, gaps
model                       the kinds of checks, as an author writes them
evaluate                    a check against a record: pass, not yet, fail or inconclusive, and why

Nothing in here does input or output or asks for the time.
"""
