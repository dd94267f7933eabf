"""The command line: `icts`. Heavy imports stand inside the commands, so that help and errors come at once."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from auditor import exit_codes
from auditor.cli.annotate import annotate_command
from auditor.cli.audit import audit_command
from auditor.cli.determine import determine_command
from auditor.cli.entities import entities_command
from auditor.cli.explain import explain_command
from auditor.cli.init import init_command
from auditor.cli.inspect import inspect_command
from auditor.cli.judge import judge_command
from auditor.cli.receive import receive_command
from auditor.cli.request import request_command
from auditor.cli.rules import rules_command
from auditor.cli.screen import screen_command
from auditor.cli.terminal import say
from auditor.inputs import noted
from auditor.version import VERSION
from bom_parsers.errors import InputError
from reports.visible import shown

# No room on the device or for the user, a file as large as one may be, a device that fails.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO) if sys.platform != "win32" else (errno.ENOSPC, errno.EFBIG)


def main() -> NoReturn:
    """Run the command and leave with its exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever starts the command has closed it, and wants nothing of it
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command with these arguments and return its exit code; whatever goes wrong is one line on stderr."""
    try:
        with noted():
            code = cli.main(arguments, prog_name="icts", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        usage = io.StringIO()
        error.show(usage)
        for line in usage.getvalue().rstrip("\n").split("\n"):  # they quote what was given, which may be names of files
            click.echo(shown(line), err=True)
        return error.exit_code
    except click.Abort:
        say("stopped")
        return exit_codes.FAILED
    except InputError as error:
        say(str(error))
        return exit_codes.UNUSABLE
    except BrokenPipeError:
        # Whoever read our output has seen enough; keep the interpreter from complaining when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.FAILED
    except OSError as error:
        if error.errno not in FULL or error.filename:
            return _failed(error)
        # Every file that is written has its own error: this is what stdout goes to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        found = error.strerror or str(error)
        say(
            str(InputError("standard output", "", found, "a place that takes what is printed", "check the space there"))
        )
        return exit_codes.UNUSABLE
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> int:
    """Say that the program itself is at fault, and return the exit code for that."""
    if os.environ.get("ICTS_DEBUG"):
        raise error
    what = f"{type(error).__name__}: {error}"
    say(f"failed: {what}; this is a fault of icts itself; set ICTS_DEBUG=1 to see where")
    return exit_codes.FAILED


@click.group(
    epilog=exit_codes.EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="icts-auditor")
def cli() -> None:
    """Audit vehicle programs against the U.S. connected-vehicle rule, 15 CFR part 791 subpart D.

    Reports verdicts with citations and the facts still missing. This is not legal advice.
    """


for command in (
    audit_command,
    explain_command,
    init_command,
    screen_command,
    entities_command,
    determine_command,
    request_command,
    receive_command,
    judge_command,
    rules_command,
    inspect_command,
    annotate_command,
):
    cli.add_command(command)
