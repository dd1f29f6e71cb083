"""The publisher's site: every article in every language it is ready for, as one folder of files.

`gather` reads a project's articles into stories, `build` plans the pages of these stories (pure),
`output` writes them beside the old site and switches, `preview` shows them while one writes.
"""
