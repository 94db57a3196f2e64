"""The tools keep their promises: locks, setup, doctor, the front-end libraries and the shape of the code."""

import ast
import gzip
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import doctor, setup, vendor

ROOT = doctor.ROOT
LOCKS = sorted(ROOT.glob("requirements*.txt"))
SOURCES = sorted([*ROOT.glob("*.py"), *ROOT.glob("chalicelib/**/*.py"), *ROOT.glob("infra/**/*.py")])
DEPLOYED = [path for path in SOURCES if path.parts[len(ROOT.parts)] != "infra"]

# Lists of declarations that are read as one table, and longer than a room may be.
LONG_TABLES = {"chalicelib/stores/keys.py", "chalicelib/wiring.py"}


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes_and_no_registry_is_named(lock: Path) -> None:
    text = lock.read_text()
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host", text)


def test_what_is_deployed_is_what_was_tested() -> None:
    deployed, tested = pins("requirements.txt"), pins("requirements-dev.txt")
    assert deployed
    assert deployed.items() <= tested.items()


def test_lambda_carries_neither_chalice_nor_boto3() -> None:
    assert not {"chalice", "boto3", "botocore"} & pins("requirements.txt").keys()


def test_every_dependency_that_we_name_is_in_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    named = [
        *project["project"]["dependencies"],
        *groups["laptop"],
        *(d for d in groups["dev"] if isinstance(d, str)),
    ]
    assert {re.split(r"[\[<>=]", name)[0].lower() for name in named} <= pins("requirements-dev.txt").keys()


def test_front_end_libraries_are_locked_by_integrity_and_name_no_registry() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all(
        package["integrity"].startswith("sha512-") and "resolved" not in package for package in packages
    )


def test_gov_uk_typeface_and_crest_are_stripped_from_the_stylesheet() -> None:
    css = (
        "@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}"
        ".a{font-family:GDS Transport,arial,sans-serif;color:red}"
        ".b{background-image:url(/assets/images/govuk-crest.svg);width:1px}"
        ".c{mask-image:url(/assets/images/govuk-crest.svg)}"
        "/*# sourceMappingURL=x.css.map */"
    )
    assert vendor.strip_css(css) == ".a{font-family:arial,sans-serif;color:red}.b{width:1px}.c{}"


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries as `make setup` puts them into web/vendor."""
    folder = tmp_path_factory.mktemp("web") / "vendor"
    vendor.copy(ROOT / "node_modules", folder)
    return folder


def test_served_libraries_ask_for_nothing_of_gov_uk(libraries: Path) -> None:
    served = {path.name: path.read_text() for path in libraries.rglob("*.*")}
    ours = {Path(file).name for files in vendor.SERVED.values() for file in files}
    assert set(served) == ours
    css = served["govuk-frontend.min.css"]
    assert ".govuk-button" in css
    assert css.count("{") == css.count("}")
    assert not re.search(
        r"GDS Transport|@font-face|[\"'(]/assets/|sourceMappingURL", "".join(served.values())
    )
    assert not re.search(r"url\((?!data:)", "".join(text for name, text in served.items() if "css" in name))


def test_a_module_that_names_a_package_is_given_its_address_and_its_source_map_is_not() -> None:
    script = "import{A as e}from\"terra-draw\";import x from '/here.js';//# sourceMappingURL=a.js.map"
    assert vendor.strip_js(script) == (
        "import{A as e}from\"/vendor/terra-draw/terra-draw.modern.js\";import x from '/here.js';"
    )


def test_a_module_that_names_a_package_which_is_not_served_stops_the_setup() -> None:
    with pytest.raises(KeyError, match="lodash"):
        vendor.strip_js('import x from "lodash";')


def test_served_modules_import_served_modules_and_a_map_weighs_less_than_100_kb(libraries: Path) -> None:
    modules = {path: path.read_text() for path in libraries.rglob("*.js")}
    named = [name for text in modules.values() for name in re.findall(r'\bfrom ?"([^"]+)"', text)]
    assert named
    assert all((libraries.parent / name.lstrip("/")).is_file() for name in named)
    maps = [path for path in libraries.rglob("*.*") if path.parent.name in {"leaflet", "terra-draw"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in maps) < 100_000


def test_setup_does_its_work_again_only_when_a_lock_changes(tmp_path: Path) -> None:
    lock, stamp, done = tmp_path / "lock", tmp_path / "stamp", list[str]()
    for content in ("one", "one", "two"):
        lock.write_text(content)
        setup.once(stamp, [lock], lambda content=content: done.append(content))  # type: ignore[misc]
    assert done == ["one", "two"]


def test_setup_that_failed_is_not_taken_for_done(tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("the registry is away")

    with pytest.raises(RuntimeError):
        setup.once(tmp_path / "stamp", [], fail)
    assert not (tmp_path / "stamp").exists()


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 14)])
def test_doctor_stops_at_a_python_that_we_do_not_support_and_says_what_to_install(
    version: tuple[int, int],
) -> None:
    finding = doctor.python(version)
    assert finding.stops
    assert "apt-get install python3" in doctor.report([finding])


def test_doctor_names_what_an_empty_machine_lacks(tmp_path: Path) -> None:
    """No make, no Node and no Chromium on PATH: only make is a must-have, and each mend is named."""
    done = subprocess.run(
        [sys.executable, "-m", "infra.doctor"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "missing  make" in done.stdout
    assert "apt-get install make" in done.stdout
    assert "apt-get install chromium" in done.stdout
    assert "setup brings one" in done.stdout


def test_doctor_can_be_read_by_a_python_too_old_to_run_the_rest() -> None:
    ast.parse((ROOT / "infra" / "doctor.py").read_text(), feature_version=(3, 8))


def test_doctor_needs_nothing_but_the_standard_library() -> None:
    for path in (ROOT / "infra" / "doctor.py", ROOT / "infra" / "setup.py", ROOT / "infra" / "vendor.py"):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text()))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert imported <= sys.stdlib_module_names | {"infra"}


def test_help_lists_every_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    explained = set(re.findall(r"^([a-z]+):.*## .+", makefile, re.MULTILINE))
    assert set(phony[1].split()) - {"python", "examine"} == explained


def test_only_settings_reads_the_environment() -> None:
    readers = [relative(path) for path in DEPLOYED if re.search(r"\b(environ|getenv)\b", path.read_text())]
    assert readers in ([], ["chalicelib/settings.py"])


def test_nothing_that_is_deployed_imports_the_laptops_tools() -> None:
    assert not [
        relative(path) for path in DEPLOYED if re.search(r"^\s*(from|import) infra\b", path.read_text(), re.M)
    ]


# We aim at 150 lines and 20 (CONTRIBUTING.md); these are the lengths at which a room has to be divided.
@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_every_room_is_small_and_says_what_lives_there(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 220 or relative(path) in LONG_TABLES
    assert not text.strip() or ast.get_docstring(ast.parse(text))
    long = [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno > 40]
    assert not long
