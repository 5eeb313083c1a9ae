"""A certificate for 127.0.0.1 that lives as long as a test."""

import ssl
import subprocess
from pathlib import Path

from tests.servers.need import need


def make_certificate(root: Path, *, name: str = "IP:127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """The certificate to trust, and the context of a server that shows it."""
    openssl = need("openssl", package="openssl")
    certificate, key = root / "cert.pem", root / "key.pem"
    command = [str(openssl), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=test", "-addext", f"subjectAltName={name}"]
    subprocess.run([*command, *names, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
