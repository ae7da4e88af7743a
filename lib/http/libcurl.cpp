// Loads libcurl with dlopen and looks its functions up.
#include "http/libcurl.hpp"

#include <dlfcn.h>

namespace proffer::http {
namespace {

// Debian's GnuTLS flavour has the same interface and is often the only one installed (git depends on it).
constexpr const char* k_library_names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.4.dylib"};

void* open_library() {
    for (const char* name : k_library_names)
        if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return library;
    return nullptr;
}

template <typename Function>
bool look_up(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function != nullptr;
}

bool look_up_all(void* library, Libcurl& curl) {
    return look_up(library, "curl_global_init", curl.global_init) && look_up(library, "curl_easy_init", curl.easy_init) &&
           look_up(library, "curl_easy_cleanup", curl.easy_cleanup) && look_up(library, "curl_easy_setopt", curl.easy_setopt) &&
           look_up(library, "curl_easy_getinfo", curl.easy_getinfo) && look_up(library, "curl_slist_append", curl.slist_append) &&
           look_up(library, "curl_slist_free_all", curl.slist_free_all) && look_up(library, "curl_multi_init", curl.multi_init) &&
           look_up(library, "curl_multi_cleanup", curl.multi_cleanup) && look_up(library, "curl_multi_add_handle", curl.multi_add_handle) &&
           look_up(library, "curl_multi_remove_handle", curl.multi_remove_handle) &&
           look_up(library, "curl_multi_perform", curl.multi_perform) && look_up(library, "curl_multi_poll", curl.multi_poll) &&
           look_up(library, "curl_multi_info_read", curl.multi_info_read);
}

/// Null when the library is missing or is none we know.
const Libcurl* load() {
    static Libcurl curl{};
    void* library = open_library();
    if (library == nullptr || !look_up_all(library, curl)) return nullptr;
    if (curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return nullptr;
    return &curl;
}

}  // namespace

Result<const Libcurl*> load_libcurl() {
    static const Libcurl* const curl = load();
    if (curl == nullptr)
        return Error{ErrorCode::not_found, "cannot load 'libcurl.so.4'", "install libcurl (Debian: libcurl4, Fedora: libcurl)", {}};
    return curl;
}

}  // namespace proffer::http
