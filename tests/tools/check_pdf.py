#!/usr/bin/env python3
# ruff: noqa
"""Check the accessibility and archive features of PDF files.

  check_pdf.py [options] FILE.pdf [FILE.pdf ...]

Always checked (an error fails the file):
  parse      opens, not encrypted, no syntax error
  tagged     MarkInfo/Marked, a structure tree with elements, all text and
             images on the pages are tagged or artifacts, every MCID has a parent,
             lists and tables are nested as they must be
  rolemap    every structure type is a standard one or mapped to one
  lang       /Lang in the catalog, a sane BCP 47 tag
  title      dc:title in XMP, the same as Info /Title, DisplayDocTitle true
  pdfua      pdfuaid:part in the XMP metadata (switch off with --no-ua)
  fonts      every font used is embedded and has a ToUnicode map
  text       text can be extracted, no replacement characters
  alt        every Figure and Formula has /Alt or /ActualText
  links      link annotations are in the structure tree and have /Contents
  tables     every data cell is tied to a header (by /Headers, or by a scope),
             rows are equally long
  headings   the first heading is H1, no level is skipped
  active     no JavaScript, no launch action, no form submit action
With --pdfa 3 (or 3A, 3B, 3U): pdfaid part and level, an output intent, a file
  identifier, and for every attachment /AFRelationship and a place in /AF.
Options:
  --expect TEXT       the extracted text must contain TEXT (may be repeated;
                      blanks are compared as one space)
  --lang sv           the language wanted
  --title TEXT        the title wanted
  --attachment NAME   an attachment of this name must be there (may be repeated)
  --extract DIR       write the attachments to DIR
  --json              machine-readable result on stdout
Needs: pikepdf, pdfminer.six (PyPI).  Exit: 0 fine, 1 an error, 2 could not check.

This is no full PDF/UA or PDF/A validator: it has no check of contrast, of
reading order against the layout, of colour spaces or of the glyph widths.
"""

import argparse
import io
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

try:
    import pikepdf
    from pdfminer.high_level import extract_text
except ImportError as exc:  # pragma: no cover
    print(f"cannot check: {exc} (pip install pikepdf pdfminer.six)", file=sys.stderr)
    sys.exit(2)

