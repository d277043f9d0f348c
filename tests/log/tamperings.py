"""Kinds of tampering with the records by somebody with every right in PostgreSQL; each at random within its kind."""

import json
import random
from datetime import datetime, timedelta
from typing import Any

from models.case.commands import BENEFICIARY, COMMAND, Actor
from models.case.state import CaseState, Refusal
from models.codes import KeyKind
from models.trust.keys import SigningKey, encoded, thumbprint
from models.trust.statement import Said, Signatory, kept, signed
from models.trust.tokens import AUDIENCE, LOCAL_ISSUER
from tests.support.attackers.records_forger import Body, RecordsForger, Tampering
from tests.support.signed_lives import session_of, with_signature
from tests.support.simulation import LAYLA, OMAR, STRANGER
from workflows.case.decide import decide
from workflows.case.evolve import fold

Forger = RecordsForger
Dice = random.Random
ENDED = LAYLA
"""Whose sessions were ended."""
APPROVAL: dict[str, Any] = {"reason": "note_removed", "reply": {"text": "تمت المعالجة"}}


def _one(forger: Forger, dice: Dice, *kinds: str) -> tuple[str, list[Body], Body]:
    """A case that has an event of these kinds, its events, and that one."""
    reference = dice.choice([each for each in forger.references if set(kinds) & set(forger.cases[each].types())])
    bodies = forger.bodies(reference)
    return reference, bodies, dice.choice([body for body in bodies if body["body"]["type"] in kinds])


def an_event_s_bytes(forger: Forger, dice: Dice) -> None:
    reference = dice.choice(forger.references)
    seq, bit = dice.randint(1, len(forger.cases[reference].events)), dice.choice((1, 2, 4, 8))
    at = dice.randrange(20, 150)
    change = f"UPDATE case_event SET body = set_byte(body, {at}, get_byte(body, {at}) # {bit})"
    forger.do(f"{change} WHERE reference = %s AND seq = %s", reference, seq)


def an_instant_moved(forger: Forger, dice: Dice) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    body = dice.choice(bodies)
    moved = datetime.fromisoformat(body["at"]) + timedelta(seconds=dice.randrange(1, 59))
    body["at"] = moved.isoformat().replace("+00:00", "Z")
    forger.rewrite(reference, bodies)


def a_person_exchanged(forger: Forger, dice: Dice, *, log_too: bool = False) -> None:
    reference, bodies, body = _one(forger, dice, "claimed", "asked", "resolved")
    body["actor"]["id"] = f"o.{dice.randrange(10**6)}"
    forger.rewrite(reference, bodies, log_too=log_too)


def a_whole_chain_recomputed_and_the_log_with_it(forger: Forger, dice: Dice) -> None:
    a_person_exchanged(forger, dice, log_too=True)


def a_tail_cut(forger: Forger, dice: Dice, *, entries: bool = False) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    last = dice.randrange(2, len(bodies))
    forger.rewrite(reference, bodies[:last])
    forger.do("DELETE FROM notice WHERE reference = %s AND seq > %s", reference, last)
    if entries:
        forger.do("DELETE FROM log_entry WHERE reference = %s AND seq > %s", reference, last)


def a_tail_cut_with_its_entries(forger: Forger, dice: Dice) -> None:
    a_tail_cut(forger, dice, entries=True)


def a_head_put_back(forger: Forger, dice: Dice) -> None:
    reference = dice.choice(forger.references)
    earlier = dice.randrange(1, len(forger.cases[reference].events))
    head = "(SELECT hash FROM case_event WHERE reference = %s AND seq = %s)"
    forger.do(
        f"UPDATE case_row SET seq = %s, head = {head} WHERE reference = %s", earlier, reference, earlier, reference
    )


