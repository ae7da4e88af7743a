/* Debian's libgit2.a can log in to HTTP servers by Kerberos and so refers to the GSS-API. proffer never lets libgit2 use the network
 * (pushes go through the git program), so these stand-ins, which always fail, replace seven shared libraries at every start. */

#include <stddef.h>

/* GSS_S_FAILURE of RFC 2744, section 3.9.1: routine error 13, in bits 16 to 23. */
enum { failure = 13 << 16 };

/* Named by library.cpp, so that the linker takes this file before it reads libgit2.a. */
const int proffer_no_kerberos = failure;

const void* GSS_C_NT_HOSTBASED_SERVICE = NULL;

unsigned int gss_import_name(unsigned int* minor, const void* text, const void* type, void** name) {
    (void)text;
    (void)type;
    *minor = 0;
    *name = NULL;
    return failure;
}

unsigned int gss_release_name(unsigned int* minor, void** name) {
    (void)name;
    *minor = 0;
    return failure;
}

unsigned int gss_indicate_mechs(unsigned int* minor, void** mechanisms) {
    *minor = 0;
    *mechanisms = NULL;
    return failure;
}

unsigned int gss_release_oid_set(unsigned int* minor, void** set) {
    (void)set;
    *minor = 0;
    return failure;
}

unsigned int gss_init_sec_context(unsigned int* minor, void* credential, void** context, void* target, void* mechanism, unsigned int flags,
                                  unsigned int time, void* bindings, void* input, void** actual, void* output, unsigned int* got_flags,
                                  unsigned int* got_time) {
    (void)credential, (void)context, (void)target, (void)mechanism, (void)flags, (void)time, (void)bindings;
    (void)input, (void)actual, (void)output, (void)got_flags, (void)got_time;
    *minor = 0;
    return failure;
}

unsigned int gss_delete_sec_context(unsigned int* minor, void** context, void* output) {
    (void)context;
    (void)output;
    *minor = 0;
    return failure;
}

unsigned int gss_display_status(unsigned int* minor, unsigned int status, int type, const void* mechanism, unsigned int* position,
                                void* text) {
    (void)status, (void)type, (void)mechanism, (void)position, (void)text;
    *minor = 0;
    return failure;
}

unsigned int gss_release_buffer(unsigned int* minor, void* buffer) {
    (void)buffer;
    *minor = 0;
    return failure;
}
