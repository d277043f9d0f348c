"""The Merkle tree of the log: the published vectors, and every proof of every small tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.log.tree import EMPTY, Frontier, inclusion_proof, root_by_proof, root_of

ENTRIES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The roots of the first one to eight entries: the vectors of the reference implementation of RFC 6962."""


def test_the_roots_are_those_of_the_published_vectors() -> None:
    assert [root_of(ENTRIES[: size + 1]).hex() for size in range(8)] == list(ROOTS)
    assert root_of(()) == EMPTY


def test_a_frontier_that_was_kept_goes_on_where_the_tree_was() -> None:
    for cut in range(8):
        kept = Frontier.of(ENTRIES[:cut])
        resumed = Frontier(kept.size, kept.roots)
        for entry in ENTRIES[cut:]:
            resumed.append(entry)
        assert resumed.root().hex() == ROOTS[-1]


@pytest.mark.parametrize(("size", "roots"), [(1, ()), (3, (b"x" * 32,)), (2, (b"short",)), (-1, ())])
def test_a_frontier_with_other_subtrees_than_its_size_has_is_refused(size: int, roots: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="not the subtrees"):
        Frontier(size, roots)


def test_every_entry_of_every_small_tree_is_proved_and_no_other_is() -> None:
    for size in range(1, 34):
        entries = [bytes([number]) for number in range(size)]
        root = root_of(entries)
        for index in range(size):
            proof = inclusion_proof(index, entries)
            assert root_by_proof(entries[index], index, size, proof) == root
            for other in range(size):
                assert (root_by_proof(entries[other], index, size, proof) == root) == (other == index)
            assert root_by_proof(entries[index], index, size, proof[1:]) != root or size == 1
            assert root_by_proof(entries[index], index, size, (*proof, root)) is None


def test_there_is_no_proof_of_an_entry_beyond_the_tree() -> None:
    assert root_by_proof(b"x", 3, 3, ()) is None
    with pytest.raises(IndexError):
        inclusion_proof(3, ENTRIES[:3])


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=60), st.data())
def test_a_changed_bit_of_a_proof_leads_to_another_root(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    proof = inclusion_proof(index, entries)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = (*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :])
        assert root_by_proof(entries[index], index, len(entries), changed) != root_of(entries)
