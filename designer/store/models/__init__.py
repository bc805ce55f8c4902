"""The tables, by subject."""

from designer.store.models.base import Base
from designer.store.models.contact import ConsentLog, ContactRow, Cursor, EventRow, Suppression
from designer.store.models.journey import EnrolmentRow, MoveRow, RefusalRow, RefusalTally, TaskRow, WalkRow
from designer.store.models.ledger import DecisionRow, Lease, OutboxRow, PassLog, SendRow
from designer.store.models.room import RoomPerson, RoomRow, RoomUpdate
from designer.store.models.scenario import (
    HistoryRow,
    NodeTally,
    ScenarioRow,
    ScenarioVersion,
    TemplateRow,
    TemplateVersion,
)
from designer.store.models.simulation import SimulationRow
from designer.store.models.workspace import (
    AppliedChange,
    Clock,
    Document,
    IdempotencyKey,
    SigningKey,
    Workspace,
)

__all__ = [
    "AppliedChange",
    "Base",
    "Clock",
    "ConsentLog",
    "ContactRow",
    "Cursor",
    "DecisionRow",
    "Document",
    "EnrolmentRow",
    "EventRow",
    "HistoryRow",
    "IdempotencyKey",
    "Lease",
    "MoveRow",
    "NodeTally",
    "OutboxRow",
    "PassLog",
    "RefusalRow",
    "RefusalTally",
    "RoomPerson",
    "RoomRow",
    "RoomUpdate",
    "ScenarioRow",
    "ScenarioVersion",
    "SendRow",
    "SigningKey",
    "SimulationRow",
    "Suppression",
    "TaskRow",
    "TemplateRow",
    "TemplateVersion",
    "WalkRow",
    "Workspace",
]
