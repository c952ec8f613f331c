"""
Person ids: the same for ever, and apart where persons are.
"""

from __future__ import annotations

from largesse.people.caller import Caller, Role, person_id


def test_a_person_id_never_changes() -> None:
    assert person_id("ann", "https://host.example") == "e0e060b1-8151-5037-a7c8-2c67f6748f34"
    assert person_id("ann") == "9bc8ccd2-257a-58ab-862e-7cbe53338ce3"


def test_the_same_subject_of_two_issuers_is_two_persons() -> None:
    assert len({person_id("ann", "a"), person_id("ann", "b"), person_id("ann"), person_id("bob")}) == 4


def test_a_caller_shows_no_personal_data() -> None:
    caller = Caller(id="1", subject="ann@x", roles=frozenset({Role.VIEWER}), expires_at=0, name="Ann", picture="p.png")
    assert not any(word in repr(caller) for word in ("ann@x", "Ann", "p.png"))
