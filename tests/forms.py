# SPDX-License-Identifier: GPL-2.0
"""The forms of vtkbdctl's JSON (Documentation/json), and a check of what it printed."""
import functools
import json
from pathlib import Path

import jsonschema

FOLDER = Path(__file__).resolve().parents[1] / "Documentation/json"
FORMS = {path.stem: json.loads(path.read_text(encoding="utf-8"))
         for path in sorted(FOLDER.glob("*.json"))}
COMMANDS = sorted(set(FORMS) - {"common"})
EVENTS = list(FORMS["trace"]["$defs"])


@functools.lru_cache
def _validator(command):
    resolver = jsonschema.RefResolver(f"{command}.json", FORMS[command],
                                      store={f"{name}.json": form for name, form in FORMS.items()})
    return jsonschema.Draft202012Validator(FORMS[command], resolver=resolver)


def _deepest(error):
    """Of the kinds of events: what is wrong with the kind that it says it is."""
    kinds = [e for e in error.context or () if e.validator != "const"]
    return min(kinds, key=lambda e: (-len(e.path), e.message)) if kinds else error


def _form_of(command, value):
    kind = value.get("event") if command == "trace" else None
    if kind in EVENTS:
        return _validator(command).evolve(schema={"$ref": f"#/$defs/{kind}"})
    return _validator(command)


def check(command, value):
    """The value, if it has the command's form; else an AssertionError that says where not."""
    for error in _form_of(command, value).iter_errors(value):
        raise AssertionError(f"{command}, {error.json_path}: {_deepest(error).message}")
    return value


def members(form):
    """(name, form) of every member that a form gives to an object, at any depth."""
    if isinstance(form, list):
        for each in form:
            yield from members(each)
    elif isinstance(form, dict):
        if isinstance(form.get("properties"), dict):
            yield from form["properties"].items()
        for each in form.values():
            yield from members(each)
