"""Cutover's own widgets, where Streamlit has none: typed Python around a module of JavaScript each.

A wrapper sends frozen values and reads what comes back as a stranger's word: unknown ids, other types and
oversized lists become "nothing sent". JavaScript and CSS lie in files of their own beside the wrapper.
"""
