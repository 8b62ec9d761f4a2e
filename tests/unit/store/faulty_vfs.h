/*
 * An SQLite file system, put over the real one, that fails the Nth operation of the chosen
 * kind once, or from then on. Registered as the default by the test; the code under test
 * knows nothing of it.
 */
#ifndef TEST_STORE_FAULTY_VFS_H
#define TEST_STORE_FAULTY_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_NONE,
    FAULT_WRITE, /* write, truncate: the disk is full */
    FAULT_SYNC,
    FAULT_OPEN, /* open, delete, shared memory */
    FAULT_READ,
    FAULT_ANY
};

struct fault_plan {
    enum fault_kind kind;
    size_t fail_at; /* 1 is the first operation */
    bool is_lasting;
    size_t n_operations;
    bool has_fired;
};

static struct fault_plan fault_plan;

static void fault_set(enum fault_kind kind, size_t fail_at, bool is_lasting)
{
    fault_plan =
        (struct fault_plan){.kind = kind, .fail_at = fail_at, .is_lasting = is_lasting};
}

static void fault_clear(void)
{
    fault_plan.kind = FAULT_NONE;
}

static bool fault_hits(enum fault_kind kind)
{
    if (fault_plan.kind != kind && fault_plan.kind != FAULT_ANY) {
        return false;
    }
    fault_plan.n_operations++;
    bool is_hit = fault_plan.n_operations == fault_plan.fail_at ||
                  (fault_plan.is_lasting && fault_plan.n_operations > fault_plan.fail_at);
    fault_plan.has_fired = fault_plan.has_fired || is_hit;
    return is_hit;
}

struct faulty_file {
    sqlite3_file base;
    sqlite3_file *real; /* right behind this struct */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct faulty_file *)file)->real;
}

static int faulty_close(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xClose(real);
}

static int faulty_read(sqlite3_file *file, void *bytes, int n_bytes, sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);
    return fault_hits(FAULT_READ) ? SQLITE_IOERR_READ
                                  : real->pMethods->xRead(real, bytes, n_bytes, offset);
}

static int faulty_write(sqlite3_file *file, const void *bytes, int n_bytes,
                        sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);
    if (fault_hits(FAULT_WRITE)) {
        /* A full disk takes a part of it. */
        (void)real->pMethods->xWrite(real, bytes, n_bytes / 2, offset);
        return SQLITE_FULL;
    }
    return real->pMethods->xWrite(real, bytes, n_bytes, offset);
}

static int faulty_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = real_of(file);
    return fault_hits(FAULT_WRITE) ? SQLITE_IOERR_TRUNCATE
                                   : real->pMethods->xTruncate(real, size);
}

static int faulty_sync(sqlite3_file *file, int flags)
{
    sqlite3_file *real = real_of(file);
    return fault_hits(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : real->pMethods->xSync(real, flags);
}

static int faulty_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    sqlite3_file *real = real_of(file);
    return fault_hits(FAULT_READ) ? SQLITE_IOERR_FSTAT
                                  : real->pMethods->xFileSize(real, ret_size);
}

static int faulty_lock(sqlite3_file *file, int lock)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xLock(real, lock);
}

static int faulty_unlock(sqlite3_file *file, int lock)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xUnlock(real, lock);
}

static int faulty_check_lock(sqlite3_file *file, int *ret_is_locked)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xCheckReservedLock(real, ret_is_locked);
}

static int faulty_control(sqlite3_file *file, int operation, void *argument)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xFileControl(real, operation, argument);
}

static int faulty_sector_size(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xSectorSize(real);
}

static int faulty_traits(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xDeviceCharacteristics(real);
}

static int faulty_shm_map(sqlite3_file *file, int i_page, int n_bytes, int is_write,
                          void volatile **ret_memory)
{
    sqlite3_file *real = real_of(file);
    return fault_hits(FAULT_OPEN)
               ? SQLITE_IOERR_SHMMAP
               : real->pMethods->xShmMap(real, i_page, n_bytes, is_write, ret_memory);
}

static int faulty_shm_lock(sqlite3_file *file, int offset, int n_locks, int flags)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xShmLock(real, offset, n_locks, flags);
}

static void faulty_shm_barrier(sqlite3_file *file)
{
    sqlite3_file *real = real_of(file);
    real->pMethods->xShmBarrier(real);
}

static int faulty_shm_unmap(sqlite3_file *file, int is_delete)
{
    sqlite3_file *real = real_of(file);
    return real->pMethods->xShmUnmap(real, is_delete);
}

static const sqlite3_io_methods faulty_methods = {
    .iVersion = 2,
    .xClose = faulty_close,
    .xRead = faulty_read,
    .xWrite = faulty_write,
    .xTruncate = faulty_truncate,
    .xSync = faulty_sync,
    .xFileSize = faulty_size,
    .xLock = faulty_lock,
    .xUnlock = faulty_unlock,
    .xCheckReservedLock = faulty_check_lock,
    .xFileControl = faulty_control,
    .xSectorSize = faulty_sector_size,
    .xDeviceCharacteristics = faulty_traits,
    .xShmMap = faulty_shm_map,
    .xShmLock = faulty_shm_lock,
    .xShmBarrier = faulty_shm_barrier,
    .xShmUnmap = faulty_shm_unmap,
};

static sqlite3_vfs *real_vfs;

static int faulty_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                       int *ret_flags)
{
    (void)vfs;
    struct faulty_file *faulty = (struct faulty_file *)file;
    file->pMethods = NULL;
    if (fault_hits(FAULT_OPEN)) {
        return SQLITE_CANTOPEN;
    }
    faulty->real = (sqlite3_file *)(faulty + 1);
    int code = real_vfs->xOpen(real_vfs, name, faulty->real, flags, ret_flags);
    if (faulty->real->pMethods != NULL) {
        file->pMethods = &faulty_methods;
    }
    return code;
}

static int faulty_delete(sqlite3_vfs *vfs, const char *name, int is_synced)
{
    (void)vfs;
    return fault_hits(FAULT_OPEN) ? SQLITE_IOERR_DELETE
                                  : real_vfs->xDelete(real_vfs, name, is_synced);
}

/* Call it before anything else uses SQLite. */
static void faulty_vfs_register(void)
{
    static sqlite3_vfs faulty_vfs;
    real_vfs = sqlite3_vfs_find(NULL);
    faulty_vfs = *real_vfs;
    faulty_vfs.zName = "faulty";
    faulty_vfs.szOsFile = (int)sizeof(struct faulty_file) + real_vfs->szOsFile;
    faulty_vfs.xOpen = faulty_open;
    faulty_vfs.xDelete = faulty_delete;
    (void)sqlite3_vfs_register(&faulty_vfs, 1);
}

#endif
