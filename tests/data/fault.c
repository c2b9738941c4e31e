/* Laid under a program with LD_PRELOAD: fails, delays or kills at a chosen write, sync, rename, truncation or lock.
 *
 * FAULT_PATH   part of the path of the files it is about
 * FAULT_OPS    which operations, such as "write,sync"
 * FAULT_AT     from which of them on, counted from 1
 * FAULT_DO     "kill", "delay" (until the program is killed), or the number of an error
 * FAULT_LOG    a file that gets a line for each of them: its kind and its path
 * FAULT_CLOCK  what the clock says, in seconds since 1970
 * FAULT_LEAP   a file: once it is there, the clock is an hour ahead
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int seen;

static int said(const char *op, const char *path) {
    const char *log = getenv("FAULT_LOG");
    if (!log) return 0;
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    char line[4400];
    int length = snprintf(line, sizeof line, "%s %s\n", op, path);
    ssize_t (*put)(int, const void *, size_t) = REAL(write);
    ssize_t done = put(fd, line, (size_t)length);
    close(fd);
    return done < 0;
}

/* 0 where the operation goes on, an error number where it fails. */
static int fault(const char *op, const char *path) {
    const char *part = getenv("FAULT_PATH"), *ops = getenv("FAULT_OPS");
    if (!part || !ops || !strstr(path, part) || !strstr(ops, op)) return 0;
    said(op, path);
    const char *at = getenv("FAULT_AT"), *what = getenv("FAULT_DO");
    if (__sync_add_and_fetch(&seen, 1) < (at ? atoi(at) : 1) || !what) return 0;
    if (!strcmp(what, "kill")) kill(getpid(), SIGKILL);
    if (!strcmp(what, "kill") || !strcmp(what, "delay")) for (;;) pause();
    if (!strncmp(what, "wait:", 5)) {
        /* Until a file is there. */
        while (access(what + 5, F_OK)) usleep(5000);
        return 0;
    }
    return atoi(what);
}

static int fault_fd(const char *op, int fd) {
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fault(op, path);
}

#define GUARD(op, fd) do { int e = fault_fd(op, fd); if (e) { errno = e; return -1; } } while (0)

ssize_t write(int fd, const void *bytes, size_t length) {
    GUARD("write", fd);
    return REAL(write)(fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
    GUARD("write", fd);
    return REAL(pwrite)(fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
    GUARD("write", fd);
    return REAL(pwrite64)(fd, bytes, length, at);
}
int fsync(int fd) {
    GUARD("sync", fd);
    return REAL(fsync)(fd);
}
int fdatasync(int fd) {
    GUARD("sync", fd);
    return REAL(fdatasync)(fd);
}
int ftruncate(int fd, off_t length) {
    GUARD("truncate", fd);
    return REAL(ftruncate)(fd, length);
}
int ftruncate64(int fd, off64_t length) {
    GUARD("truncate", fd);
    return REAL(ftruncate64)(fd, length);
}
int rename(const char *from, const char *to) {
    int e = fault("rename", to);
    if (e) { errno = e; return -1; }
    return REAL(rename)(from, to);
}
int fcntl(int fd, int command, ...) {
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    if (command == F_SETLK || command == F_SETLKW) GUARD("lock", fd);
    return REAL(fcntl)(fd, command, argument);
}
int fcntl64(int fd, int command, ...) {
    va_list list;
    va_start(list, command);
    void *argument = va_arg(list, void *);
    va_end(list);
    if (command == F_SETLK || command == F_SETLKW) GUARD("lock", fd);
    return REAL(fcntl64)(fd, command, argument);
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    const char *says = getenv("FAULT_CLOCK");
    if (clock == CLOCK_REALTIME && says) {
        now->tv_sec = atoll(says);
        now->tv_nsec = 0;
        return 0;
    }
    int done = REAL(clock_gettime)(clock, now);
    const char *leap = getenv("FAULT_LEAP");
    if (clock == CLOCK_REALTIME && leap && access(leap, F_OK) == 0) now->tv_sec += 3600;
    return done;
}