STANDARD = set(
    """Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index
NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote
Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form Aside Title
FENote Sub Em Strong Artifact""".split()
)
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
}
UA = "{http://www.aiim.org/pdfua/ns/id/}"
PA = "{http://www.aiim.org/pdfa/ns/id/}"
TEXT_OPS = {"Tj", "TJ", "'", '"'}
PAINT_OPS = {"Do", "sh", "BI", "INLINE IMAGE", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*"}


class Report:
    def __init__(self, name):
        self.name, self.errors, self.warnings, self.facts = name, [], [], {}

    def error(self, check, text):
        self.errors.append({"check": check, "text": text})

    def warn(self, check, text):
        self.warnings.append({"check": check, "text": text})

    def as_dict(self):
        return {
            "file": self.name,
            "ok": not self.errors,
            "errors": self.errors,
            "warnings": self.warnings,
            "facts": self.facts,
        }


def key_of(obj):
    return obj.objgen if getattr(obj, "is_indirect", False) else id(obj)


class Structure:
    """Walks the structure tree once and keeps what the checks need."""

    def __init__(self, pdf, report):
        self.pdf, self.report = pdf, report
        self.elements, self.headings, self.mcids, self.objrs = [], [], {}, {}
        self.root = pdf.Root.get("/StructTreeRoot")
        if self.root is None:
            return
        self.parents = {}
        self.number_tree(self.root.get("/ParentTree"), 0)
        self.rolemap = {
            str(k)[1:]: str(v)[1:] for k, v in (self.root.get("/RoleMap") or {}).items()
        }
        self.seen = set()
        self.bad_types = set()
        for kid in self.kids(self.root):
            self.walk(kid, None, None, 0)

    def number_tree(self, node, depth):
        if node is None or depth > 40:
            return
        numbers = node.get("/Nums") or []
        for i in range(0, len(numbers) - 1, 2):
            self.parents[int(numbers[i])] = numbers[i + 1]
        for kid in node.get("/Kids") or []:
            self.number_tree(kid, depth + 1)

    def in_parent_tree(self, owner, mcid):
        """The ParentTree gives this MCID a structure element (linked or not)."""
        entry = self.parents.get(int(owner.get("/StructParents", -1)))
        if not isinstance(entry, pikepdf.Array) or mcid >= len(entry):
            return False
        return isinstance(entry[mcid], pikepdf.Dictionary)

    def kids(self, node):
        kids = node.get("/K")
        if kids is None:
            return []
        return list(kids) if isinstance(kids, pikepdf.Array) else [kids]

    def role(self, name):
        steps = 0
        while name not in STANDARD and name in self.rolemap and steps < 20:
            name, steps = self.rolemap[name], steps + 1
        return name

    def walk(self, node, page, parent, depth):
        if depth > 400:
            self.report.error("tagged", "structure tree is deeper than 400 levels")
            return
        if not isinstance(node, pikepdf.Dictionary):
            if page is not None:
                self.mcids.setdefault(page, set()).add(int(node))
            return
        kind = str(node.get("/Type", ""))
        if kind == "/MCR":
            target = node.get("/Pg")
            target = target.objgen if target is not None else page
            self.mcids.setdefault(target, set()).add(int(node["/MCID"]))
            return
        if kind == "/OBJR":
            if "/Obj" in node:
                self.objrs[node["/Obj"].objgen] = parent["type"] if parent else ""
            return
        if node.objgen != (0, 0):
            if node.objgen in self.seen:
                return
            self.seen.add(node.objgen)
        raw = str(node.get("/S", "/"))[1:]
        name = self.role(raw)
        if name not in STANDARD:
            self.bad_types.add(raw)
        if "/Pg" in node:
            page = node["/Pg"].objgen
        element = {"type": name, "node": node, "parent": parent, "kids": []}
        self.elements.append(element)
        if parent is not None:
            parent["kids"].append(element)
        if re.fullmatch(r"H[1-6]?", name):
            self.headings.append(name)
        for kid in self.kids(node):
            self.walk(kid, page, element, depth + 1)


def attributes(node):
    value = node.get("/A")
    if value is None:
        return []
    items = list(value) if isinstance(value, pikepdf.Array) else [value]
    return [i for i in items if isinstance(i, pikepdf.Dictionary)]


def xmp_of(pdf, report):
    facts = {}
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        report.error("title", "no XMP metadata")
        return facts
    try:
        data = stream.read_bytes()
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            report.error("parse", "XMP metadata holds a DOCTYPE")
            return facts
        root = ElementTree.fromstring(data)
    except Exception as exc:
        report.error("parse", f"XMP metadata is not XML: {exc}")
        return facts
    rdfs = root.findall(".//rdf:RDF", NS) + ([root] if root.tag.endswith("}RDF") else [])
    if len(rdfs) != 1:
        report.error("parse", f"XMP metadata holds {len(rdfs)} rdf:RDF elements, one is allowed")
    for node in root.iter():
        for prefix, space in (("ua", UA), ("pa", PA)):
            for attr, value in node.attrib.items():
                if attr.startswith(space):
                    facts[f"{prefix}_{attr[len(space) :]}"] = value
            if node.tag.startswith(space):
                facts[f"{prefix}_{node.tag[len(space) :]}"] = (node.text or "").strip()
    title = root.find(".//dc:title/rdf:Alt/rdf:li", NS)
    facts["title"] = (title.text or "").strip() if title is not None else ""
    return facts


def fonts_in(resources, found, seen, depth=0):
    if resources is None or depth > 12:
        return
    for name, font in (resources.get("/Font") or {}).items():
        found[key_of(font)] = (name, font)
    for kind in ("/XObject", "/Pattern"):
        for _, obj in (resources.get(kind) or {}).items():
            if isinstance(obj, pikepdf.Stream) and key_of(obj) not in seen:
                seen.add(key_of(obj))
                fonts_in(obj.get("/Resources"), found, seen, depth + 1)


def check_fonts(pdf, report):
    found, seen = {}, set()
    for page in pdf.pages:
        fonts_in(page.obj.get("/Resources") or page.resources, found, seen)
    names = []
    for name, font in found.values():
        base = str(font.get("/BaseFont", name))[1:]
        names.append(base)
        if str(font.get("/Subtype")) == "/Type3":
            report.warn("fonts", f"{base} is a Type 3 font")
            embedded = True
        else:
            holders = [d.get("/FontDescriptor") for d in (font.get("/DescendantFonts") or [])] or [
                font.get("/FontDescriptor")
            ]
            embedded = all(
                h is not None and any(k in h for k in ("/FontFile", "/FontFile2", "/FontFile3"))
                for h in holders
            )
        if not embedded:
            report.error("fonts", f"{base} is not embedded")
        if "/ToUnicode" not in font:
            report.error("fonts", f"{base} has no ToUnicode map")
    report.facts["fonts"] = sorted(names)
    if not found:
        report.error("fonts", "the document uses no font at all")


def check_content(pdf, structure, report):
    """Every text and paint operator lies in marked content; MCIDs have parents."""
    form_seen = set()

    def scan(stream_owner, page_key, where, inside):
        depth, untagged_text, untagged_paint, mcids = [], 0, 0, []
        resources = stream_owner.get("/Resources") or {}
        properties = resources.get("/Properties") or {}
        path_open = False
        for operands, operator in pikepdf.parse_content_stream(stream_owner):
            op = str(operator)
            if op in ("BMC", "BDC"):
                tag = str(operands[0])
                mcid = None
                if op == "BDC":
                    props = operands[1]
                    if isinstance(props, pikepdf.Name):
                        props = properties.get(str(props))
                    if isinstance(props, pikepdf.Dictionary) and "/MCID" in props:
                        mcid = int(props["/MCID"])
                        mcids.append(mcid)
                depth.append(tag == "/Artifact" or mcid is not None)
            elif op == "EMC":
                if not depth:
                    report.error("tagged", f"{where}: EMC without BDC")
                else:
                    depth.pop()
            elif op in TEXT_OPS and not inside and not any(depth):
                untagged_text += 1
            elif op == "W" or op == "W*":
                path_open = True
            elif op == "n":
                path_open = False
            elif op in PAINT_OPS:
                if not inside and not any(depth) and not path_open:
                    untagged_paint += 1
                path_open = False
                if op == "Do":
                    obj = (resources.get("/XObject") or {}).get(str(operands[0]))
                    if obj is not None and str(obj.get("/Subtype")) == "/Form":
                        key = (key_of(obj), inside or any(depth))
                        if key not in form_seen:
                            form_seen.add(key)
                            scan(obj, page_key, f"{where} form {operands[0]}", inside or any(depth))
        if depth:
            report.error("tagged", f"{where}: {len(depth)} marked content sequences are not closed")
        if untagged_text:
            report.error(
                "tagged", f"{where}: {untagged_text} text operators are neither tagged nor artifact"
            )
        if untagged_paint:
            report.error(
                "tagged",
                f"{where}: {untagged_paint} paint operators are neither tagged nor artifact",
            )
        if page_key is not None:
            known = structure.mcids.get(page_key, set())
            lost = [m for m in mcids if m not in known]
            hidden = [m for m in lost if structure.in_parent_tree(stream_owner, m)]
            if hidden:
                report.warn(
                    "tagged",
                    f"{where}: MCIDs {hidden[:8]} belong to elements outside of the structure tree "
                    "(page margin boxes of WeasyPrint do; they should be artifacts)",
                )
            lost = [m for m in lost if m not in hidden]
            if lost:
                report.error("tagged", f"{where}: MCIDs {lost[:8]} are not in the structure tree")
            if len(mcids) != len(set(mcids)):
                report.error("tagged", f"{where}: an MCID is used twice")

    for number, page in enumerate(pdf.pages, 1):
        scan(page.obj, page.obj.objgen, f"page {number}", False)


def check_links(pdf, structure, report):
    count = 0
    for number, page in enumerate(pdf.pages, 1):
        annotations = page.obj.get("/Annots") or []
        if len(annotations) and str(page.obj.get("/Tabs")) != "/S":
            report.error("links", f"page {number} has annotations, but /Tabs is not /S")
        for annotation in annotations:
            kind = str(annotation.get("/Subtype"))
            if kind == "/Link":
                count += 1
                if annotation.objgen not in structure.objrs:
                    report.error("links", f"page {number}: a link is not in the structure tree")
                elif structure.objrs[annotation.objgen] != "Link":
                    report.error(
                        "links",
                        f"page {number}: a link hangs under {structure.objrs[annotation.objgen]}",
                    )
                if not str(annotation.get("/Contents", "")).strip():
                    report.error("links", f"page {number}: a link has no /Contents")
            elif kind not in ("/Popup",) and annotation.objgen not in structure.objrs:
                report.error(
                    "links", f"page {number}: a {kind} annotation is not in the structure tree"
                )
    report.facts["links"] = count


KIDS = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
}


