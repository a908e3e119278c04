#!/usr/bin/env python3
# ruff: noqa
"""Crawl a site and check accessibility, HTML, console, CSP and overflow.

  a11y_crawl.py BASE_URL [options]

On each same-origin page (breadth first, up to --max pages, at each width):
  * axe-core with the WCAG 2.0, 2.1 and 2.2 A and AA rules
  * console errors, uncaught exceptions, failed (4xx, 5xx) sub-requests
  * Content Security Policy violations
  * requests to another origin (stopped and reported)
  * horizontal overflow at the narrow widths (640 px and below)
and once for each page: the Nu HTML checker on the HTML as it was served, the
status code, duplicate page titles.

What it needs, by option or by environment variable:
  --axe FILE       AXE_JS    axe.min.js     npm package axe-core
  --vnu FILE       VNU_JAR   vnu.jar        npm package vnu-jar (Java 17 or newer)
  --chromium FILE  CHROMIUM  a Chromium     Debian package chromium; else "chromium" on the PATH
  and the Python package playwright (its own browsers are not needed).
For instance:  npm install axe-core vnu-jar; pip install playwright; apt-get install chromium
  a11y_crawl.py http://127.0.0.1:8000 --axe node_modules/axe-core/axe.min.js \\
      --vnu node_modules/vnu-jar/build/dist/vnu.jar

Login (optional), one of:
  --login-url /konto/logga-in/ --field login=anna@example.org --field password=@APP_PASSWORD
        fields are found by their name attribute; a value @NAME is read from the
        environment; the form that holds the first field is submitted
  --cookie sessionid=VALUE        (may be repeated)

Exit: 0 nothing found, 1 violations, 2 could not check.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, deque
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

try:
    from playwright.sync_api import Error as BrowserError
    from playwright.sync_api import sync_playwright
except ImportError as exc:  # pragma: no cover
    print(f"cannot check: {exc} (pip install playwright)", file=sys.stderr)
    sys.exit(2)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SKIP = r"(log-?out|logga-?ut|signout|/delete/|/radera/|/ta-bort/|/i18n/setlang)"
ASSETS = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|ics|csv|xml|json|zip|png|jpe?g|svg|gif|webp|txt|woff2?)$", re.I
)
INIT = """
window.__csp = [];
document.addEventListener('securitypolicyviolation', e => window.__csp.push(
  `${e.effectiveDirective} blocked ${e.blockedURI || 'inline'} ${e.sourceFile ? '(' + e.sourceFile + ':' + e.lineNumber + ')' : ''}`));
