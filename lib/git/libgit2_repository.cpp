// Puts the parts of this module together.
#include "git/libgit2_repository.hpp"

#include "git/commit.hpp"
#include "git/differences.hpp"
#include "git/discovery.hpp"
#include "git/history.hpp"
#include "git/kept_files.hpp"
#include "git/local_branch.hpp"
#include "git/patch.hpp"
#include "git/pushed_range.hpp"
#include "git/revision.hpp"
#include "git/signature.hpp"
#include "git/snapshot.hpp"
#include "git/store.hpp"
#include "git/tree_writer.hpp"
#include "git/url.hpp"

namespace proffer::git {

namespace {

namespace fs = std::filesystem;

/// A partial clone's promisor, as an url that also holds from inside our store.
Result<std::string> promisor_of(const Layout& layout, git_config* configuration, const fs::path& directory) {
    if (!layout.partial) return std::string();
    const std::string url = promisor_url(configuration);
    return url.empty() ? Result<std::string>(std::string()) : transport_url(url, directory);
}

std::optional<Identity> complete(std::optional<std::string> name, std::optional<std::string> email) {
    if (!name || !email || name->empty() || email->empty()) return {};
    return Identity{*std::move(name), *std::move(email)};
}

}  // namespace

Result<std::unique_ptr<Repository>> Libgit2Repository::open(const fs::path& directory, const fs::path& store) {
    std::unique_ptr<Libgit2Repository> repository(new Libgit2Repository);
    PROFFER_CHECK(repository->open_parts(directory, store));
    return std::unique_ptr<Repository>(std::move(repository));
}

Result<void> Libgit2Repository::open_parts(const fs::path& directory, const fs::path& given_store) {
    start_library();
    const fs::path store = fs::absolute(given_store);
    transport_.process = os::Environment::of_process();
    set_home(transport_.process);
    PROFFER_TRY(Discovered discovered, discover(directory));
    layout_ = std::move(discovered.layout);
    user_ = std::move(discovered.repository);
    transport_.directory = layout_.bare ? layout_.git_dir : layout_.work_dir;
    PROFFER_TRY(configuration_, read_whole_configuration(transport_.process, user_.get(), layout_, store / "user-defaults"));
    if (const int status = git_repository_set_config(user_.get(), configuration_.get()); status != 0)
        return failure(status, "cannot use git's configuration");
    PROFFER_TRY(transport_.user_settings, transport_settings(transport_.process, user_.get()));
    PROFFER_TRY(promisor_.remote_url, promisor_of(layout_, configuration_.get(), transport_.directory));
    PROFFER_TRY(store_, make_store(store, layout_, promisor_.remote_url));
    transport_.store = store;
    fetched_ = {objects()};
    Objects::Fetch fetch;
    if (!promisor_.remote_url.empty()) fetch = [this](const std::vector<git_oid>& oids) { return fetch_missing(oids); };
    PROFFER_TRY(Objects objects, Objects::open(store_.get(), std::move(fetch)));
    objects_ = std::make_unique<Objects>(std::move(objects));
    return {};
}

Result<void> Libgit2Repository::fetch_missing(const std::vector<git_oid>& oids) const {
    const std::lock_guard lock(fetching_);
    return fetch_objects(transport_, promisor_, oids);
}

void Libgit2Repository::fetch_missing_with(const PushSettings& settings) {
    const std::lock_guard lock(fetching_);
    std::string url = std::move(promisor_.remote_url);
    promisor_ = settings;
    promisor_.remote_url = std::move(url);
    // The promisor's url comes from the repository's configuration, which may not choose where a token goes.
    if (!has_same_origin(promisor_.remote_url, settings.remote_url)) promisor_.token.clear();
}

Result<TreeHandle> Libgit2Repository::tree_of(const domain::Oid& commit) const {
    PROFFER_TRY(const CommitHandle found, objects_->commit(to_git(commit)));
    return objects_->tree(*git_commit_tree_id(found.get()));
}

Result<void> Libgit2Repository::read_also(const fs::path& objects) {
    PROFFER_CHECK(append_alternate(transport_.store, objects));
    fetched_.push_back(objects);
    return link_more(store_.get(), objects);
}

Result<domain::Oid> Libgit2Repository::resolve(const std::string& rev) const {
    Result<domain::Oid> found = resolve_revision(user_.get(), rev);
    // One of our own commits, by its id.
    if (const auto oid = domain::Oid::parse(rev); !found && oid && objects_->is_here(to_git(*oid)) && objects_->commit(to_git(*oid)))
        return *oid;
    return found;
}

Result<bool> Libgit2Repository::has_in_history(const domain::Oid& commit) const {
    PROFFER_TRY(const domain::Oid head, resolve(""));
    if (head == commit) return true;
    const git_oid newer = to_git(head), older = to_git(commit);
    const int status = git_graph_descendant_of(user_.get(), &newer, &older);
    // A commit that is not here is in no history that is.
    return status == 1;
}

std::string Libgit2Repository::head_branch() const {
    return branch_of_head(user_.get());
}

Result<std::unique_ptr<domain::Snapshot>> Libgit2Repository::snapshot(const domain::Oid& commit) const {
    PROFFER_TRY(TreeHandle tree, tree_of(commit));
    return std::unique_ptr<domain::Snapshot>(std::make_unique<TreeSnapshot>(*objects_, std::move(tree)));
}

Result<std::vector<Difference>> Libgit2Repository::differences(const domain::Oid& base) const {
    // The working tree is read through the user's repository, which knows nothing of a base that was only fetched.
    OdbHandle odb;
    const git_oid oid = to_git(base);
    const int status = git_repository_odb(Out(odb), user_.get());
    if (status == 0 && git_odb_exists(odb.get(), &oid) == 0)
        for (const fs::path& place : fetched_) PROFFER_CHECK(link_more(user_.get(), place));
    return find_differences(user_.get(), oid);
}

Result<Commit> Libgit2Repository::commit(const CommitRequest& request) {
    return write_commit(*objects_, request);
}

Result<domain::Oid> Libgit2Repository::write_tree(const domain::Oid& parent, const domain::EditSet& edits) {
    PROFFER_TRY(const TreeHandle base, tree_of(parent));
    PROFFER_TRY(const git_oid tree, write_edited_tree(*objects_, base.get(), edits));
    return from_git(tree);
}

Result<std::string> Libgit2Repository::format_patch(const domain::Oid& commit) {
    return render_patch(*objects_, to_git(commit));
}

Result<domain::EditSet> Libgit2Repository::read_patch(const domain::Oid& base, const std::string& patch) {
    PROFFER_TRY(const TreeHandle tree, tree_of(base));
    const std::lock_guard lock(fetching_);
    return apply_patch(*objects_, transport_, promisor_, *git_tree_id(tree.get()), patch);
}

Result<PushedRange> Libgit2Repository::pushed_range(const PushedTip& pushed) const {
    return find_pushed_range(user_.get(), pushed);
}

void Libgit2Repository::choose_remote(const std::string& name, const std::string& url) {
    remote_ = name;
    chosen_url_ = url;
}

Result<std::string> Libgit2Repository::remote_url() const {
    if (!remote_.empty()) {
        std::string url = url_to_push_to(configuration_.get(), remote_, transport_.user_settings);
        // git has rewritten this one already.
        return url.empty() ? chosen_url_ : url;
    }
    return url_to_publish_to(configuration_.get(), head_branch(), transport_.user_settings);
}

Result<std::optional<domain::Oid>> Libgit2Repository::remote_branch(const PushSettings& settings, const std::string& branch) {
    return fetch_remote_branch(transport_, settings, branch);
}

Result<std::vector<RemoteCommit>> Libgit2Repository::remote_commits(const PushSettings& settings, const std::string& branch,
                                                                    const domain::Oid& base) {
    const std::lock_guard lock(fetching_);
    PROFFER_TRY(const std::optional<domain::Oid> tip, fetch_branch(transport_, settings, branch));
    if (!tip) return std::vector<RemoteCommit>();
    return commits_between(*objects_, to_git(base), to_git(*tip));
}

Result<KeptFiles> Libgit2Repository::kept_files(const PushSettings& settings, const std::string& ref) {
    const std::lock_guard lock(fetching_);
    PROFFER_TRY(const std::optional<domain::Oid> held, fetch_branch(transport_, settings, ref));
    if (!held) return KeptFiles();
    PROFFER_TRY(auto files, read_kept_files(*objects_, to_git(*held)));
    return KeptFiles{held, std::move(files)};
}

Result<void> Libgit2Repository::keep_files(const PushSettings& settings, const std::string& ref, const KeptFiles& kept) {
    PROFFER_TRY(const git_oid commit, write_kept_files(*objects_, kept.files));
    PROFFER_TRY(const PushAnswer answer, push_ref(transport_, settings, RefPush{ref, from_git(commit), kept.commit, {}}));
    static_cast<void>(answer);
    return {};
}

Result<domain::Oid> Libgit2Repository::sign(const domain::Oid& commit, domain::Sign kind) {
    return sign_commit(transport_, *objects_, user_.get(), commit, kind);
}

Result<std::vector<RemoteBranch>> Libgit2Repository::remote_branches(const PushSettings& settings, const std::string& prefix) {
    return fetch_remote_branches(transport_, settings, prefix);
}

Result<void> Libgit2Repository::delete_remote_branch(const PushSettings& settings, const RemoteBranch& branch) {
    return push_deletion(transport_, settings, branch);
}

Result<PushAnswer> Libgit2Repository::push(const PushSettings& settings, const RefPush& request) {
    return push_ref(transport_, settings, request);
}

Result<PushOutcome> Libgit2Repository::create_local_branch(const std::string& branch, const domain::Oid& commit) {
    PROFFER_CHECK(check_branch_name(branch));
    return make_local_branch(*objects_, user_.get(), layout_, branch, to_git(commit));
}

std::optional<Identity> Libgit2Repository::user_identity() const {
    const auto first = [&](const char* variable, const char* author_key, const char* user_key) {
        auto value = transport_.process.find(variable);
        if (!value) value = find_value(configuration_.get(), author_key);
        return value ? value : find_value(configuration_.get(), user_key);
    };
    return complete(first("GIT_AUTHOR_NAME", "author.name", "user.name"), first("GIT_AUTHOR_EMAIL", "author.email", "user.email"));
}

Result<std::unique_ptr<Repository>> open_repository(const fs::path& directory, const fs::path& store) {
    return Libgit2Repository::open(directory, store);
}

}  // namespace proffer::git
