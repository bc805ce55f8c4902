import pytest

from designer.demo.generate import generate


@pytest.fixture(scope="session")
def base():
    return generate()
