"""The headers of every answer: what a page may load and who may frame it, and that nothing of a case is kept by a cache."""

from collections.abc import Mapping

from pdinbox.web.site import Look

_FIXED: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self)",
}
_HSTS = "max-age=31536000; includeSubDomains"
FILE_POLICY = "default-src 'none'; sandbox"
"""Of images and downloads: whatever they hold, nothing of it runs."""


MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox; frame-ancestors 'self'"
"""Of HTML that is shown in a frame: it looks as it was written, and runs and loads nothing."""


def page_policy(look: Look) -> str:
    """The content security policy of a page: our own files only, nothing inline."""
    scripts = " ".join(("'self'", *look.test_hosts))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


def headers_for(look: Look, *, is_secure: bool) -> Mapping[str, str]:
    """Headers of an answer that brings none of its own; `Cache-Control: no-store` on everything but static files."""
    secure = {"Strict-Transport-Security": _HSTS} if is_secure else {}
    return {**_FIXED, **secure, "Content-Security-Policy": page_policy(look), "Cache-Control": "no-store"}
