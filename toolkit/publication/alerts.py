"""What alerts of Markdown (`> [!NOTE]`) are called on pages, in the language of the page."""

from __future__ import annotations

from toolkit.expression import expression
from toolkit.languages.language import language as language_of

_TITLE = expression(r'<p class="markdown-alert-title">(\w+)</p>')
_WORDS = {
    "de": ("Hinweis", "Tipp", "Wichtig", "Warnung", "Achtung"),
    "ru": ("Примечание", "Совет", "Важно", "Предупреждение", "Осторожно"),
    "zh": ("注", "提示", "重要", "警告", "小心"),
}
_KINDS = ("Note", "Tip", "Important", "Warning", "Caution")


def titled(page: str, tag: str) -> str:
    """The page with titles of alerts in its language (BCP 47), else English ones that say so."""
    found = language_of(tag)
    words = dict(zip(_KINDS, _WORDS.get(found.base, ()), strict=False))
    around = "" if found.base == "en" or words else ' lang="en" dir="ltr"'

    def title(kind: str) -> str:
        return f"<p{around}><strong>{words.get(kind, kind)}</strong></p>"

    return _TITLE.sub(lambda match: title(match[1]), page)
