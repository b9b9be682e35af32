"""nbgrader's tables as we describe them, against nbgrader's own models."""

import pytest
from nbgrader import api

from autograder import tables

THEIRS, OURS = api.Base.metadata.tables, tables.metadata.tables
WRITTEN = (tables.students, tables.hand_ins, tables.copies, tables.grades, tables.comments)


def default(column):
    """The value that a row gets without one; ids, which nbgrader draws, we always give."""
    return column.default.arg if column.default and column.default.is_scalar else None


def test_every_table_of_nbgraders_is_there():
    assert set(OURS) == set(THEIRS)


@pytest.mark.parametrize("name", OURS)
def test_columns_are_those_of_nbgraders_models(name):
    for column in OURS[name].c:
        theirs = THEIRS[name].c[column.name]
        assert repr(column.type) == repr(theirs.type)
        about = column.primary_key, column.nullable, default(column)
        assert about == (theirs.primary_key, theirs.nullable, default(theirs))


@pytest.mark.parametrize("table", WRITTEN, ids=str)
def test_a_row_that_we_write_lacks_nothing_that_nbgraders_models_would_add(table):
    needed = {c.name for c in THEIRS[table.name].c if c.default or not c.nullable}
    assert needed <= set(table.c.keys())
