"""The user's lists of suppliers, from cells to rows with owners."""
