#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the calls of observer.c: every function and control number that reads from an SSL, SSL_CTX, SSL_SESSION or
SSL_CIPHER.

  observer.py COMPILER SYMBOLS.TSV OUT

What reads is found in the system's headers: a function whose first argument is such an object, which has the name of a
reader (READS), and every control number with GET in its name or that counts sessions. One that cannot be called for want
of a shape that this program knows is an error, so that none is left out by chance; LEFT_OUT says which are, and why.
"""

import re
import subprocess
import sys

import edges

OBJECTS = {"SSL *": "ssl", "SSL_CTX *": "ctx", "SSL_SESSION *": "session", "SSL_CIPHER *": "cipher"}
READS = re.compile(r"_(get[01]?|is|in|has|isv2|ct_is_enabled|check_private_key)(_|$)|_(pending|version|reused|want|"
                   r"string|string_long|name|async|before|init|finished|state|sessions|aead|description)$")
LEFT_OUT = {
    "DTLS_get_data_mtu": "of DTLS; OpenSSL crashes without a cipher",
    "SSL_SRP_CTX_init": "sets", "SSL_CTX_SRP_CTX_init": "sets",
    "SSL_get_error": "asks for a call's result: the driver tells it after each call",
    "SSL_group_to_name": "a table",
    "SSL_set_SSL_CTX": "sets",
    "SSL_CTX_sessions": "a table that OpenSSL's callers may not walk in a handshake; SSL_CTRL_SESS_NUMBER counts",
    "SSL_get_all_async_fds": "nothing is asynchronous", "SSL_get_changed_async_fds": "nothing is asynchronous",
    "SSL_has_matching_session_id": "needs an id",
}
# What comes from the world or is random: only how much of it there is.
LENGTH_ONLY = re.compile(r"random|session_id|get_id$|finished|master_key")
# What has another length on each library.
PRESENCE_ONLY = re.compile(r"get0_ticket$")
OUT_TYPES = {"int *": "int", "size_t *": "size_t", "unsigned int *": "unsigned", "unsigned *": "unsigned",
             "uint8_t *": "uint8_t", "X509 **": "X509*", "EVP_PKEY **": "EVP_PKEY*"}
# Arguments that are neither the object nor for an answer.
ARGUMENTS = {"SSL_get_cipher_list": "0", "SSL_get_servername": "TLSEXT_NAMETYPE_host_name",
             "SSL_client_hello_get0_ext": "TLSEXT_TYPE_server_name", "SSL_CTX_has_client_custom_ext": "1234",
             "SSL_get_sigalgs": "0", "SSL_get_shared_sigalgs": "0"}

# The controls that read: number's name, object, what is answered.
CONTROLS = {
    "GET_CHAIN_CERTS": ("both", "stack"), "GET_CHAIN_CERT_STORE": ("both", "store"),
    "GET_VERIFY_CERT_STORE": ("both", "store"), "GET_CLIENT_CERT_REQUEST": ("ssl", "number"),
    "GET_CLIENT_CERT_TYPES": ("ssl", "bytes"), "GET_EC_POINT_FORMATS": ("ssl", "bytes"),
    "GET_EXTMS_SUPPORT": ("ssl", "number"), "GET_EXTRA_CHAIN_CERTS": ("ctx", "stack"), "GET_FLAGS": ("ssl", "number"),
    "GET_GROUPS": ("ssl", "number"), "GET_MAX_CERT_LIST": ("both", "number"),
    "GET_MAX_PROTO_VERSION": ("both", "number"), "GET_MIN_PROTO_VERSION": ("both", "number"),
    "GET_NEGOTIATED_GROUP": ("ssl", "number"), "GET_NUM_RENEGOTIATIONS": ("ssl", "number"),
    "GET_PEER_SIGNATURE_NID": ("ssl", "int"), "GET_PEER_TMP_KEY": ("ssl", "key"), "GET_RAW_CIPHERLIST": ("ssl", "count"),
    "GET_READ_AHEAD": ("both", "number"), "GET_RI_SUPPORT": ("ssl", "number"), "GET_SESS_CACHE_MODE": ("ctx", "number"),
    "GET_SESS_CACHE_SIZE": ("ctx", "number"), "GET_SHARED_GROUP": ("ssl", "shared"),
    "GET_SIGNATURE_NID": ("ssl", "int"), "GET_TLSEXT_STATUS_REQ_CB": ("ctx", "pointer"),
    "GET_TLSEXT_STATUS_REQ_CB_ARG": ("ctx", "pointer"), "GET_TLSEXT_STATUS_REQ_EXTS": ("ssl", "pointer"),
    "GET_TLSEXT_STATUS_REQ_IDS": ("ssl", "pointer"), "GET_TLSEXT_STATUS_REQ_OCSP_RESP": ("ssl", "bytes"),
    "GET_TLSEXT_STATUS_REQ_TYPE": ("both", "number"), "GET_TMP_KEY": ("ssl", "key"),
    "GET_TOTAL_RENEGOTIATIONS": ("ssl", "number"), "MODE": ("both", "number"),
}
NO_CONTROLS = {"GET_TLSEXT_TICKET_KEYS": "whoever asks for the keys stops their rotation"}


def controls(compiler):
    macros = subprocess.run([compiler, "-E", "-dM", "-"], input=edges.HEADERS, check=True, capture_output=True,
                            text=True).stdout
    found = re.findall(r"#define SSL_CTRL_((?:GET|SESS)_\w+|MODE) (\d+)", macros)
    for name, _ in sorted(found):
        if name.startswith("SESS_"):
            yield name, "ctx", "number"
        elif name in CONTROLS:
            yield (name,) + CONTROLS[name]
        elif name not in NO_CONTROLS:
            sys.exit(f"observer.py: SSL_CTRL_{name} reads, and nothing says how it answers")


def call_control(name, kind, object_kind):
    function = "SSL_ctrl" if object_kind == "ssl" else "SSL_CTX_ctrl"
    number = f"SSL_CTRL_{name}"
    label = f'"{number}"'
    if name == "GET_NEGOTIATED_GROUP":  # OpenSSL crashes without a session
        return [f"if (SSL_get_session(x) != NULL) say_number({label}, {function}(x, {number}, 0, NULL));",
                f'else say_text({label}, "not asked", 0);']
    if kind == "number":
        return [f"say_number({label}, {function}(x, {number}, 0, NULL));"]
    if kind == "count":
        return [f"{{ unsigned char* raw = NULL; say_number({label}, {function}(x, {number}, 0, &raw)); }}"]
    if kind == "shared":
        return [f'say_number("{number}[{n}]", {function}(x, {number}, {n}, NULL));' for n in (-1, 0)]
    variable = {"int": "int v = 0", "key": "EVP_PKEY* v = NULL", "stack": "STACK_OF(X509)* v = NULL",
                "store": "X509_STORE* v = NULL", "bytes": "const unsigned char* v = NULL", "pointer": "void* v = NULL"}[kind]
    say = {"int": "say_int_after", "key": "say_key_after", "stack": "say_chain_after", "store": "say_pointer_after",
           "bytes": "say_bytes_after", "pointer": "say_pointer_after"}[kind]
    return [f"{{ {variable}; const long n = {function}(x, {number}, 0, &v); {say}({label}, n, v); }}"]


def say_result(name, result, call):
    """The statements that tell what is returned, and whether `text` is text of the library's."""
    kind = result.replace(" ", "").replace("structevp_pkey_st", "EVP_PKEY").replace("struct", "")
    by_kind = {"SSL_CIPHER*": "say_cipher", "char*": "say_text", "SSL_SESSION*": "say_session", "SSL_CTX*": "say_ctx",
               "X509*": "say_certificate", "stack_st_X509*": "say_chain", "stack_st_X509_NAME*": "say_names",
               "stack_st_SSL_CIPHER*": "say_ciphers", "EVP_PKEY*": "say_key", "EVP_MD*": "say_digest"}
    owned = "1" if "_get1_" in name else "0"
    if kind in by_kind:
        return f'{by_kind[kind]}("{name}", {call}, {owned});'
    if "*" in kind or "(" in kind or edges.CALLBACK_TYPE.search(kind):
        return f'say_pointer("{name}", (const void*)(uintptr_t){call});'
    if name == "SSL_SESSION_get_time":
        return f'say_time("{name}", (long){call});'
    if name.endswith("lifetime_hint"):
        return f'say_seconds("{name}", (long){call});'
    return f'say_number("{name}", (long long){call});'


