#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1); }

int clinux_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

// Runs in the child between fork and exec, where only async-signal-safe calls are allowed.
static void become(char *const arguments[], char *const environment[], int output, int error, pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0) return;
    // The parent may have died before the request to be told of it.
    if (getppid() != parent) _exit(127);
    if (setpgid(0, 0) < 0) return;
    for (int number = 1; number < NSIG; number++) {
        signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // A terminal would stop it at the first read, since its process group is not the foreground's.
    if (output >= 0 || isatty(0)) {
        int input = open("/dev/null", O_RDONLY);
        if (input < 0 || dup2(input, 0) < 0) return;
    }
    if (output >= 0 && (dup2(output, 1) < 0 || dup2(error, 2) < 0)) return;
    // Best effort, for kernels before 5.11 lack it: our own descriptors are closed on exec anyway.
    syscall(SYS_close_range, 3, ~0U, 1U << 2);
    execvpe(arguments[0], arguments, environment);
}

pid_t clinux_spawn(char *const arguments[], char *const environment[], int output, int error, int *pidfd) {
    int status[2];
    if (pipe2(status, O_CLOEXEC) < 0) return -errno;
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        become(arguments, environment, output, error, parent);
        int failure = errno;
        ssize_t written = write(status[1], &failure, sizeof failure);
        _exit(written == sizeof failure ? 127 : 126);
    }
    int failure = child < 0 ? errno : 0;
    close(status[1]);
    // Ends with the exec, which closes the other end.
    ssize_t count = 0;
    while (child > 0 && (count = read(status[0], &failure, sizeof failure)) < 0 && errno == EINTR) {
    }
    close(status[0]);
    if (child > 0 && failure == 0) {
        *pidfd = (int)syscall(SYS_pidfd_open, child, 0);
        if (*pidfd < 0) {
            failure = errno;
            kill(child, SIGKILL);
        }
    }
    if (failure == 0) return child;
    if (child > 0) {
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    return -failure;
}
