"""Results of a class, read back by what reads them; forty hostile names become no formula anywhere."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from grader.errors import NotFound, Refused
from grader.rules.classroom import ClassMember
from grader.rules.grade_files import Grade, GradebookError, fill_canvas, moodle_grades, safe_cell, write_csv
from grader.store import Store, class_members
from tests.grader.class_client import ClassClient

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "＋")
TAILS = ('HYPERLINK("http://x")', "1+1", 'cmd|"/C calc"!A0', '\u202efdp.exe\n,"quoted"')
HOSTILE = [f"{start}{tail}"[:80] for start in STARTS for tail in TAILS]
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Old quiz (7),Tuesday (42)\n"
    "    Points Possible,,,,,10,20\n"
    '"Lovelace, Ada",11,u1,ada@example.org,A,9,\n'
    '"Hopper, Grace",12,,,A,8,3\n'
    '"Nobody, Known",13,u77,,A,7,1\n'
)


@pytest.fixture
def done(store: Store) -> ClassClient:
    """Ada did everything rightly, Grace began nothing, Linus answered wrongly once."""
    c = ClassClient(store)
    c.open()
    ada = c.join("Ada")
    ada.begin()
    ada.client().finish()
    linus = c.join("Linus")
    linus.begin()
    client = linus.client()
    client.answer(client.wrong())
    c.join("Grace")
    return c


def test_the_results_say_what_everybody_did(done: ClassClient) -> None:
    found = {one.name: one for one in done.grader.class_results.results(done.instructor, done.id)}
    assert (found["Ada"].parts[0].right, found["Ada"].parts[0].finished) == (5, True)
    assert found["Ada"].share == pytest.approx(0.5)
    assert found["Grace"].share is None
    assert (found["Linus"].parts[0].tries, found["Linus"].parts[0].finished) == (1, False)


def test_a_csv_has_a_row_for_everybody(done: ClassClient) -> None:
    rows = list(csv.DictReader(io.StringIO(done.grader.class_results.as_csv(done.instructor, done.id))))
    assert [row["name"] for row in rows] == ["Ada", "Grace", "Linus"]
    assert (rows[0]["points"], rows[0]["of"], rows[1]["points"]) == ("5.0", "10", "")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_no_formula_in_a_csv(name: str) -> None:
    assert len(HOSTILE) == 40
    (row,) = csv.reader(io.StringIO(write_csv([(name,)]), newline=""))
    assert row == [f"'{name}"]
    assert safe_cell(safe_cell(name)) == f"'{name}"


def test_hostile_names_are_texts_in_the_workbook_a_spreadsheet_library_reads(done: ClassClient) -> None:
    long = "x" * 80
    new = [
        ClassMember(f"{at:032x}", done.id, name, f"C{at:07}", on_roster=True)
        for at, name in enumerate([*HOSTILE, long])
    ]
    done.store.write(lambda tx: class_members.add(tx, new))
    content = done.grader.class_results.as_xlsx(done.instructor, done.id)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Results"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    found = {cell.value.replace("_x000D_", "\r") for cell in cells}
    assert {long, "=1+1", "@1+1"} <= found


def test_moodle_gets_percent_and_nobody_whom_it_cannot_know() -> None:
    grades = [
        Grade("Ada", "u1", "a@x.org", 0.5),
        Grade("Grace", "u2", "", None),
        Grade("Over", "u3", "", 1.0000001),
        Grade("No id", "", "", 1.0),
    ]
    rows = list(csv.reader(io.StringIO(moodle_grades("Tuesday", grades))))
    assert rows == [
        ["ID number", "Email address", "Tuesday"],
        ["u1", "a@x.org", "50.00"],
        ["u2", "", "-"],
        ["u3", "", "100.00"],
    ]


def test_canvas_gets_its_own_file_back_with_one_column_filled() -> None:
    grades = [
        Grade("A. Lovelace", "u1", "", 0.5),
        Grade("Grace Hopper", "", "", 1.0),
        Grade("Stranger", "u9", "", 0.1),
    ]
    filled = fill_canvas(CANVAS, "Tuesday", grades)
    rows = list(csv.reader(io.StringIO(filled.text)))
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Tuesday (42)"]
    assert [row[-1] for row in rows[1:]] == ["20", "10.0", "20.0", "1"]
    assert (filled.filled, filled.unmatched) == (2, ("Stranger",))


@pytest.mark.parametrize(
    ("book", "message"), [("a,b\n", "not a gradebook"), ("", "not a gradebook"), (CANVAS, "no assignment")]
)
def test_what_is_no_gradebook_is_refused_with_the_cure(book: str, message: str) -> None:
    with pytest.raises(GradebookError, match=message):
        fill_canvas(book, "Wednesday", [])


def test_a_namesake_gets_nobody_elses_grade() -> None:
    twins = [Grade("Grace Hopper", "", "", 1.0), Grade("Grace Hopper", "", "", 0.0)]
    assert fill_canvas(CANVAS, "Tuesday", twins).filled == 0


def test_the_items_of_a_class_are_analysed_over_first_answers(done: ClassClient) -> None:
    first, _ = done.grader.class_results.items(done.instructor, done.id)
    assert first.n == 2
    item = first.items[0]
    assert (item.answers, item.facility, item.flags) == (2, 0.5, ())
    assert sum(option.share or 0 for option in item.options) in (0, pytest.approx(1.0))


def test_an_assistant_takes_nothing_away(done: ClassClient) -> None:
    with pytest.raises(Refused, match="for its instructor"):
        done.grader.class_results.as_csv(done.assistant, done.id)


def test_a_report_says_of_each_problem_how_it_went(done: ClassClient) -> None:
    reports = {one.result.name: one for one in done.grader.class_results.reports(done.instructor, done.id)}
    assert [item.outcome for item in reports["Ada"].items[0]] == ["right"] * 5
    outcomes = [item.outcome for item in reports["Linus"].items[0]]
    assert outcomes == ["not right", *["not answered"] * 4]
    assert reports["Grace"].items == ((), ())
    only = done.grader.class_results.reports(done.instructor, done.id, done.member("Ada"))
    assert [one.result.name for one in only] == ["Ada"]
    with pytest.raises(NotFound):
        done.grader.class_results.reports(done.instructor, done.id, "somebody of another class")


def test_figures_of_a_problem_come_with_their_bounds(done: ClassClient) -> None:
    first = done.grader.class_results.items(done.instructor, done.id)[0].items[0]
    assert (first.answers, first.facility) == (2, 0.5)
    assert first.facility_bounds == pytest.approx((0.0945, 0.9055), abs=1e-4)
    assert first.item_rest_bounds is None
    assert first.mis_key is None