def call_function(name, result, parameters, kinds):
    """The statements of one call; null when a parameter has no known shape."""
    before, arguments, after = [], ["x"], []
    for i, kind in enumerate(kinds[1:], 1):
        variable = f"v{i}"
        if name in ("SSL_get_sigalgs", "SSL_get_shared_sigalgs") and kind == "unsigned char *":
            before.append(f"unsigned char {variable} = 0;")
            arguments.append(f"&{variable}")
            after.append(f'say_part("{name}", {variable});')
        elif kind in ("unsigned char *", "void *", "char *") and i + 1 < len(kinds) and kinds[i + 1] in ("size_t", "int"):
            before.append(f"char {variable}[4096]; memset({variable}, 0, sizeof {variable});")
            arguments.append(f"(void*){variable}")
            if result.replace(" ", "") != "char*":
                after.append(f'say_filled("{name}", {variable}, sizeof {variable});')
        elif kind in ("size_t", "int") and i > 1 and kinds[i - 1] in ("unsigned char *", "void *", "char *"):
            arguments.append(f"sizeof v{i - 1}")
        elif kind in ("unsigned char **", "void **"):
            before.append(f"unsigned char* {variable} = NULL;")
            arguments.append(f"(void*)&{variable}")
            length = f"v{i + 1}" if i + 1 < len(kinds) else "r"
            after.append(f'say_bytes("{name}", {variable}, {length}, {how(name)});')
        elif kind == "int **":
            before.append(f"int* {variable} = NULL;")
            arguments.append(f"&{variable}")
            after.append(f'say_ints("{name}", {variable}, v{i + 1}); OPENSSL_free({variable});')
        elif kind in OUT_TYPES:
            before.append(f"{OUT_TYPES[kind]} {variable} = 0;")
            arguments.append(f"&{variable}")
            if "*" not in OUT_TYPES[kind] and not kinds[i - 1].endswith("**"):
                after.append(f'say_part("{name}", {variable});' if how(name) != "PRESENCE" else "(void)0;")
        elif name in ARGUMENTS:
            arguments.append(ARGUMENTS[name])
        elif name.endswith("_ex_data"):
            arguments.append("0")
        else:
            return None
    call = f"{name}({', '.join(arguments)})"
    simple = result.replace(" ", "")
    if simple == "void":
        body = f'{call};'
    elif simple in ("unsignedchar*",):
        body = f"const unsigned char* r = {call}; "
        after = [f'say_bytes("{name}", r, v1, {how(name)});']
    elif "r" in [a.split("(")[-1].split(", ")[2] for a in after if a.startswith("say_bytes")]:
        body = f"const size_t r = {call};"
    else:
        body = say_result(name, result, call)
    return "{ " + " ".join(before + [body] + after) + " }"


