#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""late_libraries.py OUT_C OUT_S LIBRARY...: makes stand-ins for the functions of shared libraries.

What opens films and vector pictures drags in over a hundred libraries, which cost every start of
the program more than all else does, whether or not anything is opened. Each stand-in jumps through
a slot; the first call of it loads the library by its soname and fills the slot.
"""
import pathlib
import re
import subprocess
import sys

out_c, out_s, *libraries = sys.argv[1:]
ours = re.compile(r"(av|sws|swr|rsvg|g|cairo)[a-z]*_\w+|cms[A-Z]\w+")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


names, owners, sonames = [], [], []
for library in libraries:
    sonames.append(re.search(r"SONAME\s+(\S+)", output("objdump", "-p", library)).group(1))
    for line in output("nm", "-D", "--defined-only", library).splitlines():
        kind, name = line.split()[-2:]
        name = name.split("@")[0]
        if kind in "TWi" and ours.fullmatch(name) and name not in names:
            names.append(name)
            owners.append(len(sonames) - 1)

c = [
    "/* Made by tools/late_libraries.py. */",
    "#include <dlfcn.h>",
    "#include <stdint.h>",
    "#include <stdio.h>",
    "#include <unistd.h>",
    "",
    "extern void *gr_late_slots[];",
    "void *gr_late_resolve(uint64_t index);",
    "",
    "static const char *const sonames[] = {%s};" % ", ".join(f'"{s}"' for s in sonames),
    "static void *handles[%d];" % len(sonames),
    "static const unsigned char owners[] = {%s};" % ",".join(map(str, owners)),
    "static const char *const names[] = {%s};" % ",".join(f'"{n}"' for n in names),
    "",
    "/* Missing libraries end the program as they would have at its start. */",
    "void *gr_late_resolve(uint64_t index)",
    "{",
    "    const int owner = owners[index];",
    "    if (!handles[owner])",
    "        handles[owner] = dlopen(sonames[owner], RTLD_LAZY | RTLD_LOCAL);",
    "    void *found = handles[owner] ? dlsym(handles[owner], names[index]) : NULL;",
    "    if (!found) {",
    '        fprintf(stderr, "glyphreel: %s\\n", dlerror());',
    "        _exit(127);",
    "    }",
    "    gr_late_slots[index] = found;",
    "    return found;",
    "}",
]
pathlib.Path(out_c).write_text("\n".join(c) + "\n")

registers = ["rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10"]
s = ["/* Made by tools/late_libraries.py: the x86-64 calling convention of System V. */", "\t.text"]
for i, name in enumerate(names):
    s += [f"\t.globl {name}", f"\t.hidden {name}", f"\t.type {name}, @function", f"{name}:"]
    s += [f"\tjmp *gr_late_slots+{8 * i}(%rip)", f".Lload{i}:", f"\tpushq ${i}", "\tjmp .Lload"]
s.append(".Lload:")
s += [f"\tpushq %{r}" for r in registers]
s.append("\tsubq $128, %rsp")
s += [f"\tmovaps %xmm{i}, {16 * i}(%rsp)" for i in range(8)]
s += ["\tmovq 192(%rsp), %rdi", "\tcall gr_late_resolve", "\tmovq %rax, %r11"]
s += [f"\tmovaps {16 * i}(%rsp), %xmm{i}" for i in range(8)]
s.append("\taddq $128, %rsp")
s += [f"\tpopq %{r}" for r in reversed(registers)]
s += ["\taddq $8, %rsp", "\tjmp *%r11"]
s += ["\t.data", "\t.balign 8", "\t.globl gr_late_slots", "\t.hidden gr_late_slots", "gr_late_slots:"]
s += [f"\t.quad .Lload{i}" for i in range(len(names))]
s.append('\t.section .note.GNU-stack,"",@progbits')
pathlib.Path(out_s).write_text("\n".join(s) + "\n")
