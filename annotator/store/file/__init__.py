"""The connection to a project file: transactions, tables, checksums, and decoding of stored values."""
