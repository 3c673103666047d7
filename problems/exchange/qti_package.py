"""The package around the items of a QTI export: manifest, test, identifiers and the zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from problems.model import Problem

ITEM_NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SCHEMAS = {
    ITEM_NAMESPACE: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    _PACKAGE: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}
# A zip has no year before 1980; a fixed one makes equal problems equal files.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def assessment_test(problems: Iterable[Problem]) -> Element:
    """A test of all problems, with the facts that an item has no field for."""
    root = document("assessmentTest", ITEM_NAMESPACE)
    root.attrib |= {"identifier": "test", "title": "Cutover"}
    modes = {"identifier": "part", "navigationMode": "linear", "submissionMode": "individual"}
    part = SubElement(root, "testPart", modes)
    section = SubElement(
        part, "assessmentSection", {"identifier": "section", "title": "Cutover", "visible": "true"}
    )
    for problem in problems:
        facts = f"{problem.category} {problem.difficulty} {identifier(problem.skill)}"
        names = {"identifier": identifier(problem.id), "href": f"items/{problem.id}.xml", "category": facts}
        reference = SubElement(section, "assessmentItemRef", names)
        control = {"maxAttempts": str(problem.tries), "showFeedback": "true"}
        SubElement(reference, "itemSessionControl", control)
        SubElement(reference, "timeLimits", {"maxTime": f"{problem.time_limit.total_seconds():.0f}"})
    return root


def package_manifest(problems: Iterable[Problem]) -> Element:
    """What the package holds: the test, the items, and the images that they show."""
    root = document("manifest", _PACKAGE)
    root.set("identifier", "manifest")
    metadata = SubElement(root, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    resources = SubElement(root, "resources")
    test = _resource(resources, "resource-test", "imsqti_test_xmlv2p1", "test.xml")
    for problem in problems:
        name = f"resource-{problem.id}"
        resource = _resource(resources, name, "imsqti_item_xmlv2p1", f"items/{problem.id}.xml")
        for image in problem.images:
            SubElement(resource, "file", {"href": f"images/{image.file}"})
        SubElement(test, "dependency", {"identifierref": name})
    return root


def _resource(resources: Element, name: str, kind: str, path: str) -> Element:
    resource = SubElement(resources, "resource", {"identifier": name, "type": kind, "href": path})
    SubElement(resource, "file", {"href": path})
    return resource


def document(tag: str, namespace: str) -> Element:
    """An empty document of a namespace that names its schema."""
    instance = "http://www.w3.org/2001/XMLSchema-instance"
    location = f"{namespace} {_SCHEMAS[namespace]}"
    return Element(tag, {"xmlns": namespace, "xmlns:xsi": instance, "xsi:schemaLocation": location})


def identifier(slug: str) -> str:
    """QTI's identifiers begin with a letter or `_`."""
    return slug if slug[0].isalpha() else f"_{slug}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; equal files make an equal one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in files.items():
            package.writestr(zipfile.ZipInfo(path, _NO_DATE), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