def everything_rolled_back(forger: Forger, dice: Dice) -> None:
    """The records become the copy that they were at an earlier checkpoint, with their log."""
    sizes = [row["size"] for row in forger.all("SELECT size FROM log_checkpoint ORDER BY size")]
    size = dice.choice(sizes[1:-1])
    gone = forger.all("SELECT DISTINCT reference FROM log_entry WHERE index >= %s", size)
    for reference in (row["reference"] for row in gone):
        kept_events = forger.all("SELECT 1 FROM log_entry WHERE reference = %s AND index < %s", reference, size)
        _back_to(forger, reference, len(kept_events))
    forger.do("DELETE FROM log_entry WHERE index >= %s", size)
    forger.do("DELETE FROM log_checkpoint WHERE size > %s", size)


def _back_to(forger: Forger, reference: str, last: int) -> None:
    forger.do("DELETE FROM notice WHERE reference = %s AND seq > %s", reference, last)
    if last:
        forger.rewrite(reference, forger.bodies(reference)[:last])
        return
    for table in ("request", "case_event", "case_row"):
        forger.do(f"DELETE FROM {table} WHERE reference = %s", reference)


def a_case_removed(forger: Forger, dice: Dice) -> None:
    _back_to(forger, dice.choice(forger.references), 0)


def every_case_removed(forger: Forger, dice: Dice) -> None:
    for table in ("request", "case_event", "case_row", "notice", "log_entry", "log_checkpoint"):
        forger.do(f"DELETE FROM {table}")


def an_event_planted(forger: Forger, dice: Dice) -> None:
    reference = dice.choice(forger.references)
    bodies = forger.bodies(reference)
    planted = json.loads(json.dumps(bodies[-1])) | {"command_id": f"planted-{dice.randrange(10**9)}"}
    forger.rewrite(reference, [*bodies, planted])


def an_event_written_past_the_log(forger: Forger, dice: Dice) -> None:
    an_event_planted(forger, dice)
    forger.do("DELETE FROM log_waiting")


def a_breach_taken_out(forger: Forger, dice: Dice) -> None:
    reference, bodies, breach = _one(forger, dice, "breached")
    forger.rewrite(reference, [body for body in bodies if body is not breach], log_too=True)


def a_case_exchanged_with_another(forger: Forger, dice: Dice) -> None:
    one, other = dice.sample(forger.references, 2)
    bodies = forger.bodies(one), forger.bodies(other)
    forger.rewrite(one, bodies[1][:-1])
    forger.rewrite(other, bodies[0])


