"""What a strict content security policy forbids in a page."""

from html.parser import HTMLParser

# Text inside that the browser never runs.
DATA_SCRIPTS = {"application/json", "application/ld+json", "speculationrules"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in given and given.get("type") not in DATA_SCRIPTS:
            self.found.append("<script> without src")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "data-hx-on")):
                self.found.append(f"<{tag} {name}={value!r}>")
            if value.strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")
        loaded = given.get("src", given.get("href", "") if tag == "link" else "")
        if loaded.startswith(("http:", "https:", "//")) and given.get("rel") != "canonical":
            self.found.append(f"<{tag}> loads {loaded}")


def forbidden_markup(html: str) -> list[str]:
    """Inline styles, inline scripts, event attributes, and what is loaded from elsewhere."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
