#pragma once
#include <git2.h>

/* git_libgit2_opts is variadic, which Swift cannot call. */
static inline int clibgit2_set_caching(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_CACHING, enabled);
}
static inline int clibgit2_set_window(size_t window, size_t mapped) {
    int result = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, window);
    return result < 0 ? result : git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, mapped);
}
