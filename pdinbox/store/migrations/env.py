"""What Alembic runs: the steps on the connection that `pdinbox.store.open.migrate` opened, in its transaction."""

from alembic import context

from pdinbox.store import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.message.metadata, render_as_batch=True)
context.run_migrations()
