"""Files of a class for whoever is signed in to teach it: results, and the personal codes as cards to print.

Whose file it is follows from the session's cookie of the request itself, and no cache keeps it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import ui
from grader.errors import GraderError, NotFound, Refused
from ui.errors import Closed

if TYPE_CHECKING:
    from grader.service import Grader
    from ui.app_context import AppContext

_NOT_YOURS = "There is no such file of a class of yours. Sign in, then open it from the class."
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ClassFile:
    """A file as it is sent; one that is shown in the browser is not `saved`."""

    content: str | bytes
    media_type: str
    saved: bool = True


Maker = Callable[["Grader", str, str, str], ClassFile]


def class_file_routes(context: AppContext) -> list[Route]:
    """`/class/<class>/<file>`."""

    async def answer(request: Request) -> Response:
        token = context.sessions.find(request.cookies)
        name = request.path_params["name"]
        try:
            file = await anyio.to_thread.run_sync(
                _made, context, token, request.path_params["classroom"], name, _address(context, request)
            )
        except (NotFound, Refused):
            return PlainTextResponse(_NOT_YOURS, 404, {"Cache-Control": "no-store"})
        except (Closed, GraderError) as trouble:
            return PlainTextResponse(str(trouble), 503, {"Cache-Control": "no-store"})
        headers = {"Cache-Control": "no-store"}
        if file.saved:
            headers["Content-Disposition"] = f'attachment; filename="cutover-{name}"'
        return Response(file.content, media_type=file.media_type, headers=headers)

    base = context.settings.base_route
    return [Route(f"{base}/class/{{classroom}}/{{name}}", answer, methods=["GET"])]


def _address(context: AppContext, request: Request) -> str:
    """Where learners find the app: below the base URL that is set, or where this browser found it."""
    return context.settings.base_url or f"{request.url.scheme}://{request.url.netloc}"


def _made(context: AppContext, token: str | None, classroom: str, name: str, address: str) -> ClassFile:
    grader = context.grader
    instructor = grader.instructors.of_session(token) if token else None
    if instructor is None or name not in _FILES:
        raise NotFound(_NOT_YOURS)
    return _FILES[name](grader, instructor.id, classroom, f"{address}/join")


def _csv(grader: Grader, instructor: str, classroom: str, _: str) -> ClassFile:
    return ClassFile(grader.class_results.as_csv(instructor, classroom), "text/csv")


def _xlsx(grader: Grader, instructor: str, classroom: str, _: str) -> ClassFile:
    return ClassFile(grader.class_results.as_xlsx(instructor, classroom), _XLSX)


def _moodle(grader: Grader, instructor: str, classroom: str, _: str) -> ClassFile:
    return ClassFile(grader.class_results.as_moodle(instructor, classroom), "text/csv")


def _cards(grader: Grader, instructor: str, classroom: str, address: str) -> ClassFile:
    title = grader.classrooms.look(instructor, classroom).title
    members = [one for one in grader.rosters.members(instructor, classroom) if one.on_roster]
    return _page("cards.html.jinja", title=title, members=members, address=address)


def _reports(grader: Grader, instructor: str, classroom: str, _: str) -> ClassFile:
    return _page("reports.html.jinja", reports=grader.class_results.reports(instructor, classroom))


def _page(template: str, **shown: object) -> ClassFile:
    """An HTML file to be printed; whatever people are called is text in it."""
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415 - no page waits for the templates

    folder = Path(ui.__file__).parent / "static"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True)
    return ClassFile(environment.get_template(template).render(**shown), "text/html", saved=False)


_FILES: dict[str, Maker] = {
    "results.csv": _csv,
    "results.xlsx": _xlsx,
    "moodle.csv": _moodle,
    "cards.html": _cards,
    "reports.html": _reports,
}
