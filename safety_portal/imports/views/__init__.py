"""Pages of imports: list, upload, columns, preview, what was written, undo."""
