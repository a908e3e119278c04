"""The upload corpus: every hostile file is built here, and each gets its own answer."""

import hashlib
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

import docx
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from pikepdf import Array, Dictionary, Name
from PIL import Image

from modellkonceptet.uploads import check_upload, clean_file_name

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# --- building files -----------------------------------------------------------


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **save) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        if change:
            change(document)
        target = io.BytesIO()
        document.save(target, **save)
    return target.getvalue()


def word(change: Callable[[dict[str, bytes]], None] | None = None) -> bytes:
    target = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Kommunfullmäktige beslutar att anta deklarationen.")
    document.core_properties.author = "Ordförande"
    document.save(target)
    with zipfile.ZipFile(target) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if change:
        change(parts)
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def picture(format: str = "PNG", size: tuple[int, int] = (4, 2), **save) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "white").save(target, format, **save)
    return target.getvalue()


def check(content: bytes, name: str):
    return check_upload(io.BytesIO(content), name=name)


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as caught:
        check(content, name)
    return caught.value.code


# --- what is received ---------------------------------------------------------


def test_pdf_is_received_without_its_author():
    def with_author(document):
        document.docinfo["/Title"] = "Beslut"
        document.docinfo["/Author"] = "Handläggare"
        with document.open_metadata() as xmp:
            xmp["dc:creator"] = ["Handläggare"]
            xmp["dc:title"] = "Beslut"

    checked = check(pdf(with_author), "Beslut KS § 12.pdf")
    assert (checked.kind, checked.content_type) == ("pdf", "application/pdf")
    assert checked.safe_name == "Beslut KS § 12.pdf"
    assert checked.size == len(checked.content)
    assert checked.sha256 == hashlib.sha256(checked.content).hexdigest()
    with pikepdf.open(io.BytesIO(checked.content)) as document:
        assert {str(key): str(value) for key, value in document.docinfo.items()}.keys() == {
            "/Title",
            "/Producer",
        } & set(document.docinfo.keys())
        with document.open_metadata() as xmp:
            assert ("dc:creator" in xmp, xmp["dc:title"]) == (False, "Beslut")


def test_the_same_pdf_gives_the_same_bytes():
    content = pdf()
    assert check(content, "a.pdf").content == check(content, "a.pdf").content


def test_signed_pdf_is_kept_to_the_byte():
    def sign(document):
        signature = document.make_indirect(
            Dictionary(
                Type=Name.Sig,
                Filter=Name("/Adobe.PPKLite"),
                ByteRange=Array([0, 1, 2, 3]),
                Contents=pikepdf.String("00"),
            )
        )
        document.Root.AcroForm = Dictionary(
            SigFlags=3, Fields=Array([Dictionary(FT=Name.Sig, V=signature)])
        )
        document.docinfo["/Author"] = "Handläggare"

    content = pdf(sign)
    assert check(content, "protokoll.pdf").content == content


def test_links_bookmarks_and_fonts_with_odd_names_do_no_harm():
    def harmless(document):
        page = document.pages[0].obj
        page.Annots = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([0, 0, 9, 9]),
                    A=Dictionary(S=Name.URI, URI=pikepdf.String("https://lund.example/")),
                )
            ]
        )
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(AA=font, JS=font))
        document.Root.OpenAction = Array([page, Name.Fit])

    assert check(pdf(harmless), "a.pdf").kind == "pdf"


def test_word_is_received_without_its_author():
    checked = check(word(), "Tjänsteskrivelse.DOCX")
    assert (checked.kind, checked.safe_name) == ("docx", "Tjänsteskrivelse.DOCX")
    document = docx.Document(io.BytesIO(checked.content))
    assert [p.text for p in document.paragraphs] == [
        "Kommunfullmäktige beslutar att anta deklarationen."
    ]
    assert document.core_properties.author == ""


def test_word_may_link_to_pages_outside():
    checked = check(word(relationship(f"{OFFICE}/hyperlink", "https://lund.example/")), "a.docx")
    assert checked.kind == "docx"


