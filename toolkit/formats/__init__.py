"""Source formats: how the files of articles are taken apart and spelled again."""
