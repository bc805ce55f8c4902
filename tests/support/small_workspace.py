"""Documents of a small workspace for the tests of the pages."""

NASTY = "<script>window.__pwn=1</script>\"'><img src=x onerror=alert(1)>{{7*7}}"

SCENARIO = {
    "format": "scenario/1",
    "key": "relance-devis",
    "name": {"fr": "Relance de devis", "en": "Quote follow-up"},
    "sheet": {
        "objective": "transformation",
        "description": "Relancer.",
        "segments": ["prospects"],
        "key_moment": {"family": "transactional", "moment": "quote.created"},
        "lever": "information",
        "content": {"theme": "Le devis", "offer": "Conseil"},
        "kpis": [{"metric": "conversion_rate", "target": 0.1, "within": "P14D"}],
        "data": [{"name": "quote.created", "source": "erp", "latency": "realtime", "available": True}],
    },
    "trigger": {"kind": "event", "event": "quote.created"},
    "nodes": [
        {"id": "start", "kind": "trigger"},
        {"id": "t1", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "t2", "kind": "message", "channel": "email", "template": "relance"},
        {"id": "call", "kind": "task", "queue": "conseillers", "label": "Appeler", "sla": "P2D"},
        {"id": "end", "kind": "exit"},
    ],
    "edges": [
        {"from": "start", "to": "t1"},
        {"from": "t1", "to": "t2"},
        {"from": "t2", "to": "call"},
        {"from": "call", "path": "done", "to": "end"},
        {"from": "call", "path": "refused", "to": "end"},
        {"from": "call", "path": "expired", "to": "end"},
    ],
}
TEMPLATE = {
    "format": "message/1",
    "key": "relance",
    "channel": "email",
    "name": {"fr": "Relance", "en": "Follow-up"},
    "subject": {"fr": "Votre devis, {{ first_name | default: 'bonjour' }}", "en": "Your quote"},
    "body": {"fr": "Bonjour", "en": "Hello"},
}
POLICY = {
    "format": "policy/1",
    "timezone": "Europe/Paris",
    "caps": [
        {"id": "week-all", "max": 2, "per": "P7D"},
        {
            "id": "vip",
            "max": {"when": [[{"eq": ["city", "Lyon"]}, 4]], "else": 2},
            "per": "month",
            "kind": "calendar",
        },
    ],
    "gaps": [
        {"id": "gap-48h", "min": "PT48H"},
        {"id": "visit", "min": "P2D", "after": ["meeting"], "channels": ["email"]},
    ],
    "score": {"threshold": 20, "decay": {"half_life": "P7D"}, "weights": {"email": 2.5}},
    "exclusions": [
        {
            "id": "signed",
            "when": {"did": {"event": "contract.signed", "within": "P3M"}},
            "except": ["relance-devis"],
        },
        {"id": "dispute", "when": {"eq": ["open_dispute", True]}, "categories": ["commercial"]},
        {"id": "both", "when": {"all": [{"eq": ["city", "Lyon"]}, {"consents": "sms"}]}},
    ],
    "quiet_hours": [{"channels": ["sms"], "allow": {"mon-sat": ["08:00-20:00"]}, "holidays": "FR"}],
    "controls": {"global": 0.05},
    "pooling": {"at": "08:00", "categories": ["commercial"]},
    "reserve": "P7D",
    "protect": {"week-all": {"relationship": 1}},
}
