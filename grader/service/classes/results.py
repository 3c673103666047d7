"""What a class came to: results to take away, and the item analysis; for instructors, not for assistants."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import median

from grader.errors import Refused
from grader.rules.attempt import Attempt, Item
from grader.rules.classroom import ClassMember, ClassPart, Classroom
from grader.rules.grade_files import (
    FilledGradebook,
    Grade,
    GradebookError,
    fill_canvas,
    moodle_grades,
    write_csv,
)
from grader.rules.intervals import correlation_interval, share_interval
from grader.rules.item_analysis import ItemAnalysis, ItemResponses, analyse_responses
from grader.service.classes.access import class_of, member_of, require_instructor
from grader.service.presenters import item_points
from grader.service.unit_of_work import Transactions, UnitOfWork
from grader.store import attempts, class_members
from grader.views.classroom import (
    ClassItemAnalysis,
    ClassResult,
    ItemFigures,
    LearnerReport,
    LikelyMisKey,
    OptionFigures,
    PartResult,
    ReportItem,
    ReportOutcome,
)
from problems.model import ChoiceProblem, Problem

_Work = dict[tuple[str, str], Attempt]


class ClassResultService:
    """Results of a class. `instructor` is an id; NotFound for a class of others, Refused for an assistant."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def results(self, instructor: str, classroom: str) -> list[ClassResult]:
        """A row for each person, by name."""
        return self._transactions.read(_results, instructor, classroom)

    def as_csv(self, instructor: str, classroom: str) -> str:
        return write_csv(self._transactions.read(_table, instructor, classroom))

    def as_xlsx(self, instructor: str, classroom: str) -> bytes:
        """A workbook with one sheet; a text is a text, whatever it begins with."""
        return _workbook(self._transactions.read(_table, instructor, classroom))

    def as_moodle(self, instructor: str, classroom: str) -> str:
        """For Moodle's import of grades, in percent."""
        title = self._transactions.read(class_of, instructor, classroom).title
        return moodle_grades(title, self._transactions.read(_grades, instructor, classroom))

    def fill_canvas(
        self, instructor: str, classroom: str, gradebook: str, assignment: str
    ) -> FilledGradebook:
        """Canvas's exported gradebook with the class's grades. Raises Refused with the cure."""
        try:
            return fill_canvas(gradebook, assignment, self._transactions.read(_grades, instructor, classroom))
        except GradebookError as error:
            raise Refused(str(error)) from error

    def reports(self, instructor: str, classroom: str, member: str | None = None) -> list[LearnerReport]:
        """What each learner did, or only this member. Raises NotFound for a member of another class."""
        return self._transactions.read(_reports, instructor, classroom, member)

    def items(self, instructor: str, classroom: str) -> list[ClassItemAnalysis]:
        """The item analysis of each part: first answers only."""
        return self._transactions.read(_items, instructor, classroom)


def _load(unit: UnitOfWork, instructor: str, classroom: str) -> tuple[Classroom, list[ClassMember], _Work]:
    require_instructor(unit, instructor)
    found = class_of(unit, instructor, classroom)
    done = attempts.of_parts(unit.tx, [part.id for part in found.parts])
    work = {(one.learner, one.part): one for one in done if one.part is not None}
    return found, class_members.of_class(unit.tx, found.id), work


def _results(unit: UnitOfWork, instructor: str, classroom: str) -> list[ClassResult]:
    found, members, work = _load(unit, instructor, classroom)
    return [_result_of(found, member, work) for member in members]


def _result_of(classroom: Classroom, member: ClassMember, work: _Work) -> ClassResult:
    return ClassResult(
        name=member.name,
        external_id=member.external_id,
        email=member.email,
        extra_time=member.extra_time,
        joined=member.joined_at is not None,
        parts=tuple(
            _part_result(part, work.get((member.learner or "", part.id))) for part in classroom.parts
        ),
    )


def _reports(unit: UnitOfWork, instructor: str, classroom: str, member: str | None) -> list[LearnerReport]:
    found, members, work = _load(unit, instructor, classroom)
    if member is not None:
        members = [member_of(unit, found, member)]
    return [
        LearnerReport(
            class_title=found.title,
            result=_result_of(found, one, work),
            items=tuple(
                tuple(_report_items(unit, work.get((one.learner or "", part.id)))) for part in found.parts
            ),
        )
        for one in members
    ]


def _report_items(unit: UnitOfWork, attempt: Attempt | None) -> Iterator[ReportItem]:
    for item in attempt.items if attempt is not None else ():
        problem, skill = unit.bank.problems.get(item.problem), unit.bank.skills.get(item.skill)
        yield ReportItem(
            position=item.position,
            title=problem.title if problem else item.problem,
            skill=skill.title if skill else item.skill,
            outcome=_outcome(item),
            tries=item.tries_used,
            hints=item.hints,
            took=_took(item),
        )


def _outcome(item: Item) -> ReportOutcome:
    if item.close_reason == "withdrawn":
        return "counts for nothing"
    if not item.tries:
        return "not answered"
    return "right" if item.right else "not right"


def _part_result(part: ClassPart, attempt: Attempt | None) -> PartResult:
    """What was withdrawn counts for nothing, neither way."""
    if attempt is None:
        return PartResult(part.title, False, False, 0, 0.0, len(part.problems), 0, 0, timedelta(0))
    items = [item for item in attempt.items if item.close_reason != "withdrawn"]
    return PartResult(
        title=part.title,
        begun=True,
        finished=attempt.finished_at is not None,
        right=sum(item.right for item in items),
        points=sum(item_points(attempt, item) for item in items),
        of=len(items),
        tries=sum(item.tries_used for item in items),
        hints=sum(item.hints for item in items),
        took=sum((_took(item) for item in items), timedelta(0)),
    )


