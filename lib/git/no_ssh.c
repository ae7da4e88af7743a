/* Debian's libgit2.a can speak SSH and so refers to libssh2, which brings OpenSSL's 3 MB. proffer never lets libgit2 use the network (pushes go
 * through the git program): libgit2's start wants libssh2_init to succeed, and nothing else here is ever called. */

#include <stdlib.h>

/* Named by library.cpp, so that the linker takes this file before it reads libgit2.a. */
const int proffer_no_ssh = 0;

int libssh2_init(int flags) {
    (void)flags;
    return proffer_no_ssh;
}

void libssh2_exit(void) {}

/* The prototypes do not matter: none of them returns. */
#define NEVER_CALLED(name) \
    _Noreturn void name(void); \
    _Noreturn void name(void) { abort(); }

NEVER_CALLED(libssh2_agent_connect)
NEVER_CALLED(libssh2_agent_disconnect)
NEVER_CALLED(libssh2_agent_free)
NEVER_CALLED(libssh2_agent_get_identity)
NEVER_CALLED(libssh2_agent_init)
NEVER_CALLED(libssh2_agent_list_identities)
NEVER_CALLED(libssh2_agent_userauth)
NEVER_CALLED(libssh2_channel_close)
NEVER_CALLED(libssh2_channel_free)
NEVER_CALLED(libssh2_channel_open_ex)
NEVER_CALLED(libssh2_channel_process_startup)
NEVER_CALLED(libssh2_channel_read_ex)
NEVER_CALLED(libssh2_channel_set_blocking)
NEVER_CALLED(libssh2_channel_write_ex)
NEVER_CALLED(libssh2_hostkey_hash)
NEVER_CALLED(libssh2_knownhost_checkp)
NEVER_CALLED(libssh2_knownhost_free)
NEVER_CALLED(libssh2_knownhost_init)
NEVER_CALLED(libssh2_knownhost_readfile)
NEVER_CALLED(libssh2_session_abstract)
NEVER_CALLED(libssh2_session_disconnect_ex)
NEVER_CALLED(libssh2_session_free)
NEVER_CALLED(libssh2_session_handshake)
NEVER_CALLED(libssh2_session_hostkey)
NEVER_CALLED(libssh2_session_init_ex)
NEVER_CALLED(libssh2_session_last_error)
NEVER_CALLED(libssh2_session_method_pref)
NEVER_CALLED(libssh2_session_set_blocking)
NEVER_CALLED(libssh2_userauth_authenticated)
NEVER_CALLED(libssh2_userauth_keyboard_interactive_ex)
NEVER_CALLED(libssh2_userauth_list)
NEVER_CALLED(libssh2_userauth_password_ex)
NEVER_CALLED(libssh2_userauth_publickey)
NEVER_CALLED(libssh2_userauth_publickey_fromfile_ex)
NEVER_CALLED(libssh2_userauth_publickey_frommemory)
