"""How the tables came to be, step by step; Alembic loads these by path."""
