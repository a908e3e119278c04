"""What the files of data hold, in words, for whoever reads them in thirty years."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from reporting.case_file.case import Chapter
from reporting.case_file.records import FORMAT


def describe(chapters: Iterable[Chapter], *, whose: str, as_of: str) -> bytes:
    """Plain text with every key of every file, from the same shapes as the files are made from."""
    lines = [
        _("Case file: %(whose)s") % {"whose": whose},
        _("As of %(day)s. Format %(format)s.") % {"day": as_of, "format": FORMAT},
        "",
        _(
            "The files of this folder are JSON (RFC 8259) in UTF-8. Days are written as"
            " YYYY-MM-DD, moments as YYYY-MM-DDThh:mm:ss with the difference from UTC"
            " (ISO 8601). null means that nothing is known or was written. Paths of files"
            " begin at the top of the case file."
        ),
        _(
            "Every file has the keys format, subject and as_of, and the lists below. [] after a"
            " name is a list of objects. The format’s first number is raised if a key changes its"
            " meaning or goes; new keys may come."
        ),
    ]
    for chapter in chapters:
        lines += ["", f"{chapter.name}.json: {chapter.title}"]
        for path, shape in chapter.shapes.items():
            lines += ["", f"  {path}"]
            lines += [f"    {name}: {words}" for name, words in shape.described()]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
