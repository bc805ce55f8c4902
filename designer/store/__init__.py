"""Everything that is kept: the models, the migrations, and the use cases over them.

Use cases are plain functions grouped by subject (``scenarios``, ``contacts``, ``events``…). They are called
inside an application context, take and give plain records, and raise what ``designer.domain.errors`` names.
"""

from designer.store.database import db, init_app, is_current, upgrade, writing

__all__ = ["db", "init_app", "is_current", "upgrade", "writing"]