def text_key(value):
    return bytes(value) if isinstance(value, pikepdf.String) else str(value).encode()


def check_table(table, report):
    rows = []
    for kid in table["kids"]:
        rows += [kid] if kid["type"] == "TR" else [k for k in kid["kids"] if k["type"] == "TR"]
    cells = [c for row in rows for c in row["kids"] if c["type"] in ("TH", "TD")]
    headers = [c for c in cells if c["type"] == "TH"]
    if not headers:
        report.error(
            "tables", "a table has no header cell (a layout table must not be tagged as Table)"
        )
        return
    known = {text_key(c["node"]["/ID"]) for c in headers if "/ID" in c["node"]}
    scoped = any("/Scope" in a for c in headers for a in attributes(c["node"]))
    loose = 0
    for cell in cells:
        if cell["type"] == "TD":
            named = {text_key(n) for a in attributes(cell["node"]) for n in a.get("/Headers") or []}
            if named - known:
                report.error("tables", "a cell names a header that does not exist")
            if not named & known and not scoped:
                loose += 1
    if loose:
        report.error(
            "tables", f"{loose} cells are tied to no header, neither by /Headers nor by a /Scope"
        )
    spans = [
        [
            (int(a.get("/ColSpan", 1)), int(a.get("/RowSpan", 1)))
            for c in row["kids"]
            for a in (attributes(c["node"]) or [{}])[:1]
        ]
        for row in rows
    ]
    if all(r == 1 for row in spans for _, r in row):
        widths = {sum(c for c, _ in row) for row in spans}
        if len(widths) > 1:
            report.error("tables", f"rows have different numbers of columns: {sorted(widths)}")


