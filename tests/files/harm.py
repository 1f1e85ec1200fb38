"""What hostile files are made of: harmless ones of each kind, and what runs in a browser or a machine."""

from __future__ import annotations

from dataclasses import dataclass

from tests.files.media import box, compound, mp3, mp4, ppt, vtt, webm
from tests.files.samples import docx, jpeg, odp, odt, pdf, png, pptx, webp, xlsx, zipped

HARMLESS = {
    "pdf": pdf(),
    "pptx": pptx(),
    "ppt": ppt(),
    "odp": odp(),
    "docx": docx(),
    "odt": odt(),
    "xlsx": xlsx(),
    "png": png(),
    "jpg": jpeg(),
    "webp": webp(),
    "mp4": mp4(),
    "webm": webm(),
    "vtt": vtt(),
    "mp3": mp3(),
}
PICTURES = ("png", "jpg", "webp")
OFFICE = {"docx": docx, "xlsx": xlsx, "pptx": pptx}
OPEN = {"odt": odt, "odp": odp}

SCRIPT = b"<script>alert(document.cookie)</script>"
ACTIVE = {
    "html": b"<!doctype html><title>x</title>" + SCRIPT,
    "html with blanks": b" " * 300 + b"<html><body onload=alert(1)>",
    "html behind a comment": b"<!-- x -->\n<html>" + SCRIPT,
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg in utf-16": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'.encode("utf-16"),
    "xml with a style": b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>',
    "xml entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "mhtml": b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + SCRIPT,
    "script": b"alert(1)//",
    "php": b"<?php system($_GET['c']); ?>",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "batch": b"@echo off\r\ndel /q *.*\r\n",
    "windows program": b"MZ\x90\x00" + bytes(200),
    "linux program": b"\x7fELF\x02\x01\x01" + bytes(200),
    "java": b"\xca\xfe\xba\xbe" + bytes(60),
    "shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
    "flash": b"CWS\x09" + bytes(60),
    "rtf": b"{\\rtf1{\\object\\objdata 0105}}",
    "gif": b"GIF89a/*" + bytes(20) + b"*/=alert(1)",
    "bmp": b"BM" + bytes(60),
    "tiff": b"II*\x00" + bytes(60),
    "heic": box(b"ftyp", b"heic0000mif1") + box(b"meta", bytes(8)),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "gzip": b"\x1f\x8b\x08" + bytes(60),
    "zip": zipped({"a.html": "<script>"}),
    "word of old": compound({"WordDocument": b"x"}, ("Macros",)),
    "installer": compound({"\u4840\u3b3f": b"x"}),
}


@dataclass(frozen=True)
class Hostile:
    """A file that means harm; one that is not `refused` may be taken, if it can do nothing then."""

    what: str
    name: str
    body: bytes
    refused: bool = True