"""
OVERFLOW = """
() => {
  const root = document.documentElement, width = root.clientWidth;
  const over = Math.max(root.scrollWidth, document.body ? document.body.scrollWidth : 0) - width;
  const hidden = n => { for (let p = n.parentElement; p && p !== document.body; p = p.parentElement) {
      const o = getComputedStyle(p).overflowX; if (o !== 'visible') return true; } return false; };
  const bad = [];
  for (const n of document.body ? document.body.querySelectorAll('*') : []) {
    const r = n.getBoundingClientRect(), s = getComputedStyle(n);
    if (r.width < 2 || r.height < 2 || s.visibility === 'hidden' || s.position === 'fixed') continue;
    if (s.clip !== 'auto' || (s.clipPath && s.clipPath !== 'none')) continue;
    const text = s.overflowX === 'visible' && n.clientWidth > 0 && n.scrollWidth > n.clientWidth + 1 && !n.children.length;
    const right = text ? r.left + n.scrollWidth : r.right;
    if (right > width + 1 && r.left < width && !hidden(n)) {
      bad.push(n.tagName.toLowerCase() + (n.id ? '#' + n.id : '') +
               (n.classList.length ? '.' + [...n.classList].slice(0, 3).join('.') : '') + ' to ' + Math.round(right) + ' px');
      if (bad.length >= 5) break;
    }
  }
  const clipped = [root, document.body].some(n => n && ['hidden', 'clip'].includes(getComputedStyle(n).overflowX));
  return {over, bad, clipped, width};
}
"""


class CannotCheck(Exception):
    pass


def origin(url):
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def shape(url):
    """Pages which differ in their query values only have one shape."""
    parts = urlsplit(url)
    path = re.sub(r"/\d{4}-\d{2}-\d{2}(?=/|$)", "/DATE", parts.path)
    path = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}(?=/|$)|/\d+(?=/|$)", "/N", path)
    return path, tuple(sorted(k for k, _ in parse_qsl(parts.query, keep_blank_values=True)))


def clean(url, base):
    return urldefrag(urljoin(base, url))[0]


def login(context, args):
    page = context.new_page()
    try:
        page.goto(clean(args.login_url, args.base), wait_until="load", timeout=args.timeout)
        first = None
        for item in args.field:
            name, _, value = item.partition("=")
            if value.startswith("@"):
                if value[1:] not in os.environ:
                    raise CannotCheck(f"environment variable {value[1:]} is not set")
                value = os.environ[value[1:]]
            target = page.locator(f'[name="{name}"]:visible').first
            if not target.count():
                raise CannotCheck(f"the login page has no visible field named {name}")
            kind = (target.get_attribute("type") or "").lower()
            if kind in ("checkbox", "radio"):
                target.check()
            else:
                target.fill(value)
            first = first or target
        if first is None:
            raise CannotCheck("--login-url needs at least one --field")
        before = page.url
        with page.expect_navigation(timeout=args.timeout):
            first.evaluate("n => n.form.requestSubmit()")
        if (
            page.url == before
            and page.locator(f'[name="{args.field[0].partition("=")[0]}"]:visible').count()
        ):
            raise CannotCheck("the login did not leave the login page")
    finally:
        page.close()


def visit(context, url, width, args, axe_source, first):
    """Load one page at one width; returns a dict of findings."""
    out = {
        "width": width,
        "axe": [],
        "incomplete": 0,
        "console": [],
        "csp": [],
        "third_party": [],
        "failed": [],
        "overflow": None,
        "links": [],
        "status": None,
        "html": None,
        "title": "",
        "final": url,
    }
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(INIT)
    own = origin(args.base)

    def on_console(message):
        if message.type == "error":
            text = message.text
            if "Content Security Policy" in text:
                out["csp"].append(text)
            elif not text.startswith("Failed to load resource"):
                out["console"].append(text)  # failed loads are listed as requests

    def on_response(response):
        if response.status >= 400 and urldefrag(response.url)[0] != url:
            out["failed"].append(f"{response.status} {response.url}")

    def guard(route):
        target = route.request.url
        if target.startswith(("data:", "blob:")) or origin(target) == own:
            route.continue_()
        else:
            out["third_party"].append(target)
            route.continue_() if args.allow_third_party else route.abort()

    page.on("console", on_console)
    page.on("pageerror", lambda e: out["console"].append(f"uncaught: {e}"))
    page.on("response", on_response)
    page.route("**/*", guard)
    try:
        try:
            response = page.goto(url, wait_until="load", timeout=args.timeout)
        except BrowserError as exc:
            if "ERR_ABORTED" in str(exc) or "Download is starting" in str(exc):
                out["status"] = "download"
                return out
            raise
        if response is None:
            return out
        out["status"] = response.status
        out["final"] = urldefrag(page.url)[0]
        kind = response.headers.get("content-type", "")
        if "html" not in kind:
            out["status"] = "not html"
            return out
        if origin(page.url) != own:
            out["status"] = "left the site"
            return out
        try:
            page.wait_for_load_state("networkidle", timeout=3000)
        except BrowserError:
            pass
        out["title"] = page.title()
        if first:
            try:
                out["html"] = response.text()
            except BrowserError:
                out["html"] = None
            out["links"] = page.eval_on_selector_all("a[href]", "ns => ns.map(n => n.href)")
            out["csp_header"] = response.headers.get("content-security-policy", "")
        if axe_source:
            page.evaluate(axe_source)
            result = page.evaluate(
                "async o => { const r = await axe.run(document, o); return {v: r.violations.map(x => ({id: x.id, "
                "impact: x.impact, help: x.help, tags: x.tags, nodes: x.nodes.map(n => ({target: n.target.flat(9).join(' '), "
                "html: n.html.slice(0, 160), why: n.failureSummary}))})), i: r.incomplete.map(x => ({id: x.id, n: x.nodes.length})), "
                "passes: r.passes.length, version: axe.version}; }",
                {
                    "runOnly": {
                        "type": "tag",
                        "values": WCAG + (["best-practice"] if args.best_practice else []),
                    },
                    "resultTypes": ["violations", "incomplete"],
                },
            )
            out["axe"], out["passes"], out["axe_version"] = (
                result["v"],
                result["passes"],
                result["version"],
            )
            out["incomplete"] = {i["id"]: i["n"] for i in result["i"]}
        if width <= 640:
            measure = page.evaluate(OVERFLOW)
            if measure["over"] > 1 or (measure["clipped"] and measure["bad"]):
                out["overflow"] = measure
        known = "\n".join(out["csp"])
        for text in page.evaluate("() => window.__csp || []"):
            directive = text.split(" ")[0]
            if directive not in known:
                out["csp"].append(text.strip())
        if args.screenshots:
            folder = Path(args.screenshots)
            folder.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"[^\w.-]+", "_", urlsplit(url).path.strip("/")) or "start"
            page.screenshot(path=str(folder / f"{name[:80]}-{width}.png"), full_page=True)
    finally:
        page.close()
    return out


def run_vnu(args, pages):
    java = shutil.which("java")
    if not java:
        raise CannotCheck("no java for the Nu HTML checker (or give --no-vnu)")
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, page in enumerate(p for p in pages if p["html"]):
            path = Path(folder) / f"p{number:04}.html"
            path.write_text(page["html"], encoding="utf-8")
            names[path.name] = page
            page["html_errors"], page["html_warnings"] = [], []
        if not names:
            return
        done = subprocess.run(
            [
                java,
                "-jar",
                args.vnu,
                "--format",
                "json",
                "--stdout",
                "--exit-zero-always",
                *[str(Path(folder) / n) for n in sorted(names)],
            ],
            capture_output=True,
            text=True,
            timeout=600,
        )
        try:
            messages = json.loads(done.stdout)["messages"]
        except (ValueError, KeyError):
            raise CannotCheck(f"the Nu HTML checker gave no result: {done.stderr.strip()[:300]}")
        for message in messages:
            page = names.get(Path(urlsplit(message.get("url", "")).path).name)
            if page is None:
                if message.get("type") == "non-document-error":
                    raise CannotCheck(f"Nu HTML checker: {message.get('message')}")
                continue
            text = f"line {message.get('lastLine', '?')}: {message.get('message', '')}"
            serious = message.get("type") == "error"
            page["html_errors" if serious else "html_warnings"].append(text)


def crawl(args):
    executable = (
        args.chromium
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not executable or not Path(executable).exists():
        raise CannotCheck("no Chromium found: give --chromium or set CHROMIUM")
    axe_source = None
    if not args.no_axe:
        if not args.axe or not Path(args.axe).is_file():
            raise CannotCheck("no axe.min.js: give --axe, set AXE_JS, or say --no-axe")
        axe_source = Path(args.axe).read_text(encoding="utf-8")
    if not args.no_vnu and (not args.vnu or not Path(args.vnu).is_file()):
        raise CannotCheck("no vnu.jar: give --vnu, set VNU_JAR, or say --no-vnu")
    skip = re.compile(args.skip, re.I)
    queue = deque(clean(s, args.base) for s in (args.start or [args.base]))
    seen, shapes, pages, skipped = set(queue), Counter(), [], []
    flags = [
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=executable, args=flags)
        context = browser.new_context(
            locale=args.locale,
            color_scheme=args.color_scheme,
            service_workers="block",
            accept_downloads=False,
            ignore_https_errors=args.insecure,
        )
        if args.cookie:
            context.add_cookies(
                [
                    {"name": c.partition("=")[0], "value": c.partition("=")[2], "url": args.base}
                    for c in args.cookie
                ]
            )
        if args.login_url:
            login(context, args)
        while queue and len(pages) < args.max:
            url = queue.popleft()
            if skip.search(url) or ASSETS.search(urlsplit(url).path):
                skipped.append(url)
                continue
            key = shape(url)
            if shapes[key] >= args.per_shape:
                skipped.append(url)
                continue
            shapes[key] += 1
            record = {"url": url, "runs": [], "status": None, "title": "", "html": None}
            for index, width in enumerate(args.widths):
                found = visit(context, url, width, args, axe_source, index == 0)
                if index == 0:
                    record.update(
                        status=found["status"],
                        title=found["title"],
                        html=found.pop("html"),
                        csp_header=found.pop("csp_header", ""),
                        final=found["final"],
                    )
                    for link in found.pop("links"):
                        link = clean(link, url)
                        if (
                            link.startswith(("http:", "https:"))
                            and origin(link) == origin(args.base)
                            and link not in seen
                        ):
                            seen.add(link)
                            queue.append(link)
                    if isinstance(found["status"], str):
                        break
                found.pop("links", None)
                found.pop("html", None)
                record["runs"].append(found)
            if isinstance(record["status"], str):
                skipped.append(f"{url} ({record['status']})")
                continue
            if record["final"] != url:
                seen.add(record["final"])
            pages.append(record)
        browser.close()
    if not pages:
        raise CannotCheck("not one HTML page was reached")
    if not args.no_vnu:
        run_vnu(args, pages)
    return pages, skipped, len(queue)


def problems_of(page, args):
    """Every finding that makes the exit status 1, as (kind, width, text)."""
    found = []
    if not isinstance(page["status"], int) or page["status"] >= 400:
        found.append(("status", "", f"status {page['status']}"))
    for run in page["runs"]:
        width = run["width"]
        for item in run["axe"]:
            for node in item["nodes"]:
                found.append(
                    (
                        "axe",
                        width,
                        f"{item['id']} ({item['impact']}): {item['help']} -- {node['target']}",
                    )
                )
        found += [
            ("console", width, t)
            for t in run["console"]
            if not (page["status"] != 200 and str(page["status"]) in t)
        ]
        found += [("csp", width, t) for t in run["csp"]]
        found += [("third", width, t) for t in run["third_party"]]
        found += [("request", width, t) for t in run["failed"]]
        if run["overflow"]:
            o = run["overflow"]
            found.append(
                (
                    "overflow",
                    width,
                    f"{o['over']} px too wide: {', '.join(o['bad']) or 'no element named'}",
                )
            )
    found += [("html", "", t) for t in page.get("html_errors", [])]
    if args.html_warnings:
        found += [("html", "", t) for t in page.get("html_warnings", [])]
    return found


def main(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base")
    parser.add_argument("--start", action="append", help="a path to start at (may be repeated)")
    parser.add_argument("--max", type=int, default=60)
    parser.add_argument(
        "--per-shape", type=int, default=2, help="pages of the same shape, such as /ansokan/N/"
    )
    parser.add_argument("--widths", default="1280,360")
    parser.add_argument("--skip", default=SKIP, help="regular expression of addresses to leave out")
    parser.add_argument("--axe", default=os.environ.get("AXE_JS"))
    parser.add_argument("--vnu", default=os.environ.get("VNU_JAR"))
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM"))
    parser.add_argument("--no-axe", action="store_true")
    parser.add_argument("--no-vnu", action="store_true")
    parser.add_argument(
        "--best-practice", action="store_true", help="axe's best-practice rules too"
    )
    parser.add_argument(
        "--html-warnings", action="store_true", help="warnings of the Nu checker fail too"
    )
    parser.add_argument(
        "--allow-third-party", action="store_true", help="report, but do not stop them"
    )
    parser.add_argument("--login-url")
    parser.add_argument("--field", action="append", default=[])
    parser.add_argument("--cookie", action="append", default=[])
    parser.add_argument("--locale", default="sv-SE")
    parser.add_argument("--color-scheme", default="light", choices=["light", "dark"])
    parser.add_argument("--insecure", action="store_true", help="accept any TLS certificate")
    parser.add_argument("--timeout", type=int, default=20000, help="milliseconds for one page")
    parser.add_argument("--screenshots", help="folder for full-page pictures")
    parser.add_argument("--json", help="file for the full result")
    parser.add_argument("--lines", type=int, default=40, help="findings to print in full")
    args = parser.parse_args(argv)
    args.widths = [int(w) for w in args.widths.split(",")]
    try:
        pages, skipped, left = crawl(args)
    except (CannotCheck, BrowserError, OSError, subprocess.TimeoutExpired) as exc:
        print(f"cannot check: {str(exc).splitlines()[0]}", file=sys.stderr)
        return 2
    kinds = ["axe", "html", "console", "csp", "third", "request", "overflow"]
    print(f"{'status':>6} " + " ".join(f"{k:>8}" for k in kinds) + "  page")
    total, lines = Counter(), []
    for page in pages:
        found = problems_of(page, args)
        page["problems"] = [{"kind": k, "width": w, "text": t} for k, w, t in found]
        counts = Counter(k for k, _, _ in found)
        total.update(counts)
        print(
            f"{page['status']!s:>6} "
            + " ".join(f"{counts[k] or '.':>8}" for k in kinds)
            + f"  {urlsplit(page['url']).path}{'?' + urlsplit(page['url']).query if urlsplit(page['url']).query else ''}"
        )
        for kind, width, text in found:
            lines.append(
                f"  {kind}{f' {width}px' if width else ''} {urlsplit(page['url']).path}: {text}"
            )
    titles = Counter(p["title"] for p in pages if p["status"] == 200)
    same = [
        t
        for t, n in titles.items()
        if n > 1 and len({shape(p["url"]) for p in pages if p["title"] == t}) > 1
    ]
    for line in lines[: args.lines]:
        print(line)
    if len(lines) > args.lines:
        print(f"  … and {len(lines) - args.lines} more (see the JSON)")
    for title in same:
        print(f"  note: several pages have the title {title!r}")
    without = [p["url"] for p in pages if not p.get("csp_header")]
    if without:
        print(f"  note: {len(without)} pages came without a Content-Security-Policy header")
    review = Counter()
    for page in pages:
        for run in page["runs"]:
            review.update(run["incomplete"] or {})
    if review:
        print(f"  note: axe could not decide (look by hand): {dict(review)}")
    version = next(
        (r.get("axe_version") for p in pages for r in p["runs"] if r.get("axe_version")), None
    )
    print(
        f"{len(pages)} pages at {args.widths} px, axe-core {version}, {sum(total.values())} findings {dict(total)}; "
        f"{len(skipped)} addresses skipped, {left} not reached because of --max"
    )
    if args.json:
        for page in pages:
            page.pop("html", None)
        Path(args.json).write_text(
            json.dumps(
                {
                    "base": args.base,
                    "axe": version,
                    "widths": args.widths,
                    "totals": dict(total),
                    "same_titles": same,
                    "skipped": skipped,
                    "not_reached": left,
                    "pages": pages,
                },
                ensure_ascii=False,
                indent=1,
            ),
            encoding="utf-8",
        )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