def check_structure(structure, report):
    if structure.bad_types:
        report.error("rolemap", f"types without a standard role: {sorted(structure.bad_types)}")
    for element in structure.elements:
        node, kind = element["node"], element["type"]
        if kind in ("Figure", "Formula") and not any(
            str(node.get(k, "")).strip() for k in ("/Alt", "/ActualText")
        ):
            report.error("alt", f"a {kind} has neither /Alt nor /ActualText")
        if kind == "TR" and (
            element["parent"] is None
            or element["parent"]["type"] not in ("Table", "THead", "TBody", "TFoot")
        ):
            report.error("tables", "a TR is outside of a table")
        if kind in ("TH", "TD") and (
            element["parent"] is None or element["parent"]["type"] != "TR"
        ):
            report.error("tables", f"a {kind} is outside of a row")
        if kind == "LI" and (element["parent"] is None or element["parent"]["type"] != "L"):
            report.error("tagged", "an LI is outside of a list")
        wanted = KIDS.get(kind)
        for kid in element["kids"]:
            if wanted and kid["type"] not in wanted:
                report.error(
                    "tables" if kind[0] == "T" else "tagged",
                    f"a {kid['type']} lies directly in a {kind}",
                )
        if kind == "Table":
            check_table(element, report)
    if structure.headings:
        levels = [int(h[1]) for h in structure.headings if len(h) == 2]
        if levels and levels[0] != 1:
            report.error("headings", f"the first heading is H{levels[0]}")
        for before, after in zip(levels, levels[1:]):
            if after > before + 1:
                report.error("headings", f"H{before} is followed by H{after}")
    else:
        report.warn("headings", "the document has no heading")
    kinds = {}
    for element in structure.elements:
        kinds[element["type"]] = kinds.get(element["type"], 0) + 1
    report.facts["structure"] = dict(sorted(kinds.items()))


