"""Rules of item writing: what needs judgement rather than shape.

After Haladyna, Downing and Rodriguez (2002) and the guides of Moodle, Blackboard and R/exams. A rule is a
small function with its code and its reason; `engine.lint` applies them all.
"""
