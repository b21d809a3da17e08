#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the calls of edges.c: every exported function, with each argument in turn at each value of its type that a
careful program would not give.

  edges.py COMPILER SYMBOLS.TSV OUT

The declarations are those of the system's headers; a function that they lack is not called. The first value of a type
is the ordinary one: a call differs from the ordinary one in a single argument, or has null for every pointer. Left
out is what takes all memory there is: application data at the largest index.
"""

import csv
import re
import subprocess
import sys

HEADERS = "#include <openssl/ssl.h>\n#include <openssl/srtp.h>\n#include <openssl/sslerr.h>\n"

INT = ["1", "0", "-1", "2", "INT_MIN", "INT_MAX"]
LONG = ["1", "0", "-1", "LONG_MIN", "LONG_MAX"]
VALUES = {
    "int": INT, "unsigned int": ["1", "0", "UINT_MAX"], "unsigned": ["1", "0", "UINT_MAX"], "long": LONG,
    "unsigned long": ["1", "0", "ULONG_MAX"], "size_t": ["16", "0", "1", "SIZE_MAX", "SIZE_MAX / 2"],
    "uint8_t": ["1", "0", "255"], "uint16_t": ["1", "0", "65535"], "uint32_t": ["1", "0", "UINT32_MAX"],
    "uint64_t": ["1", "0", "UINT64_MAX"], "off_t": ["0", "-1"],
    "SSL *": ["w->ssl", "NULL"], "SSL_CTX *": ["w->ctx", "NULL"], "SSL_SESSION *": ["w->session", "NULL"],
    "SSL_CIPHER *": ["w->cipher", "NULL"], "SSL_METHOD *": ["TLS_method()", "NULL"],
    "SSL_CONF_CTX *": ["w->conf", "NULL"], "BIO *": ["w->bio", "NULL"], "X509 *": ["w->certificate", "NULL"],
    "EVP_PKEY *": ["w->key", "NULL"], "X509_STORE *": ["w->store", "NULL"],
    "X509_VERIFY_PARAM *": ["w->param", "NULL"], "FILE *": ["w->file", "NULL"],
    "struct stack_st_X509 *": ["w->chain", "NULL"], "struct stack_st_X509_NAME *": ["w->names", "NULL"],
    "char *": ["w->text", "NULL", '""'], "void *": ["w->buffer", "NULL"], "unsigned char *": ["w->buffer", "NULL"],
    "uint8_t *": ["w->buffer", "NULL"], "char **": ["(void*)&w->text_slot", "NULL"],
    "unsigned char **": ["(void*)&w->cursor", "NULL"], "size_t *": ["(void*)w->number", "NULL"],
    "int *": ["(void*)w->number", "NULL"], "unsigned int *": ["(void*)w->number", "NULL"],
    "unsigned *": ["(void*)w->number", "NULL"], "EVP_MD *": ["EVP_sha256()", "NULL"],
    "pem_password_cb *": ["(void*)any_function", "NULL"],
}
CALLBACK_TYPE = re.compile(r"(_cb|_fn|_func|_CB|_cb_ex)$")


def declarations(compiler):
    text = subprocess.run([compiler, "-E", "-P", "-"], input=HEADERS, check=True, capture_output=True, text=True).stdout
    text = re.sub(r"__attribute__\s*\(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\)", "", text)
    return re.sub(r"\s+", " ", text)


def split(arguments):
    parts, depth, part = [], 0, ""
    for c in arguments:
        if c == "," and depth == 0:
            parts.append(part.strip())
            part = ""
            continue
        depth += {"(": 1, ")": -1}.get(c, 0)
        part += c
    return [p for p in parts + [part.strip()] if p != "void"]


def type_of(parameter):
    """The parameter's type without its name and const."""
    if "(*" in parameter:
        return "function"
    bare = re.sub(r"\b(const|extern)\b", "", parameter)
    bare = re.sub(r"\s*\*\s*", "*", bare).strip()
    stars = bare.count("*")
    words = bare.replace("*", " ").replace("[]", "").split()
    if bare.endswith("[]"):
        stars += 1
    known = {"unsigned", "int", "long", "char", "struct", "short"}
    if len(words) > 1 and words[-1] not in known and not (words[0] == "struct" and len(words) == 2):
        words = words[:-1]
    name = " ".join(words)
    if stars == 0 and CALLBACK_TYPE.search(name):
        return "function"
    return name + (" " + "*" * stars if stars else "")