def check_active(pdf, report):
    banned = {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
    }
    for obj in pdf.objects:
        if isinstance(obj, (pikepdf.Dictionary, pikepdf.Stream)):
            if str(obj.get("/S", "")) in banned and "/K" not in obj:
                report.error("active", f"action {obj['/S']}")
    names = pdf.Root.get("/Names") or {}
    if "/JavaScript" in names:
        report.error("active", "document JavaScript")
    action = pdf.Root.get("/OpenAction")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in banned:
        report.error("active", f"open action {action['/S']}")


def check_attachments(pdf, args, report):
    filespecs, listed = [], []
    af = {s.objgen for s in (pdf.Root.get("/AF") or [])}

    def tree(node):
        for kid in node.get("/Kids") or []:
            tree(kid)
        names = node.get("/Names") or []
        for i in range(0, len(names) - 1, 2):
            filespecs.append(names[i + 1])

    embedded = (pdf.Root.get("/Names") or {}).get("/EmbeddedFiles")
    if embedded is not None:
        tree(embedded)
    for spec in filespecs:
        name = str(spec.get("/UF", spec.get("/F", "")))
        stream = (spec.get("/EF") or {}).get("/UF") or (spec.get("/EF") or {}).get("/F")
        if stream is None:
            report.error("attachments", f"{name} holds no file")
            continue
        data = stream.read_bytes()
        listed.append(
            {
                "name": name,
                "bytes": len(data),
                "type": str(stream.get("/Subtype", ""))[1:],
                "relationship": str(spec.get("/AFRelationship", ""))[1:],
                "description": str(spec.get("/Desc", "")),
                "in_AF": spec.objgen in af,
            }
        )
        for key in ("/F", "/UF"):
            if key not in spec:
                report.error("attachments", f"{name} has no {key}")
        if not str(spec.get("/Desc", "")).strip():
            report.warn("attachments", f"{name} has no description")
        if args.pdfa:
            if not listed[-1]["relationship"]:
                report.error("attachments", f"{name} has no /AFRelationship")
            if not listed[-1]["in_AF"]:
                report.error("attachments", f"{name} is not in the catalog's /AF")
            if "/" not in listed[-1]["type"]:
                report.error("attachments", f"{name} has no media type")
        if args.extract:
            target = Path(args.extract)
            target.mkdir(parents=True, exist_ok=True)
            safe = re.sub(r"[^\w.\-]", "_", Path(name).name) or "attachment"
            (target / safe).write_bytes(data)
    report.facts["attachments"] = listed
    for wanted in args.attachment:
        if wanted not in [a["name"] for a in listed]:
            report.error("attachments", f"no attachment named {wanted}")


