"""The publisher's site: every article in every language it is ready for, as one folder of files.

`stories` reads a project's articles, `build` plans the pages of these stories (pure; each kind of
page is a module of `pages/`, each edition a row in `editions`), `output` writes them beside the old
site and switches, `preview` shows them while one writes.
"""
