"""Faults: ordered by place, and the same after a copy or a way through another process."""

import copy
import pickle

from knalpot_cad.fault import Fault, Faults, Where


def test_a_place_reads_as_editors_want_it():
    assert str(Where("a.yaml", 3, 5)) == "a.yaml:3:5" and str(Where("a.yaml")) == "a.yaml"


def test_faults_stand_in_the_order_of_the_file():
    late, early, nowhere = Fault("b", Where("a", 10, 1)), Fault("a", Where("a", 9, 30)), Fault("c")
    assert Faults(iter([late, early, nowhere])).faults == (nowhere, early, late)
    assert Faults(late).faults == (late,)


def test_faults_survive_copy_and_pickle():
    faults = Faults([Fault("unknown-key", Where("a.yaml", 3, 5, "line[0].pipe"), {"key": "clr"}), Fault("disk-full")])
    for again in (copy.copy(faults), pickle.loads(pickle.dumps(faults))):
        assert again.faults == faults.faults and str(again) == str(faults)
