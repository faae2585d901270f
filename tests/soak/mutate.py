#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mutation testing of everything that reaches a pixel.

Breaks one constant in each effect, shader and kernel and in each file of src/render, one at a
time, in a copy of the tree, rebuilds what depends on it and runs the tests that look at pictures
until one turns red. A mutation that leaves them all green is a hole in the tests: its line is
printed and the exit code is 1.

The tests that speak of the file come first: what has killed a mutation of it before, then those
that name it, call it or include its header, then the golden shows. Only when all of them stay green
is the rest built, tried on the unbroken tree, and asked; --near leaves it at the first.

Which constant a file loses depends on --seed and the file's name alone. A mutation that does not
compile, or that gives the same machine code, is reported, and the file's next constant is taken.
"""
import argparse
import filecmp
import glob
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

SOURCES = ["effects/*.c", "effects/warps/*.c", "effects/cells/*.c", "shaders/*.c", "src/render/*.c",
           "src/render/kernels/*.c"]
# With --all only: each of these rebuilds a whole catalogue.
HEADERS = ["effects/common/*.h", "shaders/common/*.h", "src/render/*.h", "src/render/kernels/*.h"]

# Functions that ask for memory: a larger number there changes no picture.
MEMORY = re.compile(r"(_bytes|_scratch_init|_capacity)$|^(gr_\w+_)?reserve")

# Mutations that can alter no picture, with the reason: (file, the source line) -> why; with a third
# entry it is that constant of the line alone.
EQUIVALENT = {
    ("src/render/kernels/expand.c", "if (stride == 16) {"):
        "a short cut: the general loop below copies the same bytes",
    ("src/render/kernels/expand.c", "if (stride == 32) {"):
        "a short cut: the general loop below copies the same bytes",
    ("src/render/animate.c", "*bytes += (size + 63) / 64 * 64;"):
        "how far apart blocks lie in memory",
    ("src/render/cells.c", "return ((size_t)count + 31) / 16 * 16;"):
        "slack behind an array; less of it is what sanitizers see",
    ("src/render/compose.c", "while (row + 1 < grid->rows && grid->row_edge[row + 1] <= y)"):
        "one row too early is a strip of no rows, and the loop goes on to the next",
    ("src/render/deliver.c", "return (float)(value < 0.0 ? 0.0 : value > 255.0 ? 255.0 : value);"):
        "a guard: luma made from 8-bit colours ends at 235, which is 255 here",
    ("src/render/dim_plan.c",
     "return span->change > wanted ? gr_linear_to_srgb(wanted / span->change) : 1.0f;"):
        "the least of this and 1 is taken",
    ("src/render/dim_plan.c",
     "float off = away > 0 ? gr_minf((float)((double)away / ramp), 1.0f) : 0.0f;"):
        "past 1 the gain is more than 1, and the least of it and 1 is taken",
    ("src/render/frozen_masks.c",
     "int across = (int)gr_clampf(down * picture.aspect, 1.0f, 16384.0f), rows = (int)down;"):
        "a guard against pictures a thousand times as wide as high",
    ("src/render/masks.c", "form->bias = p->open > 0.0f ? 1.0f : 0.0f;"):
        "held to 1 where it becomes a word",
    ("src/render/milestones.c", "MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);"):
        "of memory that is no file's, this number is not read",
    ("src/render/milestones.c", "int middle = low + (high - low) / 2;"):
        "a search that halves elsewhere finds the same",
    ("src/render/mix_edge.c",
     "begin_edge(frame, 0.0f, 0.0f, params->strips > 1 ? 0.25f * strip : 4.0f);", "4.0f"):
        "more than any width may be",
    ("src/render/sprite.c", "*high = from <= 0.0f || from >= last ? *low - 1.0f : *high;"):
        "anything below the lower end is nothing",
    ("src/render/stencil.c", "return (uint16_t)(gr_clampf(sum / whole * 257.0f, 0.0f, 65535.0f) + 0.5f);", "65535.0f"):
        "a guard: a mean of bytes is no larger than they are",
    ("src/render/trail.c", "GrTrailWarp warp = gr_warp_of(feedback, 1.0, width, height);"):
        "a longer lead keeps more rows than it must",
    ("src/render/wheel.c", "index = index > count - 2 ? count - 2 : index;"):
        "what is capped at count - 2 may be compared with one less",
}

TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
      | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<number>(?<![\w.])(?:0[xX][0-9a-fA-F]+[uUlL]*
            |(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[fFuUlL]*))
      | (?P<word>[A-Za-z_]\w*)
      | (?P<mark>[^\s\w])""", re.S | re.M | re.X)


