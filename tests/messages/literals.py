"""The texts that a source gives its users: arguments of calls in C++, and literals of SQL, with `{}` where values are put in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/|^[ \t]*\#[^\n]*)
    |(?P<raw>R"(?P<delimiter>[^(\s]*)\((?P<body>.*?)\)(?P=delimiter)")
    |(?P<string>"(?:\\.|[^"\\\n])*")
    |(?P<character>'(?:\\.|[^'\\\n])+')
    |(?P<word>[A-Za-z_]\w*)
    |(?P<number>\d[\w.']*)
    |(?P<space>\s+)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "0": "\0", "'": "'"}
# What may stand around a literal without adding to it.
TRANSPARENT = {"std", "string", "string_view", "move", ":", "(", ")", "{", "}", "+"}
OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Text:
    line: int
    text: str


def unescaped(literal: str) -> str:
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found.group(1), found.group(1)), literal[1:-1])


def tokens(source: str) -> list[Token]:
    """The tokens of a C++ source, without comments, directives and spaces; literals that follow each other are one."""
    result: list[Token] = []
    line = 1
    for found in TOKEN.finditer(source):
        kind, text = found.lastgroup, found.group()
        if found["raw"] is not None:
            kind, text = "string", found["body"]
        elif kind == "string":
            text = unescaped(text)
        if kind == "string" and result and result[-1].kind == "string":
            result[-1] = Token("string", result[-1].text + text, result[-1].line)
        elif kind not in ("comment", "space"):
            result.append(Token(kind, text, line))
        line += found.group().count("\n")
    return result


def arguments(call: list[Token], at: int) -> list[list[Token]]:
    """The arguments of the call whose parenthesis opens at `at`; commas inside brackets separate nothing."""
    result: list[list[Token]] = [[]]
    depth = 0
    for token in call[at:]:
        if token.kind == "sign" and token.text in OPENING:
            depth += 1
            if depth == 1:
                continue
        elif token.kind == "sign" and token.text in CLOSING:
            depth -= 1
            if depth == 0:
                break
        elif token.kind == "sign" and token.text == "," and depth == 1:
            result.append([])
            continue
        result[-1].append(token)
    return [argument for argument in result if argument]


def format_string(argument: list[Token]) -> list[Token] | None:
    """The format of `std::format(...)`, if that is what the argument is."""
    for at, token in enumerate(argument[:4]):
        if token.kind == "word" and token.text == "format" and argument[at + 1 : at + 2] == [Token("sign", "(", argument[at + 1].line)]:
            return arguments(argument, at + 1)[0]
        if token.text not in ("std", ":"):
            return None
    return None


def joined(argument: list[Token]) -> str:
    """The literals of a sum, with `{}` for the rest."""
    text, values = "", False
    for token in argument:
        if token.kind == "string":
            text += ("{}" if values else "") + token.text
            values = False
        else:
            values = values or token.text not in TRANSPARENT
    return text + ("{}" if values else "")


def is_conditional(argument: list[Token]) -> bool:
    """Whether the whole argument is `a ? b : c`."""
    depth = 0
    for token in (one for one in argument if one.kind == "sign"):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if token.text == "?" and depth == 0:
            return True
    return False


def texts_of(argument: list[Token]) -> Iterator[Text]:
    """What an argument may say: one text, or one for each branch of a conditional."""
    if not any(token.kind == "string" for token in argument):
        return
    line = next(token.line for token in argument if token.kind == "string")
    pattern = format_string(argument)
    if pattern is not None:
        yield Text(line, re.sub(r"\{[^{}]*\}", "{}", joined(pattern)))
    elif is_conditional(argument):
        yield from (Text(token.line, token.text) for token in argument if token.kind == "string")
    else:
        yield Text(line, re.sub(r"%[-+0-9.*]*l{0,2}[sdiufgxc]", "{}", joined(argument)))


def calls(source: list[Token], sinks: dict[str, dict[int, str]], members: set[str]) -> Iterator[tuple[str, Text]]:
    """For each call of a function in `sinks`, after a dot if it is in `members`: the parts of a message in its arguments, and their texts."""
    for at, token in enumerate(source[:-1]):
        if token.kind != "word" or token.text not in sinks or source[at + 1].text not in ("(", "{"):
            continue
        if (at > 0 and source[at - 1].text == ".") != (token.text in members):
            continue
        given = arguments(source, at + 1)
        for position, part in sinks[token.text].items():
            if position < len(given):
                yield from ((part, text) for text in texts_of(given[position]))


SQL_LITERAL = re.compile(r"--[^\n]*|/\*.*?\*/|'((?:[^']|'')*)'", re.DOTALL)


def sql_literals(script: str) -> Iterator[Text]:
    for found in SQL_LITERAL.finditer(script):
        if found.group(1) is not None:
            yield Text(script.count("\n", 0, found.start()) + 1, found.group(1).replace("''", "'"))
