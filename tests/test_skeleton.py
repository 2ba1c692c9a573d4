from vision import skeleton as s


def test_table_is_whole():
    assert s.LANDMARK_COUNT == 33
    assert len(set(s.LANDMARK_NAMES)) == 33
    assert s.LANDMARK_NAMES[s.LEFT_SHOULDER] == "left_shoulder"
    assert s.LANDMARK_NAMES[s.RIGHT_FOOT_INDEX] == "right_foot_index"


def test_mirroring_twice_changes_nothing_and_keeps_the_bones():
    assert tuple(s.MIRROR[i] for i in s.MIRROR) == tuple(range(33))
    assert s.MIRROR[s.NOSE] == s.NOSE
    bones = {frozenset(bone) for bone in s.BONES}
    assert {frozenset(s.MIRROR[i] for i in bone) for bone in bones} == bones
