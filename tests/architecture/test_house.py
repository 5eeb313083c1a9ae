"""The rules of the house that no linter knows: sizes, the one broad except, the layout, one door for each library of the world."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "pdinbox").rglob("*.py"))
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
FUNCTIONS = [
    (f"{path}:{node.name}", node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]
FOLDERS = {"pdinbox", "rules", "templates", "tests", "fixtures", "bench", "docs"}
FILES = {"pyproject.toml", "README.md", "CHANGELOG.md", "Makefile", "requirements.lock", "pdinbox.example.toml"}
DOORS = {
    "imapclient": {"pdinbox/adapters/imap_wire.py"},
    "smtplib": {"pdinbox/adapters/smtp_connection.py"},
    "aiosmtpd": {"pdinbox/adapters/smtp_sink.py"},
    "pymap": {"pdinbox/adapters/embedded_imap.py"},
    "msal": {"pdinbox/adapters/oauth.py"},
    "zxcvbn": {"pdinbox/web/security/passwords.py"},
    "pyotp": {"pdinbox/web/security/codes.py"},
    "segno": {"pdinbox/web/security/codes.py"},
    "webauthn": {"pdinbox/web/security/keys.py"},
    "authlib": {"pdinbox/web/security/oidc.py"},
    "requests": {"pdinbox/web/security/oidc.py"},
    "argon2": {"pdinbox/adapters/argon.py"},
    "procrastinate": {"pdinbox/adapters/procrastinate_work.py"},
    "apscheduler": {"pdinbox/worker/schedule.py"},
    "onnxruntime": {"pdinbox/reading/scan/onnx.py"},
    "rapidocr": {"pdinbox/reading/scan/ocr.py"},
    "zxingcpp": {"pdinbox/reading/scan/barcode.py"},
    "pillow_heif": {"pdinbox/reading/scan/raster.py"},
    "pyhanko": {"pdinbox/reading/seals.py"},
    "pyhanko_certvalidator": {"pdinbox/reading/seals.py"},
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout, so what belongs to the project is not known")
    return listed.stdout.splitlines()


def test_the_top_level_holds_what_the_client_fixed_and_no_more():
    names = {path.split("/")[0] for path in tracked()}

    assert {name for name in names if not name.startswith(".")} <= FOLDERS | FILES


def test_modules_stay_short():
    long = {path: len(text) for path in TREES if len(text := (ROOT / path).read_text(encoding="utf-8").splitlines()) > 300}

    assert long == {}


def test_functions_stay_short():
    long = {name: node.end_lineno - node.lineno + 1 for name, node in FUNCTIONS if node.end_lineno - node.lineno + 1 > 45}

    assert long == {}


def test_lists_of_the_rules_can_be_compared_line_by_line():
    lines = [
        (f"{path.name}:{number}", line)
        for path in sorted((ROOT / "rules").glob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]
    # a single phrase may be as long as it is
    runs = [(place, run) for place, line in lines if len(line) > 140 for run in re.findall(r"\[([^\[\]\"#]*)", line)]
    long = [place for place, run in runs if run.count(", ") > 3]

    assert long == []


def test_only_the_worker_loop_catches_everything():
    broad = [
        path
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and not _passes_on(node)
    ]

    assert broad == ["pdinbox/worker/examine.py"]


def test_each_folder_says_its_place_and_nothing_else():
    for path in MODULES:
        if path.name == "__init__.py":
            body = TREES[path.relative_to(ROOT).as_posix()].body
            assert len(body) == 1 and isinstance(body[0], ast.Expr), path


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_of_the_outside_world_has_one_door(library):
    importing = {path for path, tree in TREES.items() if library in _imported(tree)}

    assert importing == DOORS[library]


def test_values_of_the_model_are_frozen():
    loose = [
        f"{path}:{node.name}"
        for path, tree in TREES.items()
        if path.startswith("pdinbox/model/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "dataclass" and not _is_frozen(decorator)
    ]

    assert loose == []


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    marks = ["://" + "pypi.", "://" + "files.pythonhosted", "/" + "root/", "/" + "home/"]
    texts = {path: (ROOT / path).read_text(encoding="utf-8", errors="ignore") for path in tracked() if (ROOT / path).is_file()}

    assert [(path, mark) for path, text in texts.items() for mark in marks if mark in text] == []


def test_every_locked_package_has_a_hash():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = [place for place, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]

    assert pinned
    assert all("--hash=sha256:" in lines[place + 1] for place in pinned)


def test_each_dependency_of_the_client_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {line.split(">")[0].split("[")[0].split("=")[0] for line in project["dependencies"]}

    assert {"imapclient", "mail-parser", "pdfplumber", "sqlmodel", "jinja2", "apscheduler"} <= declared


def _imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"})


def _passes_on(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_frozen(decorator: ast.Call) -> bool:
    return any(keyword.arg == "frozen" and getattr(keyword.value, "value", False) is True for keyword in decorator.keywords)
