"""Checks: what has to be true of a lab, declared in YAML and judged from what was observed.

partial                     does an object have these fields; if not, the first difference in words
world                       the objects of one namespace, change by change
acts                        who changed what, from managedFields
conditions                  something that holds of a world or does not
observation                 everything that was seen of one try: signals, moments, acts, traffic, gaps
model                       the kinds of checks, as an author writes them
judge                       a check against an observation: pass, not yet, fail or inconclusive, and why

Nothing in here does input or output or asks for the time.
"""
