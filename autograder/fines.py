"""What a delay costs, asked of nbgrader's plugin; imported only where something is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties

from autograder.extensions import Late
from autograder.late import LatePolicy


class LatePenalty(LatePolicy, LateSubmissionPlugin):
    """The policy as nbgrader's plugin, which configurations name as one of `penalties`."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """Points to take off; None if the policy takes nothing."""
        return self.penalty(score, total_seconds_late) or None


def cost_by(late: Late) -> Callable:
    """A function of (row, time, due): the penalty, by nbgrader's rules for what its plugin says."""
    step = AssignLatePenalties(config=late.config)
    step.init_plugin()

    def cost(row, time: datetime | None, due: datetime) -> float | None:
        seconds = (time - due).total_seconds() if time else 0.0
        if seconds <= 0:
            return None
        score = float(row.points or 0.0)
        asked = step.plugin_inst.late_submission_penalty(row.student_id, score, seconds)
        return None if asked is None else min(max(asked, 0.0), max(score, 0.0))

    return cost
