"""A test."""


def test_x() -> None:
    assert 1 + 1 == 2
