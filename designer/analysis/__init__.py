"""What is known about scenarios before they run."""

from designer.analysis.findings import check, check_scenario, publishable
from designer.analysis.report import Report, report

__all__ = ["Report", "check", "check_scenario", "publishable", "report"]
