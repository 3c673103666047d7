"""Classes, for whoever is signed in to teach."""

from __future__ import annotations

from ui.instructor.class_list import draw_classes
from ui.instructor.sign_in import require_instructor

draw_classes(require_instructor())