def the_log_reordered(forger: Forger, dice: Dice) -> None:
    size = len(forger.all("SELECT 1 FROM log_entry"))
    one, other = dice.sample(range(size), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        forger.do("UPDATE log_entry SET index = %s WHERE index = %s", new, old)


def an_entry_of_the_log_changed(forger: Forger, dice: Dice) -> None:
    forger.do("UPDATE log_entry SET hash = sha256(hash) WHERE index = %s", dice.randrange(20))


def a_grant_changed(forger: Forger, dice: Dice) -> None:
    role = dice.choice(("tawasul_worker", "tawasul_desk", "tawasul_admin"))
    table = dice.choice(("case_event", "case_row", "log_entry", "log_checkpoint", "policy", "view"))
    right = dice.choice(("DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"))
    forger.do_for_now(f"GRANT {right} ON {table} TO {role}", f"REVOKE {right} ON {table} FROM {role}")


def a_trigger_off(forger: Forger, dice: Dice) -> None:
    table, name, always = dice.choice(
        (
            ("case_event", "append_only", " ALWAYS"),
            ("provider_key", "append_only", " ALWAYS"),
            ("trusted_key", "never_deleted", " ALWAYS"),
            ("notice", "stays_as_sent", ""),
        )
    )
    how = dice.choice((f"DISABLE TRIGGER {name}", f"ENABLE REPLICA TRIGGER {name}"))
    forger.do_for_now(f"ALTER TABLE {table} {how}", f"ALTER TABLE {table} ENABLE{always} TRIGGER {name}")


def a_function_replaced(forger: Forger, dice: Dice) -> None:
    name = dice.choice(("refuse_change", "stays_as_sent", "append_case_events", "extend_log"))
    (was,) = forger.all("SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = %s", name)
    text = was["text"]
    at = text.upper().rindex("BEGIN") + len("BEGIN")
    changed = f"{text[:at]}\n    PERFORM {dice.randrange(10**6)};{text[at:]}"
    forger.do_for_now(changed.replace("%", "%%"), text.replace("%", "%%"))


def a_sent_notice_changed(forger: Forger, dice: Dice) -> None:
    (notice,) = dice.sample(forger.all("SELECT key FROM notice"), 1)
    change = dice.choice(("body = body || 'x'::bytea", "subject = subject || 'x'", "recipients = '[\"0500000009\"]'"))
    forger.do(f"UPDATE notice SET {change} WHERE key = %s", notice["key"])


def a_sent_notice_removed(forger: Forger, dice: Dice) -> None:
    (notice,) = dice.sample(forger.all("SELECT key FROM notice"), 1)
    forger.do("DELETE FROM notice WHERE key = %s", notice["key"])


def a_signature_replaced(forger: Forger, dice: Dice) -> None:
    """By one of the forger's own key, of a session of somebody else, or of no key at all."""
    reference, bodies, body = _one(forger, dice, "claimed", "asked", "resolved", "replied", "opened")
    message = json.loads(body["signed"])
    junk = Signatory(SigningKey.made()), session_of(LAYLA.id), session_of(OMAR.id, SigningKey.made())
    place, kind = forger.cases[reference].place, Said.COMMAND if "kind" in message else Said.REQUEST
    again = signed(dice.choice(junk), place, kind, message)
    if dice.random() < 0.3:
        again["auth"]["sig"] = encoded(dice.randbytes(64))
    body["signed"] = kept(again)
    forger.rewrite(reference, bodies, log_too=True)


def a_key_added_to_the_list(forger: Forger, dice: Dice) -> None:
    """A key of an issuer of one's own, and a decision in the name of an officer that it vouches for."""
    issuer, reference = SigningKey.made(), dice.choice(_undecided(forger))
    jwk = json.dumps({"kty": "OKP", "crv": "Ed25519", "x": encoded(issuer.public)})
    add = "INSERT INTO trusted_key (kid, kind, name, audience, public, since) VALUES (%s, %s, %s, %s, %s, '2026-01-01')"
    forger.do(add, thumbprint(issuer.public), KeyKind.ISSUER, LOCAL_ISSUER, AUDIENCE, jwk)
    _decide_as(forger, reference, OMAR, session_of(OMAR.id, issuer), f"forged-{dice.randrange(10**9)}")


def _undecided(forger: Forger) -> list[str]:
    return [each for each in forger.references if forger.cases[each].state.stage == "in_review"]


def _state(forger: Forger, reference: str) -> CaseState:
    case = forger.cases[reference]
    return fold(CaseState(reference=reference, policy=case.state.policy), case.events)


def _decide_as(forger: Forger, reference: str, actor: Actor, by: Signatory, command_id: str) -> None:
    """What the rules give for an approve in somebody's name, put on record past the workflow."""
    case = forger.cases[reference]
    said = {"kind": "approve", "command_id": command_id, "actor": actor.model_dump(mode="json"), **APPROVAL}
    events = decide(_state(forger, reference), COMMAND.validate_python(said), case.now + timedelta(minutes=5))
    assert not isinstance(events, Refusal)
    forger.append(reference, with_signature(events, kept(signed(by, case.place, Said.COMMAND, said))))


def a_subject_given_to_somebody_else(forger: Forger, dice: Dice) -> None:
    """A subject of a provider that would from now on speak for an officer."""
    add = "INSERT INTO known_subject (issuer, subject, staff_id) VALUES ('https://login.example', %s, %s)"
    forger.do(add, f"s-{dice.randrange(10**9)}", OMAR.id)


def a_role_raised(forger: Forger, dice: Dice) -> None:
    forger.do(
        "UPDATE staff SET role = %s WHERE id = %s",
        dice.choice(("director", "manager")),
        dice.choice((OMAR.id, LAYLA.id)),
    )


def an_absence_made_up(forger: Forger, dice: Dice) -> None:
    """By which one officer has the rights of another."""
    add = "INSERT INTO absence (staff_id, since, until, substitute) VALUES (%s, '2026-01-01', %s, %s)"
    forger.do(add, OMAR.id, f"2026-02-{dice.randint(1, 28):02}", LAYLA.id)


def ended_sessions_that_hold_again(forger: Forger, dice: Dice) -> None:
    forger.do("UPDATE staff SET sessions_since = NULL WHERE id = %s", ENDED.id)


def an_address_of_staff_exchanged(forger: Forger, dice: Dice) -> None:
    """To which notices about cases go."""
    forger.do("UPDATE staff SET email = %s WHERE id = %s", f"x{dice.randrange(10**6)}@example.com", OMAR.id)


def a_key_dated_back(forger: Forger, dice: Dice) -> None:
    forger.do("UPDATE trusted_key SET since = since - make_interval(days => %s)", dice.randint(1, 90))


def a_closure_made_up(forger: Forger, dice: Dice) -> None:
    add = """
        INSERT INTO calendar_change (calendar, version, change, why, announced_by, at)
        VALUES ('saudi', %s, '{"closures": []}', 'none', 'dana', '2026-01-01')
    """
    forger.do(add, f"x{dice.randrange(10**6)}")


def a_hold_made_up(forger: Forger, dice: Dice) -> None:
    forger.do(
        "INSERT INTO hold (reference, why, placed_by) VALUES (%s, 'none', 'dana')", dice.choice(forger.references)
    )


def a_disposal_made_up(forger: Forger, dice: Dice) -> None:
    add = """
        INSERT INTO disposal (reference, kind, disposal, by, role, pack, version)
        VALUES (%s, 'request', 'anonymise', 'dana', 'director', 'passports', '1')
    """
    forger.do(add, dice.choice(forger.references))


def a_command_of_somebody_else(forger: Forger, dice: Dice) -> None:
    """Under an event of one officer the same command as a colleague signed it."""
    reference, bodies, body = _one(forger, dice, "claimed", "asked", "resolved")
    said = {name: value for name, value in json.loads(body["signed"]).items() if name != "auth"}
    other = LAYLA if body["actor"]["id"] == OMAR.id else OMAR
    body["signed"] = forger.cases[reference].signed(said | {"actor": other.model_dump(mode="json")}, other)
    forger.rewrite(reference, bodies, log_too=True)


def a_decision_altered_under_its_own_signature(forger: Forger, dice: Dice) -> None:
    """The words of the decision are others, and its command is signed by whom it names."""
    reference, bodies, body = _one(forger, dice, "resolved")
    change = dice.choice(({"outcome": "done"}, {"in_time": not body["body"]["in_time"]}, {"reply": _reply(dice)}))
    body["body"] |= change
    forger.rewrite(reference, bodies, log_too=True)


def _reply(dice: Dice) -> dict[str, str]:
    return dict.fromkeys(("ar", "en"), f"text {dice.randrange(10**6)}")


def a_decision_under_the_signature_of_a_refused_command(forger: Forger, dice: Dice) -> None:
    """What an officer of another team signed, and the case refused, stands on record as if it had taken it."""
    reference = dice.choice(_undecided(forger))
    case, command_id = forger.cases[reference], f"refused-{dice.randrange(10**9)}"
    said = {"kind": "approve", "command_id": command_id, "actor": STRANGER.model_dump(mode="json"), **APPROVAL}
    granted = OMAR.model_copy(update={"id": STRANGER.id})
    command = COMMAND.validate_python(said | {"actor": granted})
    events = decide(_state(forger, reference), command, case.now + timedelta(minutes=5))
    assert not isinstance(events, Refusal)
    forger.append(reference, with_signature(events, case.signed(said, STRANGER)))


def a_stolen_signature_of_another_command(forger: Forger, dice: Dice) -> None:
    """A decision that nobody took, under the signature of a command that its officer gave to this case before."""
    reference, bodies, body = _one(forger, dice, "asked", "claimed")
    decision = {"type": "resolved", "decision": "approve", "outcome": "done", "in_time": True, "step": "review"}
    at = bodies.index(body)
    forged = body | {"body": decision}
    forger.rewrite(reference, [*bodies[:at], forged], log_too=True)


def a_request_changed(forger: Forger, dice: Dice) -> None:
    text = json.dumps(f"other words {dice.randrange(10**6)}")
    change = "UPDATE request SET received = jsonb_set(received, '{text_ar}', %s::jsonb) WHERE reference = %s"
    forger.do(change, text, dice.choice(forger.references))


def a_request_that_is_found_otherwise(forger: Forger, dice: Dice) -> None:
    """By the error code of another fault, or under another source or id."""
    column = dice.choice(("error_code", "source", "source_id"))
    forger.do(f"UPDATE request SET {column} = 'x' WHERE reference = %s", dice.choice(forger.references))


def a_receipt_changed(forger: Forger, dice: Dice) -> None:
    """The receipt that whoever files the request again is given, or when it was filed."""
    change = dice.choice(
        (
            "receipt = jsonb_set(receipt, '{stage}', '\"closed\"')",
            "receipt = jsonb_set(receipt, '{due}', '\"2040-01-01T00:00:00Z\"')",
            "received_at = received_at + interval '1 day'",
        )
    )
    forger.do(f"UPDATE request SET {change} WHERE reference = %s", dice.choice(forger.references))


def a_policy_exchanged(forger: Forger, dice: Dice) -> None:
    """A case stands under a policy that was never its own, from its first event on."""
    reference = dice.choice(forger.references)
    rules = forger.cases[reference].state.rules
    other = rules.but(version=f"1.{dice.randrange(10**6)}")
    forger.do("INSERT INTO policy (digest, slice) VALUES (%s, %s)", other.digest, other.text)
    bodies = forger.bodies(reference)
    bodies[0]["body"]["policy"] = other.digest
    forger.rewrite(reference, bodies, log_too=True)


def an_answer_put_in_the_beneficiary_s_mouth(forger: Forger, dice: Dice) -> None:
    reference, bodies, body = _one(forger, dice, "replied", "reopened")
    body["body"]["text"] = f"text {dice.randrange(10**6)}"
    assert body["actor"]["id"] == BENEFICIARY.id
    forger.rewrite(reference, bodies, log_too=True)


KINDS: tuple[Tampering, ...] = (
    an_event_s_bytes,
    an_instant_moved,
    a_person_exchanged,
    a_whole_chain_recomputed_and_the_log_with_it,
    a_tail_cut,
    a_tail_cut_with_its_entries,
    a_head_put_back,
    everything_rolled_back,
    a_case_removed,
    every_case_removed,
    an_event_planted,
    an_event_written_past_the_log,
    a_breach_taken_out,
    a_case_exchanged_with_another,
    the_log_reordered,
    an_entry_of_the_log_changed,
    a_grant_changed,
    a_trigger_off,
    a_function_replaced,
    a_sent_notice_changed,
    a_sent_notice_removed,
    a_signature_replaced,
    a_key_added_to_the_list,
    a_subject_given_to_somebody_else,
    a_role_raised,
    an_absence_made_up,
    ended_sessions_that_hold_again,
    an_address_of_staff_exchanged,
    a_key_dated_back,
    a_closure_made_up,
    a_hold_made_up,
    a_disposal_made_up,
    a_command_of_somebody_else,
    a_decision_altered_under_its_own_signature,
    a_decision_under_the_signature_of_a_refused_command,
    a_stolen_signature_of_another_command,
    a_request_changed,
    a_request_that_is_found_otherwise,
    a_receipt_changed,
    a_policy_exchanged,
    an_answer_put_in_the_beneficiary_s_mouth,
)
