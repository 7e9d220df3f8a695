"""A plugin as two files: its wheel, which is installed, and its source archive, which is judged.

A site that receives both computes the tier itself, and sees that the wheel holds nothing that the source does not.
"""

from __future__ import annotations

import hashlib
import tarfile
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

from toolbox_core.exceptions import InputError, UnreadableFile
from toolbox_core.policy.rules import PolicyTarget
from toolbox_core.policy.targets import MANIFEST_FILE

LARGEST = 200 << 20
"""Bytes that an archive may have when it is unpacked."""
MOST_FILES = 20_000


def sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises ``UnreadableFile``."""
    try:
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}.") from error


def unpack_wheel(wheel: Path, into: Path) -> Path:
    """Unpack a wheel and return its ``.dist-info`` folder. Raises ``InputError`` for what is no wheel, or a bomb."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = archive.infolist()
            _refuse_bombs(wheel, len(members), sum(member.file_size for member in members))
            for member in members:
                _refuse_escape(wheel, member.filename)
            archive.extractall(into)  # noqa: S202 - every name was looked at, and zipfile never leaves the folder
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise UnreadableFile(f"{wheel.name} is no wheel that can be read: {error}.") from error
    found = sorted(into.glob("*.dist-info"))
    if len(found) != 1:
        raise InputError(f"{wheel.name} is no wheel: it has {len(found)} folders with metadata.")
    return found[0]


def unpack_source(archive: Path, into: Path) -> Path:
    """Unpack a source archive (``.tar.gz``) and return the folder in it. Raises ``InputError``."""
    try:
        with tarfile.open(archive, "r:gz") as opened:
            members, total = [], 0
            for member in opened:
                members.append(member)
                total += member.size
                _refuse_bombs(archive, len(members), total)
                _refuse_escape(archive, member.name)
                if not (member.isreg() or member.isdir()):
                    raise InputError(f"{archive.name} holds a link or a device: {member.name}.")
            opened.extractall(into, members=members, filter="data")
    except (tarfile.TarError, OSError, EOFError) as error:
        raise UnreadableFile(f"{archive.name} is no source archive that can be read: {error}.") from error
    found = [path for path in into.iterdir() if path.is_dir()]
    if len(found) != 1:
        raise InputError(f"{archive.name} is no source archive: it must hold one folder.")
    return found[0]


def _refuse_bombs(path: Path, files: int, size: int) -> None:
    if files > MOST_FILES or size > LARGEST:
        raise InputError(f"{path.name} holds more than {MOST_FILES} files or {LARGEST >> 20} mebibytes.")


def _refuse_escape(path: Path, name: str) -> None:
    if name.startswith(("/", "\\")) or ".." in Path(name).parts or ":" in name:
        raise InputError(f"{path.name} wants to write outside its folder: {name}.")


def archive_target(name: str, wheel: Path, source: Path | None, work: Path) -> PolicyTarget:
    """What is in the two files, ready to be judged; unpacked into the folder ``work``."""
    info = unpack_wheel(wheel, work / "wheel")
    manifests = sorted((work / "wheel").glob(f"*/{MANIFEST_FILE}"))
    if len(manifests) != 1:
        raise InputError(f"{wheel.name} holds {len(manifests)} plugins; one is wanted.")
    folder = unpack_source(source, work / "source") if source is not None else None
    return PolicyTarget(name=name, folder=folder, distribution=Distribution.at(info), package=manifests[0].parent)


def not_in_source(target: PolicyTarget) -> list[str]:
    """Files of the package that its source does not hold, or holds otherwise; compiled catalogues are left out."""
    if target.folder is None or target.package is None:
        return []
    found = []
    for path in sorted(target.package.rglob("*")):
        if not path.is_file() or path.suffix in (".mo", ".pyc"):
            continue
        twin = target.folder / target.package.name / path.relative_to(target.package)
        if not twin.is_file() or twin.read_bytes() != path.read_bytes():
            found.append(path.relative_to(target.package.parent).as_posix())
    return found
