"""schemathesis walks the API by its own document: no answer is a crash, and none is other than the document says."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from pdinbox.model.staff import Duty, Grant
from pdinbox.web.api.app import create_api
from pdinbox.web.api.tokens import new_token
from tests.journeys.people import request
from tests.journeys.rig import open_rig
from tests.web.desk_site import running_site, site_over

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = (
    ("/inquiries", "GET"),
    ("/inquiries/{number}", "GET"),
    ("/inquiries/{number}/steps", "POST"),
    ("/events", "GET"),
    ("/submissions/{key}", "PUT"),
    ("/submissions/{key}", "GET"),
    ("/submissions", "POST"),
    ("/mails", "POST"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("schema"))
    rig.turn(request())
    with running_site(rig) as running:
        made, words = new_token("fuzz", grants=(Grant(duty=Duty.SUPERVISOR, office=""),), at=rig.clock.now(), sees_restricted=True)
        rig.store.add_token(made)
        yield schemathesis.openapi.from_url(f"{running.address}/api/v1/openapi.json"), words
    rig.store.close()


def test_every_operation_is_walked(tmp_path):
    rig = open_rig(tmp_path)
    document = create_api(site_over(rig)).openapi()
    rig.store.close()
    assert {(path, method.upper()) for path, methods in document["paths"].items() for method in methods} == set(OPERATIONS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_call_gets_an_answer_that_the_document_does_not_know(served, path, method, mode):
    schema, words = served
    strategy = schema[path][method].as_strategy(generation_mode=mode)

    @given(case=strategy)
    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def walk(case):
        case.call_and_validate(headers={"Authorization": f"Bearer {words}"}, checks=CHECKS)
        refused = case.call(headers={"Authorization": "Bearer nobody"})
        assert refused.status_code in {401, 404, 405}, "without a good token nothing is said"

    walk()
