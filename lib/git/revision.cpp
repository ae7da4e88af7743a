// Resolves names of the user's repository.
#include "git/revision.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "git/repository.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_longest_rev_bytes = 1024;
constexpr std::size_t k_refs_in_hint = 8;
constexpr std::string_view k_heads = "refs/heads/";

std::string_view shorthand(std::string_view ref) {
    for (const std::string_view prefix : {k_heads, std::string_view("refs/tags/"), std::string_view("refs/remotes/")})
        if (ref.starts_with(prefix)) return ref.substr(prefix.size());
    return ref;
}

std::string refs_hint(git_repository* repository) {
    std::vector<std::string> names;
    ReferenceIteratorHandle iterator;
    if (git_reference_iterator_new(Out(iterator), repository) != 0) return "";
    const char* name = nullptr;
    while (names.size() <= k_refs_in_hint && git_reference_next_name(&name, iterator.get()) == 0)
        names.push_back(base::visible_line(shorthand(name)));
    if (names.empty()) return "the repository has no commit yet: commit first";
    const bool more = names.size() > k_refs_in_hint;
    if (more) names.pop_back();
    return "there are: " + base::join(names, ", ") + (more ? ", …" : "") + "; a shallow clone may lack it: git fetch --unshallow";
}

/// Names, ids and steps from them (`main~2`). Not the forms that search messages by a pattern, which a stranger could make slow.
bool is_searchable(const std::string& rev) {
    return rev.size() <= k_longest_rev_bytes && rev.find('\0') == std::string::npos && rev.find(':') == std::string::npos &&
           rev.find("^{/") == std::string::npos && rev.front() != '-';
}

/// Whether the name before the steps (`~`, `^`, `@{`) is a ref or begins an id. git_revparse_single says so too, but matches unknown names
/// against a pattern and, in libgit2 1.5.1, loses 20 KB each time.
bool names_something(git_repository* repository, const std::string& rev) {
    std::string name = rev.substr(0, std::min(rev.find_first_of("^~"), rev.find("@{")));
    if (name.empty() || name == "@") return rev.front() == '@';
    ReferenceHandle reference;
    if (git_reference_dwim(Out(reference), repository, name.c_str()) == 0) return true;
    git_oid id;
    ObjectHandle object;
    return git_oid_fromstrp(&id, name.c_str()) == 0 &&
           git_object_lookup_prefix(Out(object), repository, &id, name.size(), GIT_OBJECT_ANY) == 0;
}

Result<ObjectHandle> peeled_commit(git_repository* repository, const std::string& rev) {
    if (!names_something(repository, rev)) return failure(GIT_ENOTFOUND, rev);
    ObjectHandle object;
    if (const int status = git_revparse_single(Out(object), repository, rev.c_str()); status != 0) return failure(status, rev);
    ObjectHandle commit;
    if (const int status = git_object_peel(Out(commit), object.get(), GIT_OBJECT_COMMIT); status != 0) return failure(status, rev);
    return commit;
}

Error unknown(git_repository* repository, const std::string& rev) {
    const std::string shown = base::visible_line(base::prefix(rev, k_longest_rev_bytes));
    return Error{ErrorCode::not_found, "no commit '" + shown + "' in this repository", refs_hint(repository), {}};
}

/// "origin" of "remote.origin.url"; empty: another key.
std::string remote_of(const std::string& key, std::string_view variable) {
    constexpr std::string_view section = "remote.";
    if (!key.starts_with(section) || !key.ends_with(variable) || key.size() <= section.size() + variable.size()) return "";
    return key.substr(section.size(), key.size() - section.size() - variable.size());
}

/// The first value, as git's push takes the first url for what it shows.
std::string value_for(const std::vector<Setting>& settings, const std::string& remote, std::string_view variable) {
    for (const Setting& setting : settings)
        if (remote_of(setting.key, variable) == remote) return setting.value;
    return "";
}

std::string remote_to_publish_to(git_config* configuration, const std::string& branch, const std::vector<Setting>& settings) {
    std::set<std::string> remotes;
    for (const Setting& setting : settings)
        if (const std::string remote = remote_of(setting.key, ".url"); !remote.empty()) remotes.insert(remote);
    const std::string preferred = find_value(configuration, "remote.pushdefault").value_or("");
    if (remotes.count(preferred) != 0) return preferred;
    if (remotes.count("origin") != 0) return "origin";
    if (remotes.size() == 1) return *remotes.begin();
    const std::string tracked = find_value(configuration, "branch." + branch + ".remote").value_or("");
    return remotes.count(tracked) != 0 ? tracked : "";
}

}  // namespace

Result<domain::Oid> resolve_revision(git_repository* repository, const std::string& rev) {
    const std::string name = rev.empty() ? "HEAD" : rev;
    if (!is_searchable(name)) return unknown(repository, name);
    if (rev.empty() && git_repository_head_unborn(repository) == 1)
        return Error{ErrorCode::not_found,
                     "the repository has no commit yet",
                     "commit first: proffer works on commits, not on the working tree",
                     {}};
    auto commit = peeled_commit(repository, name);
    if (!commit && check_branch_name(name)) commit = peeled_commit(repository, "refs/remotes/origin/" + name);
    if (!commit) return unknown(repository, name);
    return from_git(*git_object_id(commit->get()));
}

std::string branch_of_head(git_repository* repository) {
    ReferenceHandle head;
    if (git_reference_lookup(Out(head), repository, "HEAD") != 0) return "";
    const char* target = git_reference_symbolic_target(head.get());
    const std::string_view ref = target == nullptr ? "" : target;
    return ref.starts_with(k_heads) ? std::string(ref.substr(k_heads.size())) : "";
}

std::string url_to_publish_to(git_config* configuration, const std::string& branch, const std::vector<Setting>& user_settings) {
    const std::vector<Setting> settings = values_below(configuration, "remote.");
    const std::string remote = remote_to_publish_to(configuration, branch, settings);
    return remote.empty() ? "" : url_to_push_to(configuration, remote, user_settings);
}

std::string url_to_push_to(git_config* configuration, const std::string& remote, const std::vector<Setting>& user_settings) {
    const std::vector<Setting> settings = values_below(configuration, "remote.");
    const std::string pushurl = value_for(settings, remote, ".pushurl");
    // git rewrites an explicit pushurl by insteadOf only; the difference matters to nobody who set both.
    return rewritten_for_push(pushurl.empty() ? value_for(settings, remote, ".url") : pushurl, user_settings);
}

std::string promisor_url(git_config* configuration) {
    const std::vector<Setting> settings = values_below(configuration, "remote.");
    std::string remote = find_value(configuration, "extensions.partialclone").value_or("");
    for (const Setting& setting : settings)
        if (remote.empty() && setting.value == "true") remote = remote_of(setting.key, ".promisor");
    return remote.empty() ? "" : value_for(settings, remote, ".url");
}

}  // namespace proffer::git