class Mutation:
    """One constant of one file, and what it becomes."""

    def __init__(self, path, source, start, old, new, function):
        self.path, self.start, self.old, self.new, self.function = path, start, old, new, function
        self.line = source.count("\n", 0, start) + 1
        self.text = source.splitlines()[self.line - 1].strip()

    def apply(self, source):
        return source[:self.start] + self.new + source[self.start + len(self.old):]

    def __str__(self):
        return f"{self.path}:{self.line}: {self.old} -> {self.new}"


def changed(literal):
    """The literal seven per cent or one further on; None where that would mean nothing."""
    body = literal.rstrip("uUlL") if literal.lower().startswith("0x") else literal.rstrip("fFuUlL")
    suffix = literal[len(body):]
    if body.lower().startswith("0x"):
        return f"0x{int(body, 16) + 1:x}{suffix}"
    if "." in body or "e" in body.lower() or "f" in suffix.lower():
        value = float(body)
        if abs(value) < 1e-4:
            return None  # zero, and guards against a division by it
        text = f"{value * 1.07:.9g}"
        return text + ("" if re.search(r"[.e]", text) else ".0") + suffix
    if len(body) > 1 and body[0] == "0":
        return None
    value = int(body)
    return f"{round(value * 1.07) if value >= 4096 else value + 1}{suffix}"


def candidates(path, source):
    """The constants inside function bodies that take part in a calculation, the plain 0 and 1 of
    counting last: not array sizes, indices, loop heads, case labels or sizes of memory."""
    depth = square = 0
    function = name = last = ""
    round_depth, head = 0, None  # parentheses, and the depth of those of a `for` that is open
    clause = 0  # of that `for`
    strong, weak = [], []
    label = False
    for match in TOKEN.finditer(source):
        kind, token = match.lastgroup, match.group()
        if kind in ("comment", "directive"):
            continue
        if kind == "mark":
            if token == "{":
                if depth == 0:
                    function = name if last == ")" else ""
                depth += 1
            elif token == "}":
                depth -= 1
            elif token == "(":
                if depth == 0 and round_depth == 0:
                    name = last
                if last == "for":
                    head, clause = round_depth, 0
                round_depth += 1
            elif token == ")":
                round_depth -= 1
                if head == round_depth:
                    head = None
            elif token in "[]":
                square += 1 if token == "[" else -1
            elif token == ":":
                label = False
        elif kind == "word" and token in ("case", "enum"):
            label = True
        elif kind == "number" and depth > 0 and function and not square and not label:
            new = changed(token)
            line_start = source.rfind("\n", 0, match.start()) + 1
            line = source[line_start:source.find("\n", match.start())]
            whole = re.fullmatch(r"\d+[uUlL]*", token) is not None
            skip = MEMORY.search(function) or re.search(r"\bassert|\benum\b|gr_error_", line)
            small = whole and token.rstrip("uUlL") in ("0", "1")
            counting = head is not None and (clause < 2 or small)
            if whole and (counting or re.search(r"sizeof|memset|memcpy|_ALIGNED", line)):
                skip = True
            if new and not skip:
                (weak if small else strong).append(
                    Mutation(path, source, match.start(), token, new, function))
        if token == ";":
            label = False
            clause += 1
        last = token
    return strong, weak


def is_equivalent(mutation):
    line = (mutation.path, mutation.text)
    return line in EQUIVALENT or line + (mutation.old,) in EQUIVALENT


def picks(path, source, seed):
    """All of a file's mutations in the order in which they are tried."""
    strong, weak = candidates(path, source)
    order = random.Random(f"{seed}:{path}")
    order.shuffle(strong)
    order.shuffle(weak)
    return strong + weak


# A machine with other things to do is slow, but it does not hang: CPU time tells the two apart.
PATIENCE = 20


def limits(cpu_s):
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
    if cpu_s:
        resource.setrlimit(resource.RLIMIT_CPU, (int(cpu_s) + 1, int(cpu_s) + 3))


def cpu_seconds():
    """Of all processes that have ended so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(command, cpu_s=None, **options):
    """Returns the exit code, its output, and whether the time ran out: of a process's CPU, or
    PATIENCE times as much on the clock."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", start_new_session=True,
                               preexec_fn=lambda: limits(cpu_s), **options)
    try:
        return finish(process, cpu_s and cpu_s * PATIENCE)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise


