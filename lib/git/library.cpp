// Starts libgit2 and translates what it says.
#include "git/library.hpp"

#include <array>

#include "base/assert.hpp"
#include "base/text.hpp"

extern "C" const int proffer_no_kerberos;
extern "C" const int proffer_no_ssh;

namespace proffer::git {

namespace {

constexpr std::size_t k_hex_digits = 40;

bool start() {
    PROFFER_ASSERT(proffer_no_kerberos != 0, "the linker took the stand-ins for Kerberos");
    PROFFER_ASSERT(proffer_no_ssh == 0, "the linker took the stand-ins for SSH");
    PROFFER_ASSERT(git_libgit2_init() > 0, "libgit2 starts");
    // The user's files are read by configuration.cpp, which knows what each of them may decide.
    for (const git_config_level_t level :
         {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL, GIT_CONFIG_LEVEL_PROGRAMDATA})
        git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    // Checkouts in containers often belong to another user. git asks for safe.directory because it runs what a repository configures
    // (hooks, filters, fsmonitor); we do not, and libgit2 does not either.
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    // What `git clone --filter` and `git sparse-checkout` set; they do not change how objects, refs and the index are read.
    std::array<const char*, 4> extensions = {"partialclone", "worktreeconfig", "preciousobjects", "objectformat"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size());
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    return true;
}

ErrorCode code_of(int status, const git_error* last) {
    switch (status) {
        case GIT_ENOTFOUND:
        case GIT_EUNBORNBRANCH: return ErrorCode::not_found;
        case GIT_EEXISTS:
        case GIT_ECONFLICT:
        case GIT_EMERGECONFLICT:
        case GIT_EMODIFIED:
        case GIT_EAPPLYFAIL: return ErrorCode::conflict;
        case GIT_ELOCKED: return ErrorCode::locked;
        default: return last != nullptr && last->klass == GIT_ERROR_OS ? ErrorCode::io : ErrorCode::git;
    }
}

}  // namespace

void start_library() {
    static const bool started = start();
    static_cast<void>(started);
}

Error failure(int status, const std::string& what) {
    // Some failures of libgit2 1.5 come without a message: SHA-256 repositories, for one.
    const git_error* last = git_error_last();
    const bool silent = last == nullptr || last->message == nullptr || *last->message == '\0';
    const std::string reason = silent ? "libgit2 gives no reason (" + std::to_string(status) + ")" : base::visible_line(last->message);
    return Error{code_of(status, last), what + ": " + reason, "", {}};
}

git_oid to_git(const domain::Oid& oid) {
    git_oid id;
    const int status = git_oid_fromstrn(&id, oid.text().data(), k_hex_digits);
    PROFFER_ASSERT(status == 0, "an Oid holds 40 hexadecimal digits");
    return id;
}

domain::Oid from_git(const git_oid& oid) {
    std::string text(k_hex_digits, '0');
    git_oid_fmt(text.data(), &oid);
    return *domain::Oid::parse(text);
}

}  // namespace proffer::git
