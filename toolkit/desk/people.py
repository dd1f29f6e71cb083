"""Who may come to the desk: names and roles, each with a secret of which only a digest is kept.

They lie in `.toolkit/desk/people.json`; whoever deletes or edits it makes all links void.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import UsageError
from toolkit.project import files
from toolkit.project.settings import Project
from toolkit.storage import sealed, user_cache
from toolkit.workflow.desk import Duty, Person

_LONGEST = 60
"""Characters of a name."""


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def own_secret(project: Project) -> str:
    """The secret of whoever runs the desk on this machine: the same at every start."""
    where = f"desk {project.root}".encode()
    return hmac.new(user_cache.secret(), where, "sha256").hexdigest()[:43]


def people(project: Project) -> dict[str, Person]:
    """Digest of the secret → who has it; nobody if not this user's toolkit wrote the file."""
    try:
        data = json.loads(sealed.read(_path(project)) or b"{}")
        return {key: _person(one) for key, one in data.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def invite(project: Project, name: str, role: Duty) -> str:
    """The secret of a person with this name and role; former ones of the name become void.

    UsageError if it is no name.
    """
    fit = name.strip() == name != "" and len(name) <= _LONGEST
    if not fit or any(unicodedata.category(sign)[0] in "CZ" and sign != " " for sign in name):
        what = f"a name has 1 to {_LONGEST} signs and no blanks around it"
        raise UsageError(f"{name!r} is no name: {what}")
    secret = secrets.token_urlsafe(32)
    kept = {key: one for key, one in people(project).items() if one.name != name}
    _write(project, {**kept, digest(secret): Person(name, role)})
    return secret


def dismiss(project: Project, name: str) -> None:
    """Make the links of a name void. UsageError if nobody has it."""
    known = people(project)
    kept = {key: one for key, one in known.items() if one.name != name}
    if len(kept) == len(known):
        names = ", ".join(one.name for one in known.values()) or "nobody"
        raise UsageError(f"{name} is not invited; invited: {names}")
    _write(project, kept)


def _path(project: Project) -> Path:
    return project.root / ".toolkit" / "desk" / "people.json"


def _person(one: Mapping[str, Any]) -> Person:
    return Person(str(one["name"]), Duty(one["role"]))


def _write(project: Project, known: Mapping[str, Person]) -> None:
    data = {key: {"name": one.name, "role": one.role.value} for key, one in known.items()}
    path = _path(project)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    try:
        with files.lock(project, "", lambda _: None):
            sealed.write(path, text.encode())
            path.chmod(0o600)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