def finish(process, seconds):
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output, process.returncode == -signal.SIGXCPU
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        return -signal.SIGKILL, output, True


class Test:
    """One that may turn red: a golden show, or a program of tests/."""

    def __init__(self, name, command, target, source):
        self.name, self.command, self.target = name, command, target
        self.golden = name.startswith("golden/")
        self.looks = self.golden or re.match(r"catalogue/|render/|farm/review$", name) is not None
        with open(source, encoding="utf-8", errors="replace") as file:
            self.words = set(re.findall(r"[a-z0-9_/]+\.h|[a-z0-9_]+", file.read().lower()))
        self.seconds = None  # of CPU, on the unbroken tree; None: not tried yet

    def speaks_of(self, path):
        """Whether it includes the file's header or that of its family, calls its functions, or has
        a part of its name in its own; of effects, shaders and kernels also whether it uses one that
        is called so."""
        room, _, name = os.path.splitext(path)[0].removeprefix("src/").rpartition("/")
        family = name.split("_")[0]
        included = any(f"{room}/{header}.h" in self.words
                       for header in (name, family, family + "_parts"))
        included = included or any(word.startswith(f"gr_{name}_") for word in self.words)
        if not self.looks or included:
            return included
        if room != "render" and name in self.words:
            return True
        own = self.name.split("/")[1].split("_")
        return any(mine.startswith(part) for part in name.split("_") if len(part) > 3 for mine in own)

    def __lt__(self, other):
        """Fastest first; what was never tried behind, golden shows before programs."""
        return ((self.seconds is None, self.seconds or 0.0, not self.golden, self.name) <
                (other.seconds is None, other.seconds or 0.0, not other.golden, other.name))


