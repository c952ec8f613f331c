/*
 * A full disk: while the file FULL exists no file grows, and each call that would make one longer answers ENOSPC.
 *
 * What has its place already may still be written, as on a real one.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int grows(int file, off_t end) {
    struct stat known;
    return access(FULL, F_OK) == 0 && fstat(file, &known) == 0 && S_ISREG(known.st_mode) && end > known.st_size;
}

static ssize_t refused(void) {
    errno = ENOSPC;
    return -1;
}

ssize_t write(int file, const void *bytes, size_t count) {
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    return grows(file, lseek(file, 0, SEEK_CUR) + (off_t)count) ? refused() : real(file, bytes, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
    return grows(file, offset + (off_t)count) ? refused() : real(file, bytes, count, offset);
}

ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    ssize_t (*real)(int, const struct iovec *, int, off_t) = dlsym(RTLD_NEXT, "pwritev");
    off_t end = offset;
    for (int part = 0; part < count; part++) {
        end += (off_t)parts[part].iov_len;
    }
    return grows(file, end) ? refused() : real(file, parts, count, offset);
}

int posix_fallocate(int file, off_t offset, off_t length) {
    int (*real)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");
    return grows(file, offset + length) ? ENOSPC : real(file, offset, length);
}
