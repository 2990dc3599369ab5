"""What happens if the files of an open project are removed, renamed, replaced or overwritten."""
