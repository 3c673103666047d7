"""What pages may ask of the grader."""

from grader.service.grader import Grader

__all__ = ["Grader"]
