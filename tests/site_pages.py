"""A built site, and what its pages say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolkit.formats.html.tokens import Token, tokens, unescape

LANGUAGES = ("de", "en", "ru", "zh-Hans")


@dataclass(frozen=True)
class Built:
    """What `toolkit site` left: exit code, what it said, the folder."""

    code: int
    said: str
    folder: Path

    def read(self, path: str) -> str:
        """A file of the site."""
        return (self.folder / path).read_text("utf-8")

    def pages(self) -> list[str]:
        """All pages, as paths in the site."""
        return sorted(p.relative_to(self.folder).as_posix() for p in self.folder.rglob("*.html"))

    def bytes(self) -> dict[str, bytes]:
        """All files that readers get."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.name != ".toolkit-site.json"
        }


Build = Callable[..., Built]
"""Options of `toolkit site` → what it left."""


def write(project: Path, name: str, text: str = "Der Text.", **fields: object) -> None:
    """An article with these fields."""
    front = "".join(f"{key}: {value}\n" for key, value in fields.items())
    path = project / f"sources/{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front}---\n\n{text}\n", "utf-8")


def approve(project: Path, name: str, **texts: str) -> None:
    """An English catalog with these translations, approved."""
    path = project / f"locales/en/LC_MESSAGES/{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    rows = []
    for source, target in texts.items():
        context, _, words = source.rpartition("|")
        rows.append(f'msgctxt "{context}"\n' if context else "")
        rows[-1] += f'msgid "{words}"\nmsgstr "{target}"\n'
    path.write_text("\n".join([head, *rows]), "utf-8")


def starts(source: str, *names: str) -> list[Token]:
    """The start tags of a page, of these elements or all."""
    return [t for t in tokens(source) if t.kind == "start" and (not names or t.name in names)]


def words(source: str) -> list[tuple[str, str]]:
    """(language, text) of every text on a page, by the nearest `lang` around it."""
    result, stack = [], [("", "")]
    for token in tokens(source):
        if token.kind == "start" and token.mark is not None:
            stack.append((token.name, token.get("lang") or stack[-1][1]))
        elif token.kind == "end" and token.name in [name for name, _ in stack]:
            while stack.pop()[0] != token.name:
                pass
        elif token.kind == "text" and stack[-1][0] not in ("style", "script"):
            text = " ".join(unescape(source[token.start : token.end]).split())
            if text:
                result.append((stack[-1][1], text))
    return result