def how(name):
    return "PRESENCE" if PRESENCE_ONLY.search(name) else "LENGTH" if LENGTH_ONLY.search(name) else "CONTENT"


def main(compiler, table, out):
    calls = {object_kind: [] for object_kind in OBJECTS.values()}
    for name, result, parameters in edges.declared(compiler, table):
        if not READS.search(name) or re.search(r"_(set|sess_set|clear|find|new_ex|new_session|flush)_", name):
            continue
        kinds = [edges.type_of(p) for p in parameters]
        if not kinds or kinds[0] not in OBJECTS or LEFT_OUT.get(name):
            continue
        call = call_function(name, result, parameters, kinds)
        if call is None:
            sys.exit(f"observer.py: {name}{tuple(kinds)} reads, and its arguments have no known shape")
        calls[OBJECTS[kinds[0]]].append(call)
    for name, object_kind, kind in controls(compiler):
        for each in ("ssl", "ctx") if object_kind == "both" else (object_kind,):
            calls[each] += call_control(name, kind, each)
    code = "// Generated by observer.py.\n#include \"observer.h\"\n"
    for kind, object_kind in OBJECTS.items():
        code += f"\nvoid read_{object_kind}({kind.replace(' ', '')} x) {{\n"
        if object_kind == "cipher":
            code = code.replace("SSL_CIPHER* x", "const SSL_CIPHER* x")
        code += "".join(f"  {call}\n" for call in calls[object_kind]) + "}\n"
    with open(out, "w") as file:
        file.write(code)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
