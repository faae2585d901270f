/* SPDX-License-Identifier: MIT */
#include "farm/child.h"

#include "base/leak_check.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static void write_line(void *user, GrLogLevel level, const char *message)
{
    static const char *const words[] = {"error: ", GR_CHILD_WARNING, "", "", ""};
    char line[GR_ERROR_CAPACITY];
    (void)user;
    int length = snprintf(line, sizeof line, "%s%s\n", words[level], message);
    length = length < (int)sizeof line ? length : (int)sizeof line - 1;
    if (write(STDERR_FILENO, line, (size_t)length) < 0) {
        return; /* a log that cannot be written must not stop the work */
    }
}

static void reset_signals(void)
{
    static const int reset[] = {SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGCHLD, SIGPIPE, SIGALRM,
                                SIGUSR1, SIGUSR2, SIGTSTP, SIGCONT, SIGTTIN, SIGTTOU, SIGWINCH};
    for (size_t i = 0; i < sizeof reset / sizeof reset[0]; i++) {
        signal(reset[i], SIG_DFL);
    }
#ifndef GR_SANITIZED /* whose handlers explain a crash in the log */
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        signal(crashes[i], SIG_DFL);
    }
#endif
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error of write() with words */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void redirect(const char *log_path, int attempt)
{
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (attempt == 0 ? O_TRUNC : 0);
    int log = open(log_path, flags, 0666);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (log < 0) {
        log = null;
    }
    if (null >= 0) {
        dup2(null, STDIN_FILENO);
    }
    if (log >= 0) {
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
    }
}

/* When memory runs out, the kernel should take a worker, which is retried, not the master. */
static void volunteer_for_oom(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t ignored = write(fd, "300", 3);
        (void)ignored;
        close(fd);
    }
}

/* libav takes and gives back whole pictures and files of them. glibc would take its first release
 * of one as a reason to keep as much from then on: 22 MB with numbered pictures at 1080p. */
static void give_memory_back(void)
{
#ifdef __GLIBC__
    enum { LARGE = 4 << 20 };
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, LARGE);
#endif
}

static _Noreturn void child_main(const GrPool *pool, int task, int attempt, const char *log_path,
                                 GrPulse *pulse, pid_t master)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != master) {
        _exit(1); /* the master died before the signal was asked for */
    }
    redirect(log_path, attempt);
    reset_signals();
    volunteer_for_oom();
    give_memory_back();
    gr_log_set_sink(write_line, NULL, GR_LOG_DEBUG);
    if (attempt > 0) {
        gr_log(GR_LOG_NOTE, "-- try %d --", attempt + 1);
    }
    int code = pool->run(pool->user, task, attempt, pulse, &pulse->error);
    if (!code && gr_leak_check_found()) {
        code = gr_error_set(&pulse->error, GR_E_INTERNAL, "the worker leaked memory");
    }
    if (code) {
        gr_log(GR_LOG_ERROR, "%s", pulse->error.message);
        pulse->error.code = code;
    }
    atomic_store_explicit(&pulse->state, code ? GR_PULSE_FAILED : GR_PULSE_DONE,
                          memory_order_release);
    _exit(code ? 1 : 0);
}

pid_t gr_child_start(const GrPool *pool, int task, int attempt, const char *log_path,
                     GrPulse *pulse)
{
    /* Signals wait until the child has left the master's handlers behind. */
    sigset_t all, before;
    pid_t master = getpid();
    memset(pulse, 0, sizeof *pulse);
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) {
        child_main(pool, task, attempt, log_path, pulse, master);
    }
    int cause = errno;
    if (child > 0) {
        setpgid(child, child); /* both sides ask, so that neither has to wait for the other */
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = cause;
    return child;
}

uint64_t gr_child_private_bytes(void)
{
    char text[2048];
    uint64_t kilobytes = 0;
    int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return 0;
    }
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    text[got > 0 ? got : 0] = '\0';
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, "Private_Clean:", 14) == 0 || strncmp(line, "Private_Dirty:", 14) == 0) {
            kilobytes += strtoull(line + 14, NULL, 10);
        }
    }
    return kilobytes * 1024;
}