class Laboratory:
    """The copy of the tree, its build, and its tests."""

    def __init__(self, folder, jobs):
        self.folder, self.jobs = folder, jobs
        self.tree, self.build = os.path.join(folder, "tree"), os.path.join(folder, "build")
        self.kept = os.path.join(folder, "kept")
        self.memory = os.path.join(folder, "killers.json")
        self.env = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, "cache"))
        self.tests = []
        self.killers = {}  # of each file: names of tests, the last one first
        if os.path.exists(self.memory):
            with open(self.memory, encoding="utf-8") as file:
                self.killers = json.load(file)

    def copy_tree(self):
        """Files that are the same keep their time, so that a second run rebuilds little."""
        listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"],
                                check=True, capture_output=True, text=True).stdout
        wanted = {name for name in listed.split("\0") if os.path.isfile(os.path.join(ROOT, name))}
        for name in wanted:
            source, target = os.path.join(ROOT, name), os.path.join(self.tree, name)
            if os.path.exists(target) and filecmp.cmp(source, target, shallow=False):
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(source, target)
        for here, _, names in os.walk(self.tree):
            for name in names:
                path = os.path.join(here, name)
                if os.path.relpath(path, self.tree) not in wanted:
                    os.remove(path)
        shutil.rmtree(self.env["XDG_CACHE_HOME"], ignore_errors=True)

    def ninja(self, *targets):
        return run(["ninja", "-C", self.build, "-j", str(self.jobs), *targets])

    def prepare(self):
        self.copy_tree()
        code, output, _ = run(["cmake", "-S", self.tree, "-B", self.build, "-G", "Ninja",
                               "-DCMAKE_BUILD_TYPE=Release", "-DGR_WERROR=OFF"])
        if code:
            sys.exit(f"mutate: cmake failed\n{output}")
        listed = subprocess.run(["ctest", "--test-dir", self.build, "--show-only=json-v1"],
                                check=True, capture_output=True, text=True).stdout
        for show in sorted(glob.glob(os.path.join(self.tree, "tests/golden/*.yaml"))):
            self.tests.append(Test("golden/" + os.path.basename(show)[:-5], show, "glyphreel", show))
        for name in [test["name"] for test in json.loads(listed)["tests"]]:
            target = "test_" + name.replace("/", "_")
            source = os.path.join(self.tree, "tests", *name.split("/")[:-1],
                                  f"test_{name.split('/')[-1]}.c")
            if os.path.exists(source):
                program = os.path.join(self.build, "tests", target)
                self.tests.append(Test(name, [program], target, source))

    def near(self, path):
        """The tests to ask first, ready: what killed before, what speaks of the file, and the
        golden shows, which are quick and see most of what there is."""
        last = self.killers.get(path, [])
        tests = [test for test in self.tests
                 if test.name in last or test.golden or test.speaks_of(path)]
        self.make_ready(tests)
        return sorted(tests, key=lambda test: (last.index(test.name) if test.name in last
                                               else len(last), not test.speaks_of(path), test))

    def far(self, near):
        tests = [test for test in self.tests if test.looks and test not in near]
        self.make_ready(tests)
        return sorted(tests, key=lambda test: (not test.golden, test))

    def make_ready(self, tests):
        """Builds them and sees that they are green: the tree must be whole now."""
        tests = [test for test in tests if test.seconds is None]
        if not tests:
            return
        code, output, _ = self.ninja(*sorted({test.target for test in tests}))
        if code:
            sys.exit(f"mutate: the unbroken tree does not build\n{output}")
        for test in sorted(tests):
            if test.golden and not os.path.exists(test.command[:-5] + ".txt"):
                self.make_golden(test)
            before = cpu_seconds()
            why = self.is_red(test, 600)
            if why:
                sys.exit(f"mutate: {test.name} is red without any mutation: {why}")
            test.seconds = cpu_seconds() - before
            print(f"mutate: {test.name} {test.seconds:.1f} s", flush=True)

    def make_golden(self, test):
        """What the tree does not have yet is drawn by the unbroken program."""
        print(f"mutate: no {test.name}: drawn anew", flush=True)
        code, output, _ = self.checksums(test.command, test.command[:-5] + ".txt", None)
        if code:
            sys.exit(f"mutate: cannot draw {test.command}\n{output}")

    def note_killer(self, path, name):
        names = [name] + [other for other in self.killers.get(path, []) if other != name]
        self.killers[path] = names[:3]
        with open(self.memory, "w", encoding="utf-8") as file:
            json.dump(self.killers, file, indent=0, sort_keys=True)

    def checksums(self, show, target, seconds):
        return run([os.path.join(self.build, "glyphreel"), "render", show, "-o", f"hash:{target}",
                    "-y", "--quiet"], seconds, env=self.env)

    def is_red(self, test, seconds):
        """Why a test fails, or None. A golden show is compared here rather than by its script,
        which would draw pictures of every frame that differs."""
        if test.golden:
            sums = os.path.join(self.folder, "sums.txt")
            if os.path.exists(sums):
                os.remove(sums)
            code, _, late = self.checksums(test.command, sums, seconds)
            if not late and code == 0:
                same = filecmp.cmp(sums, test.command[:-5] + ".txt", shallow=False)
                return None if same else "differs"
        else:
            code, _, late = run(test.command, seconds, env=self.env)
        if late:
            return "hangs"
        return None if code == 0 else f"exit {code}"

    def objects(self, path):
        if path.endswith(".h"):
            return []
        return glob.glob(os.path.join(self.build, "CMakeFiles", "*.dir", path + ".o"))

    def try_mutation(self, mutation, source, tests):
        """Breaks the file, builds and tests it, and puts everything back."""
        path = os.path.join(self.tree, mutation.path)
        before = os.stat(path)
        objects = self.objects(mutation.path)
        os.makedirs(self.kept, exist_ok=True)
        kept = {obj: os.path.join(self.kept, hashlib.sha1(obj.encode()).hexdigest())
                for obj in objects}
        for obj, copy in kept.items():
            shutil.copy2(obj, copy)
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(mutation.apply(source))
            return self.verdict(kept, tests)
        finally:
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            if objects:
                # Source and objects go back with their old times; a library that is gone is put
                # together again by the next build.
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
                for obj, copy in kept.items():
                    shutil.copy2(copy, obj)
                    library = re.sub(r"^gr_(\w+?)(_(none|sse2|avx2|avx512))?\.dir$", r"libgr_\1.a",
                                     os.path.relpath(obj, self.build).split(os.sep)[1])
                    library = os.path.join(self.build, library)
                    if os.path.exists(library):
                        os.remove(library)

    def verdict(self, kept, tests):
        if kept:
            names = [os.path.relpath(obj, self.build) for obj in kept]
            if self.ninja(*names)[0]:
                return "does not compile", None
            if all(filecmp.cmp(obj, copy, shallow=False) for obj, copy in kept.items()):
                return "same code", None
        built = set()
        for test in tests:
            if test.target not in built:
                if self.ninja(test.target)[0]:
                    return "does not compile", None
                built.add(test.target)
            why = self.is_red(test, 30 + 6 * test.seconds)
            if why:
                return "killed", (test.name, why)
        return "survived", None


