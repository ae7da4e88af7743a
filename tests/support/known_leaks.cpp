// What the leak sanitizer is to overlook here: libgit2 1.5.1 forgets 20 KB of match data for each setting that it compares with
// "extensions.*" when it opens a repository of format 1. Once a run, and not ours to free.

extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:_pcre2_memctl_malloc_8\nleak:pcre2_match_8\n";
}
