// The Linux calls that Swift's Glibc module leaves out.
#ifndef CLINUX_H
#define CLINUX_H

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/types.h>

// pipe2 and accept4, with both ends, or the connection, closed on exec and the connection non-blocking.
int clinux_pipe(int ends[2]);
int clinux_accept(int listener);

// Has the kernel hand the orphans among our descendants to us, as it does to a process 1; 0, or -1 with errno.
int clinux_become_subreaper(void);

// Starts a program, looked for in PATH, with /dev/null as its input and the two descriptors as output and error
// output; where output is -1, with our own streams, and /dev/null only in the place of a terminal. It begins with default signal handling and an empty mask, keeps no other descriptor, leads a process group
// of its own, and is killed when the thread that started it ends. Returns its process id, and a pidfd in *pidfd, or
// the negative errno of what failed, exec included.
pid_t clinux_spawn(char *const arguments[], char *const environment[], int output, int error, int *pidfd);

#endif