def files(options):
    names = []
    for pattern in SOURCES + (HEADERS if options.all else []):
        names += sorted(os.path.relpath(p, ROOT) for p in glob.glob(os.path.join(ROOT, pattern)))
    if options.since:
        listed = subprocess.run(["git", "-C", ROOT, "log", f"--since={options.since}", "--format=",
                                 "--name-only"], check=True, capture_output=True, text=True).stdout
        names = [n for n in names if n in listed.splitlines()]
    return [n for n in names if not options.only or any(part in n for part in options.only)]


def hunt(laboratory, path, wanted, options):
    """Mutates a file until `wanted` mutations have been judged. Returns rows for the table."""
    with open(os.path.join(laboratory.tree, path), encoding="utf-8") as file:
        source = file.read()
    rows, judged = [], 0
    for mutation in picks(path, source, options.seed):
        if judged == wanted:
            break
        if options.line and mutation.line != options.line:
            continue
        if is_equivalent(mutation):
            continue
        near = laboratory.near(path)
        started = time.monotonic()
        result, by = laboratory.try_mutation(mutation, source, near)
        if result == "survived" and not options.near:
            result, by = laboratory.try_mutation(mutation, source, laboratory.far(near))
        judged += result in ("killed", "survived")
        if by:
            laboratory.note_killer(path, by[0])
        rows.append((mutation, result, " ".join(by or "-")))
        print(f"{result:17}{mutation}  ({mutation.function}) {rows[-1][2]} "
              f"{time.monotonic() - started:.0f} s", flush=True)
    return rows


def show_table(rows, untouched, seconds):
    print()
    width = max((len(str(row[0])) for row in rows), default=0)
    for mutation, result, by in rows:
        print(f"{result:17}{str(mutation):{width}}  {by}")
    count = {kind: sum(row[1] == kind for row in rows)
             for kind in ("killed", "survived", "same code", "does not compile")}
    for path in untouched:
        print(f"no constant:     {path}")
    print(f"\n{count['killed']} killed, {count['survived']} survived, "
          f"{count['same code']} with the same code, {count['does not compile']} did not compile; "
          f"{seconds / 60:.1f} minutes")
    for mutation, result, _ in rows:
        if result == "survived":
            print(f"survived: {mutation}\n    {mutation.text}")
    return 1 if count["survived"] or not count["killed"] else 0


def main():
    parser = argparse.ArgumentParser(prog="tools/dev mutate", description=__doc__.split("\n\n")[1],
                                     formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("only", nargs="*", help="parts of file names: these files alone")
    parser.add_argument("--since", help="files of commits since then alone, as git takes it: 2.days")
    parser.add_argument("--near", action="store_true",
                        help="ask only the tests that speak of the file and the golden shows: quick, "
                             "but a survivor may be killed by the others")
    parser.add_argument("--seed", type=int, default=1, help="chooses the constants")
    parser.add_argument("--all", action="store_true",
                        help="several constants of each file, and the headers they share")
    parser.add_argument("--per-file", type=int, default=0,
                        help="constants of a file (0: 1, or 4 with --all)")
    parser.add_argument("--line", type=int, default=0, help="constants of this line alone")
    parser.add_argument("--list", action="store_true", help="show what would be broken")
    parser.add_argument("--dir", default=os.path.join(ROOT, "build-mutate"),
                        help="where the copy and its build live")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="compilers at a time")
    options = parser.parse_args()
    wanted = options.per_file or (4 if options.all else 1)
    names = files(options)
    if not names:
        sys.exit("mutate: no such file")
    if options.list:
        for path in names:
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                mutations = picks(path, file.read(), options.seed)
            for mutation in [m for m in mutations if not is_equivalent(m)][:wanted]:
                print(f"{mutation}  ({mutation.function}) {mutation.text}")
        return 0
    started = time.monotonic()
    laboratory = Laboratory(os.path.abspath(options.dir), options.jobs)
    laboratory.prepare()
    rows, untouched = [], []
    for path in names:
        found = hunt(laboratory, path, wanted, options)
        rows += found
        if not any(row[1] in ("killed", "survived") for row in found):
            untouched.append(path)
    return show_table(rows, untouched, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
