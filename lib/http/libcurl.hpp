// The functions of libcurl, found at the first request so that runs without the network never pay for loading it.
#pragma once

#include <curl/curl.h>

#include "base/result.hpp"

namespace proffer::http {

struct Libcurl {
    decltype(&curl_global_init) global_init;
    decltype(&curl_easy_init) easy_init;
    decltype(&curl_easy_cleanup) easy_cleanup;
    decltype(&curl_easy_setopt) easy_setopt;
    decltype(&curl_easy_getinfo) easy_getinfo;
    decltype(&curl_slist_append) slist_append;
    decltype(&curl_slist_free_all) slist_free_all;
    decltype(&curl_multi_init) multi_init;
    decltype(&curl_multi_cleanup) multi_cleanup;
    decltype(&curl_multi_add_handle) multi_add_handle;
    decltype(&curl_multi_remove_handle) multi_remove_handle;
    decltype(&curl_multi_perform) multi_perform;
    decltype(&curl_multi_poll) multi_poll;
    decltype(&curl_multi_info_read) multi_info_read;
};

/// Loads the library once for the process; it stays loaded. Thread-safe. Fails with `not_found`, again at every call.
[[nodiscard]] Result<const Libcurl*> load_libcurl();

}  // namespace proffer::http