@pytest.mark.parametrize(
    "name, format", [("bild.png", "PNG"), ("b.jpg", "JPEG"), ("b.JPEG", "JPEG")]
)
def test_picture_is_drawn_anew_upright_and_without_metadata(name, format):
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x013B] = "Fotograf"
    checked = check(picture(format, exif=exif, icc_profile=b"x" * 40), name)
    assert checked.kind == format.lower()
    with Image.open(io.BytesIO(checked.content)) as drawn:
        assert (drawn.format, drawn.size) == (format, (2, 4))
        assert dict(drawn.getexif()) == {}
        assert set(drawn.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_png_keeps_its_mode(mode):
    target = io.BytesIO()
    Image.new(mode, (3, 3)).save(target, "PNG")
    with Image.open(io.BytesIO(check(target.getvalue(), "a.png").content)) as drawn:
        assert drawn.mode == mode


def test_cmyk_jpeg_becomes_rgb():
    target = io.BytesIO()
    Image.new("CMYK", (3, 3)).save(target, "JPEG")
    with Image.open(io.BytesIO(check(target.getvalue(), "a.jpg").content)) as drawn:
        assert drawn.mode == "RGB"


# --- size and name ------------------------------------------------------------


class Huge:
    """A file of 100 MB that must not be read."""

    size = 100 * 1024 * 1024

    def read(self, *args):
        raise AssertionError("read in spite of its size")


def test_100_mb_are_refused_before_they_are_read():
    with pytest.raises(ValidationError) as caught:
        check_upload(Huge(), name="beslut.pdf")
    assert caught.value.code == "too_large"
    with translation.override("sv"):
        assert [m.replace("\xa0", " ") for m in caught.value.messages] == [
            "Filen är för stor (100,0 MB). Den får vara högst 20,0 MB."
        ]


def test_size_that_lies_is_found_out():
    file = SimpleUploadedFile("a.pdf", pdf() + b" " * 5000)
    file.size = 10
    with pytest.raises(ValidationError) as caught:
        check_upload(file, name="a.pdf", max_bytes=4000)
    assert caught.value.code == "too_large"


def test_upload_that_was_read_before_is_read_from_its_start():
    file = SimpleUploadedFile("a.pdf", pdf())
    file.read()
    assert check_upload(file, name="a.pdf").kind == "pdf"


def test_empty_file():
    assert refusal(b"", "a.pdf") == "empty"


@pytest.mark.parametrize(
    "name, safe",
    [
        ("C:\\Users\\strateg\\Beslut å ä ö.pdf", "Beslut å ä ö.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("besl\x00ut\r\n.pdf", "beslut.pdf"),
        ("beslut\u202efdp.exe", "beslutfdp.exe"),
        ("a\u200d\u200bb.pdf", "ab.pdf"),
        ("A\u030a.pdf", "Å.pdf"),
        ('be<s>l:u"t|?*.pdf', "be_s_l_u_t___.pdf"),
        (".pdf", "file.pdf"),
        ("..pdf. ", "file.pdf"),
        (".hemlig.pdf", "hemlig.pdf"),
        ("pdf", "pdf"),
        ("", ""),
        ("å" * 300 + ".docx", "å" * 115 + ".docx"),
        ("a." + "b" * 300, "a." + "b" * 118),
    ],
)
def test_file_name(name, safe):
    assert clean_file_name(name) == safe


@pytest.mark.parametrize(
    "name", ["virus.exe", "a.docm", "a.doc", "a.svg", "a.html", "pdf", "", "a.pdf\u202e.exe"]
)
def test_other_kinds_are_refused_by_name(name):
    assert refusal(pdf(), name) == "type"


EXE = b"MZ\x90\x00" + b"\x00" * 200


@pytest.mark.parametrize(
    "content, name, code",
    [
        (EXE, "a.pdf", "type"),
        (EXE, "a.docx", "type"),
        (EXE, "a.png", "damaged"),
        (EXE, "a.jpg", "damaged"),
        (pdf(), "a.docx", "type"),
        (word(), "a.pdf", "type"),
        (picture("JPEG"), "a.png", "damaged"),
        (picture("GIF"), "a.png", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "damaged"),
    ],
)
def test_renamed_files(content, name, code):
    assert refusal(content, name) == code


# --- hostile PDFs -------------------------------------------------------------

SCRIPT = "app.alert('hej')"


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=pikepdf.String(SCRIPT))


def opening_script(document):
    document.Root.OpenAction = script()


def named_script(document):
    names = Array([pikepdf.String("a"), document.make_indirect(script())])
    kids = Array([document.make_indirect(Dictionary(Names=names))])
    document.Root.Names = Dictionary(JavaScript=Dictionary(Kids=kids))


def script_in_stream(document):
    stream = document.make_stream(SCRIPT.encode())
    document.pages[0].obj.Annots = Array([Dictionary(A=Dictionary(S=Name.JavaScript, JS=stream))])


def script_after_link(document):
    action = Dictionary(S=Name.URI, URI=pikepdf.String("https://lund.example/"), Next=script())
    document.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=action)])


