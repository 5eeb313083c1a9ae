"""Names and headers of downloads: whatever the sender called a file, a browser keeps it and runs nothing."""

import pytest

from pdinbox.web.downloads import download, file_name

NUMBER = "PD-2026-000001-R"


@pytest.mark.parametrize(
    ("name", "kind", "made"),
    [
        ("g28.pdf", "pdf", f"{NUMBER} g28.pdf"),
        ("g28.pdf.exe", "pdf", f"{NUMBER} g28.pdf.pdf"),
        ('"; filename=evil.html', "html", f"{NUMBER} filename-evil.html.txt"),
        ("../../etc/passwd", "other", f"{NUMBER} file.bin"),
        ("<svg onload=alert(1)>.svg", "other", f"{NUMBER} svg onload-alert-1.svg"),
        ("página 1.jpeg", "jpeg", f"{NUMBER} p-gina 1.jpeg"),
        ("", "text", f"{NUMBER} file.txt"),
        ("a" * 300 + ".png", "png", f"{NUMBER} {'a' * 80}.png"),
        ("line\r\nSet-Cookie: x.pdf", "pdf", f"{NUMBER} line-Set-Cookie- x.pdf"),
    ],
)
def test_the_name_is_ours_and_the_ending_says_what_the_octets_are(name, kind, made):
    assert file_name(NUMBER, name, kind=kind) == made


def test_a_download_is_never_shown():
    answer = download(b"<script>alert(1)</script>", f"{NUMBER} ñ.pdf")

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''PD-2026-000001-R%20%C3%B1.pdf" in answer.headers["content-disposition"]
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
