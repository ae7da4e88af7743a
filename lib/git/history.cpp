// Walks the store, where the user's commits are seen as well.
#include "git/history.hpp"

#include "base/handle.hpp"
#include "git/library.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_most_commits = 100;

using WalkHandle = base::Handle<git_revwalk, git_revwalk_free>;

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

Identity identity_of(const git_signature* signature) {
    if (signature == nullptr) return {};
    return {text_of(signature->name), text_of(signature->email)};
}

}  // namespace

RemoteCommit describe_commit(const git_commit* commit) {
    return {from_git(*git_commit_id(commit)),          from_git(*git_commit_tree_id(commit)), identity_of(git_commit_author(commit)),
            identity_of(git_commit_committer(commit)), text_of(git_commit_message(commit)),   git_commit_time(commit)};
}

Result<std::vector<RemoteCommit>> commits_between(const Objects& objects, const git_oid& base, const git_oid& tip) {
    WalkHandle walk;
    int status = git_revwalk_new(Out(walk), objects.store());
    if (status == 0) status = git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
    if (status == 0) status = git_revwalk_push(walk.get(), &tip);
    if (status == 0) status = git_revwalk_hide(walk.get(), &base);
    if (status != 0) return failure(status, "cannot walk the history of the branch");
    std::vector<RemoteCommit> commits;
    git_oid oid;
    while (commits.size() < k_most_commits && (status = git_revwalk_next(&oid, walk.get())) == 0) {
        PROFFER_TRY(const CommitHandle commit, objects.commit(oid));
        commits.push_back(describe_commit(commit.get()));
    }
    if (status != 0 && status != GIT_ITEROVER) return failure(status, "cannot walk the history of the branch");
    return commits;
}

}  // namespace proffer::git
