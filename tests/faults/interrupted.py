#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a command still does once it is told to stop, in CPU time: a clock on the wall would measure
the machine.

interrupted.py none COMMAND...      prints the exit code and the CPU time of a calm run in ms
interrupted.py SIGNAL COMMAND...    the same of what comes after the signal, sent while it is at work
"""
import os
import signal
import subprocess
import sys
import time

TICKS_S = os.sysconf('SC_CLK_TCK')
AT_WORK_S = 0.05  # CPU time that says so


def stat(pid):
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rpartition(')')[2].split()
    return fields[0], (int(fields[11]) + int(fields[12])) / TICKS_S


def catches(pid, number):
    with open(f'/proc/{pid}/status') as file:
        lines = dict(line.split(':', 1) for line in file if ':' in line)
    # Between fork and exec it is still this program.
    return lines['Name'].strip() == 'glyphreel' and int(lines.get('SigCgt', '0'), 16) >> number - 1 & 1


def await_true(pid, condition):
    while not condition():
        if stat(pid)[0] == 'Z':
            return False
        time.sleep(0.002)
    return True


def run(number, command):
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    before, caught = 0, number is None
    if number is not None and await_true(child.pid, lambda: catches(child.pid, number)):
        at_work_s = stat(child.pid)[1] + AT_WORK_S
        if await_true(child.pid, lambda: stat(child.pid)[1] >= at_work_s):
            child.send_signal(signal.SIGSTOP)
            caught = await_true(child.pid, lambda: stat(child.pid)[0] == 'T')
            before = stat(child.pid)[1]
            child.send_signal(number)
            child.send_signal(signal.SIGCONT)
    _, status, usage = os.wait4(child.pid, 0)
    return caught, os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime - before


def main():
    number = None if sys.argv[1] == 'none' else signal.Signals['SIG' + sys.argv[1]]
    # A script's background jobs ignore it, and what they start would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for _ in range(10):  # one that was done before we got there tells nothing
        caught, code, cpu_s = run(number, sys.argv[2:])
        if caught:
            break
    print(code, round(cpu_s * 1000))
    return 0 if caught else 'it was always done before it could be told'


if __name__ == '__main__':
    sys.exit(main())
