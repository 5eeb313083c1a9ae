"""The tables' history (Alembic): one module a step under `versions`, run by `pdinbox.store.open.migrate`."""
