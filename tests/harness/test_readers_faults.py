"""What is wrong with a file of a set is told, and where; damage is never read as something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.readers import ReadError, read_instance
from tests.harness.small_sets import FILES, LITERATURE, write_file


@pytest.mark.parametrize(
    ("family", "old", "new", "line", "expected"),
    [
        ("cvrp", "TYPE : CVRP", "TYPE : VRPSPD", 3, "TYPE CVRP"),
        ("cvrp", "EUC_2D", "GEO", 5, "EUC_2D"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : ten", 6, "a whole number"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : 5", None, "at most 5"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 5", 11, "5"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 3", 11, "3"),
        ("cvrp", "DIMENSION : 4", "DIMENSION : 1", 4, "a whole number from 2"),
        ("cvrp", "3 3 0", "3 3", 10, "a number and x y"),
        ("cvrp", "3 3 0", "3 3 nan", 10, "a number and x y"),
        ("cvrp", "3 3 0", "4 3 0", 10, "row 3"),
        ("cvrp", "3 5\n", "3 -5\n", None, "numbers from 0"),
        ("cvrp", "3 5\n", "3 5.5\n", None, "in steps of 1"),
        ("cvrp", "1 0\n2 4", "1 1\n2 4", 12, "none"),
        ("cvrp", "\n1\n-1\n", "\n2\n-1\n", 18, "depots are first nodes"),
        ("cvrp", "\n1\n-1\n", "\n1\n2\n-1\n", 17, "one"),
        ("cvrp", "DEMAND_SECTION", "PRIZE_SECTION", 12, "one of"),
        ("cvrp", "CAPACITY : 10", "CAPACITY : 10\nDISTANCE : 9", 7, "one of"),
        ("cvrp", "NAME : small", "small", 1, "NAME : value"),
        ("cvrp", "COMMENT", "NAME", 2, "one"),
        (
            "vrpb",
            "BACKHAUL_SECTION\n1 0\n2 0",
            "BACKHAUL_SECTION\n1 0\n2 1",
            17,
            "one or the other",
        ),
        ("hfvrp", "VEHICLES : 3", "VEHICLES : 99999999", 6, "to 100000"),
        ("hfvrp", "3 10\nVEHICLES_F", "VEHICLES_F", 19, "3"),
        ("mtvrptwr", "2 6 9", "2 9 6", None, "windows in order"),
        ("mtvrptwr", "RELOAD_DEPOT_SECTION\n1 1", "RELOAD_DEPOT_SECTION\n1 2", 30, "from 1 to 1"),
        ("sdvrptw", "2 2 3 4", "2 2 3", 32, "one that may come"),
        ("mdvrptw", "3 2\nDEPOT", "3 3\nDEPOT", 35, "a whole number from 1 to 2"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 36056", 9, "a matrix of 3 x 3"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 36056 0 1", 12, "a matrix of 3 x 3"),
        ("vrpspd_dethloff", "14142 36056 0", "14142 3605.6 0", 9, "whole numbers from 0"),
        ("vrpspd_dethloff", "FULL_MATRIX", "LOWER_ROW", 8, "FULL_MATRIX"),
        ("vrpspdtw_wang_chen", "2 0 6 9 2 100 300", "2 0 6 9 2 100", 15, "pickup delivery"),
        ("vrpspdtw_jd", "2,1,1.000001,", "2,1,0.0000001,", None, "in steps of 1e-06"),
        ("vrpspdtw_jd", "2,1,1.000001,0,90,5", "2,1,1.000001,0,90", 12, "latest, service"),
        ("vrpspdtw_jd", "2,3,230,23\n", "", None, "all, or the file is cut off"),
        ("vrpspdtw_jd", "2,3,230,23", "2,1,230,23", 23, "each way once"),
        ("vrpspdtw_jd", "2,3,230,23", "2,4,230,23", 23, "two of 4 nodes"),
        ("vrpspdtw_jd", "3,1,2.5,0,960,5\n", "", 9, "4 rows"),
        ("vrpspdtw_jd", "DEPOT_SECTION\n0", "DEPOT_SECTION\n1", 28, "0, and no other"),
        ("pdptw_li_lim", "2 10 1", "2 10", 1, "number of vehicles"),
        ("pdptw_li_lim", "2 10 1", "0 10 1", 1, "whole and positive"),
        ("pdptw_li_lim", "1 3 4 7 6 9 2 0 2", "1 3 4 7 6 9 2 0", 3, "source and target"),
        ("pdptw_li_lim", "2 3 0 -7 0", "5 3 0 -7 0", 4, "node 2"),
        ("pdptw_li_lim", "2 3 0 -7 0", "2 3 0 -6 0", None, "a pair with one demand"),
        ("pdptw_li_lim", "2 3 0 -7 0 50 2 1 0", "2 3 0 -7 0 50 2 3 0", None, "a pair"),
        ("pdptw_li_lim", "6 9 2 0 2", "6 9 2 0 0", None, "one other node"),
        ("pdptw_li_lim", "6 9 2 0 2", "6 9 2 0 9", None, "one other node"),
        ("pdptw_li_lim", "2 10 1", "2 6 1", None, "at most 6"),
        ("pdptw_li_lim", "7 6 9 2 0 2\n2 3 0 -7", "-7 6 9 2 0 2\n2 3 0 7", None, "positive where"),
        ("vrptw_solomon", "    2      3 ", "    4      3 ", 12, "customer 2"),
        ("vrptw_solomon", "0         50          2\n    3", "0         50\n    3", 12, "due date"),
        ("vrptw_solomon", "  2         15", "  2", 5, "number and capacity"),
        ("hvrpspd_avci", "4\n0 0.0", "5\n0 0.0", 8, "5 of"),
        ("hvrpspd_avci", "4\n0 0.0", "3\n0 0.0", 8, "the end of the file"),
        ("hvrpspd_avci", "2 20 1.50 12.5", "2 20 1.50", 3, "row 2"),
        ("hvrpspd_avci", "1 4.25", "1 4.25001", None, "in steps of 0.0001"),
    ],
)
def test_a_wrong_file_is_told_with_its_line(tmp_path, family, old, new, line, expected):
    assert FILES[family].count(old) == 1
    path = write_file(tmp_path, family, FILES[family].replace(old, new))
    with pytest.raises(ReadError) as raised:
        read_instance(family, path)
    assert (raised.value.path, raised.value.line) == (path, line), str(raised.value)
    said, _, wanted = str(raised.value).partition("; expected ")
    assert said.startswith(f"{path}:")
    assert expected in wanted


@given(st.sampled_from(LITERATURE), st.data())
@settings(max_examples=200)
def test_a_file_cut_off_is_told_or_has_lost_nothing(tmp_path_factory, family, data):
    text = FILES[family]
    cut = data.draw(st.integers(0, len(text.rstrip()) - 1))
    folder = tmp_path_factory.mktemp("cut")
    # A file cut off between two rows is known by its name: these have no count.
    name = {"vrptw": "R101", "pdptw": "LR101"}.get(family.split("_")[0], "small")
    try:
        read_instance(family, write_file(folder, family, text[:cut], name))
    except ReadError:
        return
    # Only marks of the end may be lost.
    assert text[cut:].split() in (["EOF"], ["OF"], ["F"], ["-1", "EOF"], ["1", "EOF"])


@given(st.sampled_from(LITERATURE), st.data())
@settings(max_examples=200)
def test_damage_never_gives_another_kind_of_error(tmp_path_factory, family, data):
    text = FILES[family]
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from(["", "x", "-", "9", "\n", " ", ":", "99999999999999999999"]))
    path = write_file(tmp_path_factory.mktemp("hit"), family, text[:at] + put + text[at + 1 :])
    try:
        problem = read_instance(family, path).problem
    except ReadError:
        return
    assert problem.n_tasks >= 1
    assert problem.distances.max() < problem.unreachable


def test_what_is_no_text_or_not_there_is_told(tmp_path):
    for content in (b"\xff\xfe\x00", b"NAME : a\0b\n"):
        (tmp_path / "a.vrp").write_bytes(content)
        with pytest.raises(ReadError, match="not text"):
            read_instance("cvrp", tmp_path / "a.vrp")
    with pytest.raises(ReadError, match="No such file"):
        read_instance("cvrp", tmp_path / "b.vrp")
    with pytest.raises(ReadError, match=r"no field DIMENSION|no field TYPE"):
        read_instance("cvrp", write_file(tmp_path, "cvrp", ""))
    with pytest.raises(ValueError, match="no family 'tsp'"):
        read_instance("tsp", tmp_path)
