# SPDX-License-Identifier: GPL-2.0
"""Each mutation's line still exists in the module; `make oracle-mutants` tries them."""
import pytest

from vm.build import TREE

from .mutants import DRIVER
from .mutations import MUTATIONS, PS2_MUTATIONS


@pytest.mark.parametrize("name, old, new, rule", MUTATIONS + PS2_MUTATIONS,
                         ids=[m[3] for m in MUTATIONS + PS2_MUTATIONS])
def test_a_mutation_has_one_place(name, old, new, rule):
    assert (TREE / DRIVER / name).read_text().count(old) == 1
    assert new != old