def check_file(path, args):
    report = Report(str(path))
    data = Path(path).read_bytes()
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except Exception as exc:
        report.error("parse", f"does not open: {exc}")
        return report
    with pdf:
        if pdf.is_encrypted:
            report.error("parse", "is encrypted")
        syntax = getattr(pdf, "check_pdf_syntax", None) or pdf.check
        for line in syntax():
            report.error("parse", str(line))
        report.facts.update(version=pdf.pdf_version, pages=len(pdf.pages))
        root = pdf.Root
        if not bool((root.get("/MarkInfo") or {}).get("/Marked", False)):
            report.error("tagged", "MarkInfo/Marked is not true")
        if bool((root.get("/MarkInfo") or {}).get("/Suspects", False)):
            report.error("tagged", "MarkInfo/Suspects is true")
        structure = Structure(pdf, report)
        if structure.root is None:
            report.error("tagged", "no structure tree")
        else:
            if not structure.elements:
                report.error("tagged", "the structure tree is empty")
            elif structure.elements[0]["type"] != "Document":
                report.warn(
                    "tagged", f"the outermost tag is {structure.elements[0]['type']}, not Document"
                )
            if "/ParentTree" not in structure.root:
                report.error("tagged", "no ParentTree")
            check_structure(structure, report)
            check_content(pdf, structure, report)
            check_links(pdf, structure, report)
        lang = str(root.get("/Lang", ""))
        report.facts["lang"] = lang
        if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", lang):
            report.error("lang", f"/Lang is {lang!r}")
        elif args.lang and lang.lower().split("-")[0] != args.lang.lower().split("-")[0]:
            report.error("lang", f"/Lang is {lang}, wanted {args.lang}")
        xmp = xmp_of(pdf, report)
        info = str(pdf.docinfo.get("/Title", "")) if "/Info" in pdf.trailer else ""
        report.facts.update(
            title=xmp.get("title", ""),
            pdfua=xmp.get("ua_part", ""),
            pdfa=f"{xmp.get('pa_part', '')}{xmp.get('pa_conformance', '')}",
        )
        if not xmp.get("title"):
            report.error("title", "no dc:title in the XMP metadata")
        elif info and info.strip() != xmp["title"]:
            report.error("title", f"XMP title and Info title differ: {info!r}")
        if args.title and xmp.get("title") != args.title:
            report.error("title", f"title is {xmp.get('title')!r}, wanted {args.title!r}")
        if not bool((root.get("/ViewerPreferences") or {}).get("/DisplayDocTitle", False)):
            report.error("title", "DisplayDocTitle is not true")
        if not args.no_ua and xmp.get("ua_part") not in ("1", "2"):
            report.error("pdfua", "no pdfuaid:part in the XMP metadata")
        if args.pdfa:
            if xmp.get("pa_part") != args.pdfa[0]:
                report.error("pdfa", f"pdfaid:part is {xmp.get('pa_part')!r}")
            if len(args.pdfa) > 1 and xmp.get("pa_conformance", "").upper() != args.pdfa[1].upper():
                report.error("pdfa", f"pdfaid:conformance is {xmp.get('pa_conformance')!r}")
            if not root.get("/OutputIntents"):
                report.error("pdfa", "no output intent")
            if "/ID" not in pdf.trailer:
                report.error("pdfa", "no file identifier")
            if xmp.get("ua_part") and b"pdfaExtension" not in root.Metadata.read_bytes():
                report.error("pdfa", "pdfuaid is used without its PDF/A extension schema")
        check_fonts(pdf, report)
        check_active(pdf, report)
        check_attachments(pdf, args, report)
    try:
        text = " ".join(extract_text(io.BytesIO(data)).split())
    except Exception as exc:
        report.error("text", f"no text: {exc}")
        text = ""
    report.facts["characters"] = len(text)
    if len(text) < 20:
        report.error("text", f"only {len(text)} characters of text")
    if "\ufffd" in text or "(cid:" in text:
        report.error("text", "text holds characters without a Unicode value")
    for wanted in args.expect:
        if " ".join(wanted.split()) not in text:
            report.error("text", f"does not contain {wanted!r}")
    return report


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("files", nargs="+")
    parser.add_argument("--no-ua", action="store_true")
    parser.add_argument("--pdfa", help="3, 3A, 3B or 3U")
    parser.add_argument("--lang")
    parser.add_argument("--title")
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--attachment", action="append", default=[])
    parser.add_argument("--extract")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    reports = []
    for name in args.files:
        try:
            reports.append(check_file(name, args))
        except OSError as exc:
            print(f"cannot check: {exc}", file=sys.stderr)
            return 2
    if args.json:
        print(json.dumps([r.as_dict() for r in reports], ensure_ascii=False, indent=1))
    else:
        for r in reports:
            print(
                f"{'OK  ' if not r.errors else 'FAIL'} {r.name}  {len(r.errors)} errors, {len(r.warnings)} warnings"
            )
            for key in (
                "version",
                "pages",
                "lang",
                "title",
                "pdfua",
                "pdfa",
                "characters",
                "fonts",
                "structure",
                "attachments",
            ):
                if key in r.facts:
                    print(f"     {key}: {r.facts[key]}")
            for item in r.errors:
                print(f"   error   {item['check']:<11} {item['text']}")
            for item in r.warnings:
                print(f"   warning {item['check']:<11} {item['text']}")
    return 1 if any(r.errors for r in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