def values_of(kind):
    if kind == "function":
        return ["(void*)any_function", "NULL"]
    if kind in VALUES:
        return VALUES[kind]
    if kind.endswith("**"):
        return ["(void*)w->slot", "NULL"]
    if kind.endswith("*"):
        return ["NULL"]
    return ["(%s)1" % kind, "(%s)0" % kind, "(%s)-1" % kind]


def find(text, name):
    """The declared result and the parameters of a function; null when it is not declared."""
    match = re.search(r"(?:^|[;}])\s*([^;{}]*?)\b\(?" + name + r"\)?\s*\(", text)
    if not match:
        return None
    end, depth = match.end(), 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    result = re.sub(r"\b(extern|const)\b", "", match.group(1)).strip()
    if text[end:].lstrip().startswith(")"):
        result = "void (*"  # a function that gives a function
    return result, [p for p in split(text[match.end():end - 1]) if p]


def declared(compiler, table):
    """Each symbol of the table that the headers declare, with its result and parameters."""
    text = declarations(compiler)
    with open(table, newline="") as file:
        names = [row["symbol"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    for name in names:
        if found := find(text, name):
            yield name, *found


def label(value):
    return re.sub(r"^\(void\*\)|w->|&|\(\)", "", value)


def calls_of(kinds):
    ordinary = [values_of(kind)[0] for kind in kinds]
    yield ordinary
    for i, kind in enumerate(kinds):
        for value in values_of(kind)[1:]:
            yield ordinary[:i] + [value] + ordinary[i + 1:]
    nulls = ["NULL" if "*" in k or k == "function" else v for k, v in zip(kinds, ordinary)]
    if sum(1 for n, v in zip(nulls, ordinary) if n != v) > 1:
        yield nulls


def shown(result, call):
    if result == "void":
        return f"{call}; show_nothing();"
    if result.replace(" ", "") in ("char*",):
        return f"show_text({call});"
    if "*" in result or "(" in result or CALLBACK_TYPE.search(result):
        return f"show_pointer((const void*)(uintptr_t){call});"
    return f"show_number((long long){call});"


def main(compiler, table, out):
    code = "// Generated by edges.py.\n#include \"edges.h\"\n\n"
    rows = ""
    for name, result, parameters in declared(compiler, table):
        kinds = [type_of(p) for p in parameters]
        lists = [values for values in calls_of(kinds) if not (name.endswith("set_ex_data") and "INT_MAX" in values)]
        code += f"static void call_{name}(struct world* w, int which) {{\n  (void)w;\n  switch (which) {{\n"
        for i, values in enumerate(lists):
            code += f"    case {i}: {shown(result, name + '(' + ', '.join(values) + ')')} break;\n"
        code += "  }\n}\n"
        code += f"static const char* const names_{name}[] = {{\n"
        for values in lists:
            line = name + "(" + ", ".join(label(v) for v in values) + ")"
            code += "    \"" + line.replace('"', '\\"') + "\",\n"
        code += "};\n"
        every = "1" if "SSL *" in kinds or "SSL_SESSION *" in kinds else "0"
        rows += f"    {{\"{name}\", call_{name}, names_{name}, {len(lists)}, {every}}},\n"
    code += f"const struct edge edges[] = {{\n{rows}}};\nconst unsigned num_edges = sizeof edges / sizeof *edges;\n"
    with open(out, "w") as file:
        file.write(code)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
