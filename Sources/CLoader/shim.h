#pragma once
#include <stddef.h>
#include <stdint.h>

// dl_iterate_phdr(3) and its structures (elf(5)), which glibc shows only to programs that ask for GNU extensions.

/// A part of a loaded file, in 64-bit ELF.
struct loader_segment {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t address;
    uint64_t physical_address;
    uint64_t file_size;
    uint64_t memory_size;
    uint64_t alignment;
};

/// A loaded program or library.
struct loader_object {
    uint64_t base;
    const char *name;
    const struct loader_segment *segments;
    uint16_t count;
};

int dl_iterate_phdr(int (*callback)(struct loader_object *, size_t, void *), void *data);