def script_deep_in_arrays(document):
    document.Root.Extra = Array([Array([Array([Dictionary(More=Array([script()]))])])])


def launch(document):
    action = Dictionary(S=Name.Launch, F=pikepdf.String("cmd.exe"), P=document.pages[0].obj)
    document.pages[0].obj.Annots = Array([Dictionary(Subtype=Name.Link, A=action)])


def opening_address(document):
    document.Root.OpenAction = Dictionary(S=Name.URI, URI=pikepdf.String("https://x.example/"))


def page_events(document):
    document.pages[0].obj.AA = Dictionary(
        O=Dictionary(S=Name.URI, URI=pikepdf.String("https://x.example/"))
    )


def submit_form(document):
    document.Root.AcroForm = Dictionary(
        Fields=Array([Dictionary(A=Dictionary(S=Name.SubmitForm, F=pikepdf.String("https://x")))])
    )


def xfa_form(document):
    document.Root.AcroForm = Dictionary(XFA=document.make_stream(b"<xdp/>"))


def embedded_file(document):
    document.attachments["virus.exe"] = EXE


def file_annotation(document):
    document.pages[0].obj.Annots = Array(
        [Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 1, 1]))]
    )


def rich_media(document):
    document.pages[0].obj.Annots = Array(
        [Dictionary(Subtype=Name.RichMedia, Rect=Array([0, 0, 1, 1]))]
    )


@pytest.mark.parametrize("streams", ["disable", "generate"], ids=["plain", "in object streams"])
@pytest.mark.parametrize(
    "change, code",
    [
        (opening_script, "active"),
        (named_script, "active"),
        (script_in_stream, "active"),
        (script_after_link, "active"),
        (script_deep_in_arrays, "active"),
        (launch, "active"),
        (opening_address, "active"),
        (page_events, "active"),
        (submit_form, "active"),
        (xfa_form, "active"),
        (embedded_file, "embedded"),
        (file_annotation, "embedded"),
        (rich_media, "embedded"),
    ],
)
def test_pdf_that_acts_or_embeds(change, code, streams):
    content = pdf(change, object_stream_mode=pikepdf.ObjectStreamMode[streams])
    assert refusal(content, "beslut.pdf") == code


def test_script_with_a_disguised_name():
    content = pdf(opening_script).replace(b"/JavaScript", b"/J#61vaScript")
    assert refusal(content, "a.pdf") == "active"


@pytest.mark.parametrize("owner, user", [("hemlig", "hemlig"), ("hemlig", "")])
def test_locked_pdf(owner, user):
    content = pdf(encryption=pikepdf.Encryption(owner=owner, user=user))
    assert refusal(content, "a.pdf") == "encrypted"


@pytest.mark.parametrize("before", [b"\n", b"<html>", EXE, b"\xef\xbb\xbf"])
def test_pdf_with_something_before_it(before):
    assert refusal(before + pdf(), "a.pdf") == "type"


