"""The API against its own document: whatever is sent, no answer is a server error or off its shape."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from designer import store
from designer.app import create_app
from designer.domain.time import from_iso, to_minute
from designer.settings import Settings
from designer.store import contacts, workspace

EXAMPLES = 12


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """The OpenAPI document of an application with a small workspace, without the pages' token."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("contract")))
    app.config["WTF_CSRF_ENABLED"] = False
    store.upgrade(app)
    with app.app_context():
        workspace.create(name="Maison", kind="demo", start=to_minute(from_iso("1998-03-01")))
        contacts.import_all([("c1", {"email": "zoe@example.com", "consent_email": True})])
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def test_every_operation_keeps_its_word(api):
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) > 30
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        def keeps_its_word(case):
            response = case.call()
            case.validate_response(
                response, checks=[not_a_server_error, content_type_conformance, response_schema_conformance]
            )

        keeps_its_word()
