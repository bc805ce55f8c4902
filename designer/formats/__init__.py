"""Documents (scenario, policy, data, segments, plan, matrix, message) as files, JSON and records."""

from designer.formats.documents import (
    dump_data,
    dump_matrix,
    dump_plan,
    dump_policy,
    dump_scenario,
    dump_segments,
    dump_template,
    load_data,
    load_matrix,
    load_plan,
    load_policy,
    load_scenario,
    load_segments,
    load_template,
)

__all__ = [
    "dump_data",
    "dump_matrix",
    "dump_plan",
    "dump_policy",
    "dump_scenario",
    "dump_segments",
    "dump_template",
    "load_data",
    "load_matrix",
    "load_plan",
    "load_policy",
    "load_scenario",
    "load_segments",
    "load_template",
]
