"""Files as people attach them, as small as they can be."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + b"% a receipt, invented\n" * 20 + b"%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(100) + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(100)
WEBP = b"RIFF\x70\x00\x00\x00WEBPVP8 " + bytes(100)
TIFF = b"II*\x00" + bytes(100)


def office(part: str, content: bytes = b"<x/>") -> bytes:
    """An archive as an office document is one, with a part of this name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, content)
    return made.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and is none."""
