// Walks from the pushed commit back to what the remote is known to have, and compares the two ends.
#include "git/pushed_range.hpp"

#include <algorithm>
#include <set>

#include "git/history.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_most_told = 100;
constexpr std::size_t k_most_walked = 50'000;
constexpr std::size_t k_most_files = 1'000;
constexpr std::size_t k_diff_bytes = 64 * 1024;
constexpr git_off_t k_largest_compared_bytes = 512 * 1024;
constexpr const char* k_cut = "\n[the rest of the difference is left out]\n";

using WalkHandle = base::Handle<git_revwalk, git_revwalk_free>;

CommitHandle find_commit(git_repository* repository, const git_oid& oid) {
    CommitHandle commit;
    if (git_commit_lookup(Out(commit), repository, &oid) != 0) commit.reset();
    return commit;
}

bool is_remote(git_repository* repository, const std::string& name) {
    base::Handle<git_remote, git_remote_free> remote;
    return git_remote_lookup(Out(remote), repository, name.c_str()) == 0;
}

/// Tips of the remote's branches as the last fetch or push left them.
std::vector<git_oid> known_tips(git_repository* repository, const PushedTip& pushed) {
    const std::string below = is_remote(repository, pushed.remote) ? "refs/remotes/" + pushed.remote + "/" : "refs/remotes/";
    std::set<std::string> own;
    for (const std::string& branch : pushed.branches) own.insert(below + branch);
    std::vector<git_oid> tips;
    ReferenceIteratorHandle iterator;
    if (git_reference_iterator_new(Out(iterator), repository) != 0) return tips;
    const char* name = nullptr;
    while (git_reference_next_name(&name, iterator.get()) == 0) {
        git_oid oid;
        if (!std::string_view(name).starts_with(below) || own.count(name) != 0) continue;
        if (git_reference_name_to_id(&oid, repository, name) == 0 && find_commit(repository, oid)) tips.push_back(oid);
    }
    return tips;
}

/// What the other side has already; empty: nothing that we know.
std::vector<git_oid> ends(git_repository* repository, const PushedTip& pushed) {
    if (pushed.before)
        if (const git_oid before = to_git(*pushed.before); find_commit(repository, before)) return {before};
    return known_tips(repository, pushed);
}

/// Fills in the commits; gives the oldest one that was walked.
Result<CommitHandle> walk(git_repository* repository, const git_oid& tip, const std::vector<git_oid>& hidden, PushedRange& range) {
    WalkHandle walk;
    int status = git_revwalk_new(Out(walk), repository);
    if (status == 0) status = git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    if (status == 0) status = git_revwalk_push(walk.get(), &tip);
    for (const git_oid& oid : hidden)
        if (status == 0) status = git_revwalk_hide(walk.get(), &oid);
    CommitHandle oldest;
    git_oid oid;
    for (std::size_t count = 0; status == 0 && count < k_most_walked; ++count) {
        status = git_revwalk_next(&oid, walk.get());
        if (status != 0) break;
        oldest = find_commit(repository, oid);
        range.has_more = count >= k_most_told;
        if (oldest && !range.has_more) range.commits.push_back(describe_commit(oldest.get()));
    }
    // A shallow clone ends where its history does.
    if (status != 0 && status != GIT_ITEROVER && status != GIT_ENOTFOUND) return failure(status, "cannot walk the pushed commits");
    return oldest;
}

TreeHandle tree_of(const git_commit* commit) {
    TreeHandle tree;
    if (commit == nullptr || git_commit_tree(Out(tree), commit) != 0) tree.reset();
    return tree;
}

/// The tree that the difference starts from; null: the empty one.
TreeHandle tree_before(git_repository* repository, const git_oid& tip, const std::vector<git_oid>& hidden, const git_commit* oldest) {
    git_oid fork;
    if (hidden.size() == 1 && git_merge_base(&fork, repository, &tip, &hidden.front()) == 0)
        return tree_of(find_commit(repository, fork).get());
    CommitHandle parent;
    if (oldest == nullptr || git_commit_parent(Out(parent), oldest, 0) != 0) return {};
    return tree_of(parent.get());
}

int add_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* text) {
    std::string& diff = *static_cast<std::string*>(text);
    const bool has_origin = line->origin == '+' || line->origin == '-' || line->origin == ' ';
    if (has_origin) diff += line->origin;
    diff.append(line->content, std::min(line->content_len, k_diff_bytes));
    return diff.size() > k_diff_bytes ? GIT_EUSER : 0;
}

void compare(git_repository* repository, git_tree* before, git_tree* after, PushedRange& range) {
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.max_size = k_largest_compared_bytes;
    DiffHandle diff;
    // What a partial clone lacks is no reason to tell nothing else.
    if (git_diff_tree_to_tree(Out(diff), repository, before, after, &options) != 0) return;
    const std::size_t count = std::min(git_diff_num_deltas(diff.get()), k_most_files);
    for (std::size_t i = 0; i < count; ++i) range.files.emplace_back(git_diff_get_delta(diff.get(), i)->new_file.path);
    std::sort(range.files.begin(), range.files.end());
    git_diff_print(diff.get(), GIT_DIFF_FORMAT_PATCH, add_line, &range.diff);
    if (range.diff.size() <= k_diff_bytes) return;
    range.diff.resize(k_diff_bytes);
    range.diff.resize(range.diff.rfind('\n') + 1);
    range.diff += k_cut;
}

}  // namespace

Result<PushedRange> find_pushed_range(git_repository* repository, const PushedTip& pushed) {
    const git_oid tip = to_git(pushed.commit);
    CommitHandle commit;
    if (const int status = git_commit_lookup(Out(commit), repository, &tip); status != 0)
        return failure(status, "cannot read the pushed commit " + pushed.commit.short_text());
    const std::vector<git_oid> hidden = ends(repository, pushed);
    PushedRange range;
    PROFFER_TRY(const CommitHandle oldest, walk(repository, tip, hidden, range));
    const TreeHandle before = tree_before(repository, tip, hidden, oldest.get());
    compare(repository, before.get(), tree_of(commit.get()).get(), range);
    return range;
}

}  // namespace proffer::git
