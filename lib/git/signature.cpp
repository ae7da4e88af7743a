// git commit-tree makes the commit again, signed: it knows how to ask ssh-keygen and gpg.
#include "git/signature.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "git/program.hpp"

namespace proffer::git {
namespace {

constexpr std::size_t k_shown_bytes = 500;

/// What the signing programs need to find keys and agents; no secret of ours is among it.
constexpr std::array k_passed = {"PATH",   "HOME",      "USER",          "LOGNAME",         "LANG",           "LC_ALL",
                                 "TMPDIR", "GNUPGHOME", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"};

Result<std::string> signing_key(const Transport& transport, git_repository* user) {
    if (const auto key = transport.process.find("PROFFER_SIGN_WITH"); key && !key->empty()) return *key;
    PROFFER_TRY(const ConfigHandle configuration, read_user_configuration(transport.process, user));
    if (auto key = find_value(configuration.get(), "user.signingkey"); key && !key->empty()) return *std::move(key);
    return Error{ErrorCode::git,
                 "there is no key to sign the commit with",
                 "name one in PROFFER_SIGN_WITH (a file for ssh, a key id for gpg), or in user.signingKey of your own git configuration",
                 {}};
}

std::string date_of(const git_signature& signature) {
    return fmt::format("{} +0000", signature.when.time);
}

os::Environment environment_of(const Transport& transport, const git_commit* commit, domain::Sign kind) {
    os::Environment environment;
    for (const char* name : k_passed)
        if (const auto value = transport.process.find(name)) environment.set(name, *value);
    const git_signature& author = *git_commit_author(commit);
    const git_signature& committer = *git_commit_committer(commit);
    const std::array<std::pair<const char*, std::string>, 12> ours = {
        {{"GIT_AUTHOR_NAME", author.name},
         {"GIT_AUTHOR_EMAIL", author.email},
         {"GIT_AUTHOR_DATE", date_of(author)},
         {"GIT_COMMITTER_NAME", committer.name},
         {"GIT_COMMITTER_EMAIL", committer.email},
         {"GIT_COMMITTER_DATE", date_of(committer)},
         {"GIT_CONFIG_NOSYSTEM", "1"},
         {"GIT_CONFIG_GLOBAL", "/dev/null"},
         {"GIT_CONFIG_COUNT", "1"},
         {"GIT_CONFIG_KEY_0", "gpg.format"},
         {"GIT_CONFIG_VALUE_0", kind == domain::Sign::ssh ? "ssh" : "openpgp"},
         {"SSH_ASKPASS_REQUIRE", "never"}}};
    for (const auto& [name, value] : ours) environment.set(name, value);
    return environment;
}

}  // namespace

Result<domain::Oid> sign_commit(const Transport& transport, const Objects& objects, git_repository* user, const domain::Oid& commit,
                                domain::Sign kind) {
    PROFFER_TRY(const std::string key, signing_key(transport, user));
    PROFFER_TRY(const CommitHandle unsigned_one, objects.commit(to_git(commit)));
    std::vector<std::string> arguments = {"commit-tree", from_git(*git_commit_tree_id(unsigned_one.get())).text(), "-S" + key};
    for (unsigned parent = 0; parent < git_commit_parentcount(unsigned_one.get()); ++parent)
        arguments.insert(arguments.end(), {"-p", from_git(*git_commit_parent_id(unsigned_one.get(), parent)).text()});
    PROFFER_TRY(const os::Finished finished, run_program(transport.store, environment_of(transport, unsigned_one.get(), kind), arguments,
                                                         git_commit_message_raw(unsigned_one.get())));
    if (finished.succeeded()) return domain::Oid::parse(std::string(base::trim(finished.output)));
    const std::string said = base::visible_line(base::prefix(std::string(base::trim(finished.error_output)), k_shown_bytes));
    return Error{ErrorCode::git,
                 fmt::format("cannot sign the commit with {}: {}", domain::name(kind), said),
                 kind == domain::Sign::ssh
                     ? "the key may have no passphrase, or must be in the agent of SSH_AUTH_SOCK; ssh-keygen must be installed"
                     : "the secret key must be in gpg's keyring and its passphrase with the agent; gpg must be installed",
                 {}};
}

}  // namespace proffer::git