def _took(item: Item) -> timedelta:
    if item.started_at is None or item.closed_at is None:
        return timedelta(0)
    return item.closed_at - item.started_at


def _table(unit: UnitOfWork, instructor: str, classroom: str) -> list[list[object]]:
    found = _results(unit, instructor, classroom)
    titles = [part.title for part in class_of(unit, instructor, classroom).parts]
    per_part = ("points", "of", "right", "tries", "hints", "minutes", "handed in")
    header: list[object] = ["name", "id", "e-mail", "extra time", "points", "of"]
    header += [f"{title}: {column}" for title in titles for column in per_part]
    rows = [header]
    for one in found:
        row: list[object] = [one.name, one.external_id, one.email, one.extra_time]
        row += [round(one.points, 3), one.of] if one.share is not None else [None, None]
        for part in one.parts:
            row += _part_cells(part)
        rows.append(row)
    return rows


def _part_cells(part: PartResult) -> list[object]:
    if not part.begun:
        return [None] * 6 + ["no"]
    minutes = round(part.took.total_seconds() / 60, 2)
    done = "yes" if part.finished else "no"
    return [round(part.points, 3), part.of, part.right, part.tries, part.hints, minutes, done]


def _workbook(rows: Sequence[Sequence[object]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - no page but one needs it

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet("Results")
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(at, column, cell)
        sheet.autofit()
    return target.getvalue()


def _grades(unit: UnitOfWork, instructor: str, classroom: str) -> list[Grade]:
    return [
        Grade(one.name, one.external_id, one.email, one.share)
        for one in _results(unit, instructor, classroom)
    ]


def _items(unit: UnitOfWork, instructor: str, classroom: str) -> list[ClassItemAnalysis]:
    found, members, work = _load(unit, instructor, classroom)
    learners = [member.learner for member in members if member.learner is not None]
    return [
        _part_items(unit, part, [work[one, part.id] for one in learners if (one, part.id) in work])
        for part in found.parts
    ]


def _part_items(unit: UnitOfWork, part: ClassPart, done: list[Attempt]) -> ClassItemAnalysis:
    asked = {name: [_item_of(one, name) for one in done] for name in part.problems}
    analysis = analyse_responses(
        [_responses(unit.bank.problems.get(name), name, items) for name, items in asked.items()]
    )
    views = [_figures(unit.bank.problems.get(one.item), one, asked[one.item]) for one in analysis.items]
    return ClassItemAnalysis(part.title, analysis.n, analysis.alpha, tuple(views))


def _figures(problem: Problem | None, one: ItemAnalysis, asked: Sequence[Item | None]) -> ItemFigures:
    texts, key = _option_texts(problem), _key(problem)
    answers = sum(bool(item and item.tries) for item in asked)
    rest = one.item_rest
    return ItemFigures(
        problem=one.item,
        title=problem.title if problem else one.item,
        answers=answers,
        facility=one.facility,
        facility_bounds=share_interval(one.facility, answers) if one.facility is not None else None,
        item_rest=rest,
        item_rest_bounds=correlation_interval(rest, answers) if rest is not None else None,
        efficiency=one.efficiency,
        flags=one.flags,
        mis_key=_likely_mis_key(one, texts, key, answers) if "mis-key" in one.flags else None,
        median_time=_median_time(asked),
        options=tuple(
            OptionFigures(texts.get(option.option, option.option), option.share, option.option == key)
            for option in one.options
        ),
    )


def _likely_mis_key(
    one: ItemAnalysis, texts: Mapping[str, str], key: str | None, answers: int
) -> LikelyMisKey | None:
    """Whoever picked the rival would gain by its becoming the key, and whoever picked the key would lose."""
    if one.rival is None:
        return None
    drew = {option.option: round((option.share or 0.0) * answers) for option in one.options}
    return LikelyMisKey(texts.get(one.rival, one.rival), drew[one.rival], drew.get(key or "", 0))


def _item_of(attempt: Attempt, problem: str) -> Item | None:
    return next((item for item in attempt.items if item.problem == problem), None)


def _responses(problem: Problem | None, name: str, items: Sequence[Item | None]) -> ItemResponses:
    """First answers: a missing one is never a wrong one."""
    firsts = [item.tries[0] if item is not None and item.tries else None for item in items]
    marks = [None if first is None else float(first.passed) for first in firsts]
    key = _key(problem)
    if key is None:
        return ItemResponses(name, marks)
    picks = [None if first is None else str(json.loads(first.answer)) for first in firsts]
    return ItemResponses(name, marks, picks, key)


def _key(problem: Problem | None) -> str | None:
    if not isinstance(problem, ChoiceProblem):
        return None
    return next(option.id for option in problem.options if option.correct)


def _option_texts(problem: Problem | None) -> dict[str, str]:
    if not isinstance(problem, ChoiceProblem):
        return {}
    return {
        option.id: option.text or (option.code.text if option.code else option.id)
        for option in problem.options
    }


def _median_time(items: Sequence[Item | None]) -> timedelta | None:
    times = [_took(item).total_seconds() for item in items if item is not None and item.closed_at]
    return timedelta(seconds=median(times)) if times else None
