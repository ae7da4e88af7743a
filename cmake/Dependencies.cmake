# The libraries, all from Debian. Static where Debian ships archives, so that the program is one file and starts fast;
# libcurl has no usable archive there and is loaded at the first request (lib/http/libcurl.cpp).
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Catch2 2 REQUIRED)

function(proffer_archive target archive)
  find_library(${target}_archive NAMES lib${archive}.a REQUIRED)
  add_library(${target} STATIC IMPORTED GLOBAL)
  set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${${target}_archive})
endfunction()

proffer_archive(libgit2 git2)
proffer_archive(libmbedtls mbedtls)
proffer_archive(libmbedx509 mbedx509)
proffer_archive(libmbedcrypto mbedcrypto)
proffer_archive(libhttp_parser http_parser)
proffer_archive(libpcre2 pcre2-8)
proffer_archive(libz z)
target_link_libraries(libmbedx509 INTERFACE libmbedcrypto)
target_link_libraries(libmbedtls INTERFACE libmbedx509)
target_link_libraries(libgit2 INTERFACE libmbedtls libhttp_parser libpcre2 libz Threads::Threads)

proffer_archive(utf8proc utf8proc)
proffer_archive(yaml_cpp yaml-cpp)
proffer_archive(re2 re2)
target_link_libraries(re2 INTERFACE Threads::Threads)
proffer_archive(tree_sitter tree-sitter)

# fmt comes as a shared library only; header-only keeps the program one file.
add_library(proffer_fmt INTERFACE)
target_link_libraries(proffer_fmt INTERFACE fmt::fmt-header-only)