def test_pdf_that_is_also_a_zip():
    assert refusal(pdf() + zipped({"virus.exe": EXE}), "a.pdf") == "embedded"
    assert refusal(pdf() + zipped({"virus.exe": EXE}) + b"\n%%EOF\n", "a.pdf") == "embedded"


def test_what_comes_after_the_pdf_is_dropped():
    checked = check(pdf() + b"\n<script>1</script>\n%%EOF\n", "a.pdf")
    assert b"<script>" not in checked.content


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_truncated_pdf(part):
    content = pdf(lambda document: [document.add_blank_page() for _ in range(60)])
    assert refusal(content[: int(len(content) * part)], "a.pdf") == "damaged"


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF\n", b"%PDF-" + b"\x00" * 99 + b"%%EOF"])
def test_pdf_without_anything(content):
    assert refusal(content, "a.pdf") == "damaged"


def test_pdf_without_pages():
    with pikepdf.new() as document:
        target = io.BytesIO()
        document.save(target)
    assert refusal(target.getvalue(), "a.pdf") == "damaged"


def test_bomb_in_an_object_stream():
    """400 MB of blanks in an object stream, 400 kB in the file."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"9 0 <<>> ")
    for _ in range(400):
        packed += packer.compress(b" " * 1024 * 1024)
    packed += packer.flush()
    content = b"%PDF-1.5\n"
    offsets = {}
    for number, body in (
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, b"<</Type/Pages/Count 1/Kids[3 0 R]>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        (
            4,
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (len(packed), packed),
        ),
    ):
        offsets[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    rows = [(0, 0, 255)] + [(1, offsets[n], 0) for n in (1, 2, 3, 4)]
    rows += [(1, start, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (2, 4, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    content += b"5 0 obj\n<</Type/XRef/Size 10/W[1 4 1]/Root 1 0 R/Length %d>>\nstream\n" % len(
        table
    )
    content += table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    assert refusal(content, "a.pdf") == "damaged"


# --- hostile Word files -------------------------------------------------------


def relationship(kind: str, target: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts):
        name = "word/_rels/document.xml.rels"
        row = f'<Relationship Id="rX" Type="{kind}" Target="{target}" TargetMode="External"/>'
        parts[name] = parts[name].replace(b"</Relationships>", f"{row}</Relationships>".encode())

    return change


def macro_part(parts):
    parts["word/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


def macro_type(parts):
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def macro_of_another_name(parts):
    parts["word/innocent.bin"] = b"\xd0\xcf\x11\xe0"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/innocent.bin" '
        b'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )


def active_x(parts):
    parts["word/activeX/activeX1.xml"] = b"<ocx/>"


def ole_object(parts):
    parts["word/embeddings/oleObject1.bin"] = EXE


def template_type(parts):
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"document.main+xml", b"template.main+xml"
    )


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.pop(name) and None


def with_part(name: str, part: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: part})


ENTITY_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">&b;</Types>'
)


@pytest.mark.parametrize(
    "change, code",
    [
        (macro_part, "macros"),
        (macro_type, "macros"),
        (macro_of_another_name, "macros"),
        (active_x, "macros"),
        (with_part("word/embeddings/Book1.xlsm"), "macros"),
        (ole_object, "embedded"),
        (relationship(f"{OFFICE}/attachedTemplate", "https://x.example/a.dotm"), "external"),
        (relationship(f"{OFFICE}/image", "file://server/a.png"), "external"),
        (relationship(f"{OFFICE}/oleObject", "https://x.example/"), "external"),
        (template_type, "type"),
        (without("word/document.xml"), "type"),
        (without("[Content_Types].xml"), "type"),
        (with_part("../../evil.xml"), "damaged"),
        (with_part("word/../../evil.xml"), "damaged"),
        (with_part("/etc/passwd"), "damaged"),
        (with_part("C:/evil.xml"), "damaged"),
        (with_part("word\\evil.xml"), "damaged"),
        (with_part("WORD/Document.xml"), "damaged"),
        (with_part("[Content_Types].xml", ENTITY_BOMB), "damaged"),
        (with_part("[Content_Types].xml", b"no xml"), "damaged"),
        (with_part("word/_rels/document.xml.rels", b"<half"), "damaged"),
    ],
)
def test_word_file_with_something_wrong(change, code):
    assert refusal(word(change), "skrivelse.docx") == code


def test_zip_with_a_program_in_it():
    assert refusal(zipped({"virus.exe": EXE}), "a.docx") == "type"


def test_old_or_locked_word_file():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.docx") == "encrypted"


def test_word_file_behind_a_program():
    assert refusal(EXE + word(), "a.docx") == "type"


def test_truncated_word_file():
    content = word()
    assert refusal(content[: len(content) // 2], "a.docx") == "damaged"


def test_too_many_members():
    def many(parts):
        parts.update({f"word/{number}.xml": b"" for number in range(1000)})

    assert refusal(word(many), "a.docx") == "bomb"


def test_zip_bomb_by_ratio():
    assert refusal(word(with_part("word/blank.xml", b" " * 60_000_000)), "a.docx") == "bomb"


def test_zip_bomb_by_size():
    """110 MB out of 2 MB: the ratio alone would let it pass."""
    noise = random.Random(1).randbytes(2_000_000)
    content = word(
        lambda parts: parts.update({"word/noise.bin": noise, "word/blank.xml": b" " * 110_000_000})
    )
    assert refusal(content, "a.docx") == "bomb"


def lying(content: bytes, real: int, claimed: int) -> bytes:
    """The same zip, with another unpacked size in all its headers."""
    return content.replace(struct.pack("<I", real), struct.pack("<I", claimed))


def test_zip_bomb_whose_headers_lie():
    content = word(with_part("word/blank.xml", b" " * 60_000_000))
    assert refusal(lying(content, 60_000_000, 1000), "a.docx") == "bomb"


def test_small_part_whose_headers_lie():
    content = word(with_part("word/blank.xml", b" " * 60_000))
    assert refusal(lying(content, 60_000, 1000), "a.docx") == "damaged"


def test_same_name_twice():
    target = io.BytesIO(word())
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<other/>")
    assert refusal(target.getvalue(), "a.docx") == "damaged"


# --- hostile pictures ---------------------------------------------------------


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 60_000])
def test_picture_with_too_many_pixels(side):
    assert refusal(png_that_claims(side, side), "a.png") == "bomb"


@pytest.mark.parametrize("name, format", [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_truncated_picture(name, format):
    content = picture(format, (400, 400))
    assert refusal(content[: len(content) // 2], name) == "damaged"


def test_what_hides_behind_a_picture_is_dropped():
    checked = check(picture() + zipped({"virus.exe": EXE}), "a.png")
    assert not zipfile.is_zipfile(io.BytesIO(checked.content))


# --- the answers --------------------------------------------------------------


@pytest.mark.parametrize(
    "content, name, sv, en",
    [
        (
            pdf(opening_script),
            "beslut.pdf",
            (
                "PDF-filen innehåller ett skript eller något annat som körs av sig självt."
                " Skriv ut den som en ny PDF och ladda upp den."
            ),
            (
                "The PDF holds a script or another action that runs by itself."
                " Print it as a new PDF, and upload that."
            ),
        ),
        (
            word(macro_type),
            "skrivelse.docx",
            "Wordfilen innehåller makron. Spara den som .docx utan makron, eller som PDF.",
            "The Word file holds macros. Save it as .docx without macros, or as PDF.",
        ),
        (
            EXE,
            "virus.exe",
            (
                "Den här sortens fil kan inte tas emot."
                " Välj en PDF, en Wordfil (.docx) eller en bild (PNG eller JPEG)."
            ),
            "This kind of file can’t be received. Choose a PDF, Word (.docx), PNG or JPEG file.",
        ),
    ],
)
def test_answers_in_both_languages(content, name, sv, en):
    for language, answer in (("sv", sv), ("en", en)):
        with translation.override(language), pytest.raises(ValidationError) as caught:
            check(content, name)
        with translation.override(language):
            assert caught.value.messages == [answer]
