"""What tests of updates share: a stage from which every released schema can be installed."""

import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]


def stage_with_released(stage: str, folder: pathlib.Path) -> pathlib.Path:
    """A copy of a stage, into a folder that has to be new, with the scripts of the released versions. The module is that of the stage."""
    stage_folder = pathlib.Path(stage).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(stage_folder / "extension", folder / "extension")
    for script in (ROOT / "sql/released").glob("*.sql"):
        shutil.copy(script, folder / "extension")
    (folder / "pg_trickle.so").symlink_to(stage_folder / "pg_trickle.so")
    return folder


CONTENTS = """
select name || ': ' || coalesce((xpath('//row/c/text()', query_to_xml(
    format('select md5(string_agg(t::text, '';'' order by t::text)) as c from %s as t', name), false, false, '')))[1]::text, 'empty')
from (select pgt_relid::oid::regclass::text as name from pgtrickle.pgt_stream_tables order by pgt_id) as tables
"""


def contents_of(server, database: str) -> list[str]:
    """A line for each stream table: its name and a digest of its rows."""
    return server.execute(CONTENTS, database).splitlines()
