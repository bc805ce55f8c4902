"""One log for everything, on stderr: lines for a person at a terminal, JSON for a machine.

Parts write `log.info("pass.done", due=12)`: a dotted name, plain values, no personal data. Libraries'
own records (waitress, APScheduler, Alembic) pass through the same renderer. JSON escapes line ends and
control characters, so that no value can forge a line.
"""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor


def start_logging(*, verbose: bool = False) -> None:
    """Send every record to stderr, from `info` (from `warning` for libraries) unless `verbose`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer(pad_event_to=24)]
        if sys.stderr.isatty()
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.WARNING)
    logging.getLogger("designer").setLevel(logging.DEBUG if verbose else logging.INFO)
    # A pass that takes longer than the pause between two is no fault: the next one waits for its turn.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
