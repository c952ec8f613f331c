/*
 * A clock that goes wrong: the wall clock that a process is shown is SECONDS ahead, or behind if that is negative.
 *
 * How long something takes is measured by other clocks, which go on as they are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += SECONDS;
    }
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
    int failed = real(now, zone);
    if (!failed) {
        now->tv_sec += SECONDS;
    }
    return failed;
}

time_t time(time_t *kept) {
    time_t (*real)(time_t *) = dlsym(RTLD_NEXT, "time");
    time_t now = real(0) + SECONDS;
    if (kept) {
        *kept = now;
    }
    return now;
}
