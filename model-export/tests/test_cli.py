"""Laws of the command line."""

import importlib

import pytest

from model_export.cli import COMMANDS, main


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_explains_itself(name: str, capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: model-export {name}" in capsys.readouterr().out
    assert callable(importlib.import_module(f"model_export.{name}").run)


def test_the_overview_lists_every_command(capsys: pytest.CaptureFixture):
    assert main([]) == 0
    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in COMMANDS)


def test_an_unknown_command_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture):
    assert main(["trian"]) == 2
    said = capsys.readouterr().err
    assert "no command 'trian'" in said and said.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_code_2(tmp_path, capsys: pytest.CaptureFixture):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    text = " ".join(f"You count stair {i} and it counts you." for i in range(300))
    (own / "own.txt").write_text(text, encoding="utf-8")
    assert main(["corpus", "--own", str(own), "--out", str(blocked)]) == 2
    said = capsys.readouterr().err
    assert "is a file; give a folder" in said and said.count("\n") == 1
    assert blocked.read_text(encoding="utf-8") == "not a folder"
    assert main(["corpus", "--own", str(own), "--out", str(blocked / "inside")]) == 2
    assert "Not a directory" in capsys.readouterr().err
