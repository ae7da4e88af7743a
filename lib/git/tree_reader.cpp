// On libgit2's object database of the user's repository, opened for reading alone.
#include "git/tree_reader.hpp"

#include <algorithm>
#include <queue>
#include <set>

#include "git/discovery.hpp"
#include "git/objects.hpp"
#include "git/revision.hpp"
#include "git/snapshot.hpp"
#include "git/tree_differences.hpp"

namespace proffer::git {
namespace {

constexpr std::size_t k_window_bytes = 2 * 1024 * 1024;
constexpr std::size_t k_mapped_bytes = 24 * 1024 * 1024;
constexpr ssize_t k_kept_bytes = 8 * 1024 * 1024;

RawId raw(const git_oid& oid) {
    RawId id;
    std::copy(std::begin(oid.id), std::end(oid.id), id.begin());
    return id;
}

git_oid from_raw(const RawId& id) {
    git_oid oid;
    std::copy(id.begin(), id.end(), std::begin(oid.id));
    return oid;
}

/// Commits by their dates, as `git log` goes; parents that are not here end their line.
class Past {
 public:
    Past(git_repository* repository, git_odb* odb) : repository_(repository), odb_(odb) {}

    void push(const git_oid& oid) {
        CommitHandle commit;
        if (!seen_.insert(raw(oid)).second || git_odb_exists_ext(odb_, &oid, GIT_ODB_LOOKUP_NO_REFRESH) != 1) return;
        if (git_commit_lookup(Out(commit), repository_, &oid) != 0) return;
        const auto time = git_commit_time(commit.get());
        queue_.emplace(time, order_--, std::move(commit));
    }

    /// The next one, its parents then waiting their turn; null at the end.
    CommitHandle next() {
        if (queue_.empty()) return {};
        CommitHandle commit = std::move(const_cast<Entry&>(queue_.top()).commit);
        queue_.pop();
        for (unsigned parent = 0; parent < git_commit_parentcount(commit.get()); ++parent)
            push(*git_commit_parent_id(commit.get(), parent));
        return commit;
    }

    [[nodiscard]] std::optional<std::vector<std::string>> changes(const git_commit* commit, std::size_t most) const {
        if (git_commit_parentcount(commit) == 0) return changed_paths(repository_, nullptr, git_commit_tree_id(commit), most);
        CommitHandle parent;
        const git_oid* oid = git_commit_parent_id(commit, 0);
        if (git_odb_exists_ext(odb_, oid, GIT_ODB_LOOKUP_NO_REFRESH) != 1 || git_commit_lookup(Out(parent), repository_, oid) != 0)
            return {};
        return changed_paths(repository_, git_commit_tree_id(parent.get()), git_commit_tree_id(commit), most);
    }

 private:
    struct Entry {
        Entry(git_time_t when, int place, CommitHandle owned) : time(when), order(place), commit(std::move(owned)) {}
        git_time_t time;
        int order;
        CommitHandle commit;
        bool operator<(const Entry& other) const { return time != other.time ? time < other.time : order < other.order; }
    };
    git_repository* repository_;
    git_odb* odb_;
    std::priority_queue<Entry> queue_;
    std::set<RawId> seen_;
    int order_ = 0;
};

/// libgit2 would keep all it ever mapped of a pack, and every tree it read: much more than a walk through a commit comes back to.
void keep_little() {
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, k_window_bytes);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, k_mapped_bytes);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, k_kept_bytes);
}

class Libgit2TreeReader final : public TreeReader {
 public:
    Libgit2TreeReader(Discovered discovered, OdbHandle odb, Objects objects)
        : layout_(std::move(discovered.layout)),
          repository_(std::move(discovered.repository)),
          odb_(std::move(odb)),
          objects_(std::move(objects)) {}

    [[nodiscard]] const Layout& layout() const override { return layout_; }
    [[nodiscard]] Result<domain::Oid> resolve(const std::string& rev) const override { return resolve_revision(repository_.get(), rev); }

    [[nodiscard]] Result<std::vector<TreeBlob>> list(const domain::Oid& commit) const override {
        PROFFER_TRY(const CommitHandle found, objects_.commit(to_git(commit)));
        PROFFER_TRY(const TreeHandle root, objects_.tree(*git_commit_tree_id(found.get())));
        PROFFER_TRY(std::vector<TreeFile> files, list_files(objects_, root.get()));
        std::vector<TreeBlob> blobs;
        blobs.reserve(files.size());
        for (TreeFile& file : files) blobs.push_back({std::move(file.path), raw(file.oid), file.mode});
        return blobs;
    }

    [[nodiscard]] BlobState read(const RawId& id, std::uint64_t limit_bytes, std::string& bytes) const override {
        const git_oid oid = from_raw(id);
        if (git_odb_exists_ext(odb_.get(), &oid, GIT_ODB_LOOKUP_NO_REFRESH) != 1) return BlobState::missing;
        std::size_t size = 0;
        git_object_t type = GIT_OBJECT_INVALID;
        if (git_odb_read_header(&size, &type, odb_.get(), &oid) != 0 || type != GIT_OBJECT_BLOB) return BlobState::missing;
        if (size > limit_bytes) return BlobState::too_large;
        OdbObjectHandle object;
        if (git_odb_read(Out(object), odb_.get(), &oid) != 0) return BlobState::missing;
        bytes.assign(static_cast<const char*>(git_odb_object_data(object.get())), git_odb_object_size(object.get()));
        return BlobState::read;
    }

    [[nodiscard]] std::vector<PastCommit> history(const domain::Oid& commit, std::size_t most_commits,
                                                  std::size_t most_paths) const override {
        std::vector<PastCommit> commits;
        Past past(repository_.get(), odb_.get());
        past.push(to_git(commit));
        for (CommitHandle next = past.next(); next && commits.size() < most_commits; next = past.next()) {
            if (git_commit_parentcount(next.get()) > 1) continue;
            const char* message = git_commit_message(next.get());
            auto paths = past.changes(next.get(), most_paths);
            commits.push_back({raw(*git_commit_id(next.get())), message == nullptr ? "" : message,
                               paths ? *std::move(paths) : std::vector<std::string>()});
        }
        return commits;
    }

 private:
    Layout layout_;
    RepositoryHandle repository_;
    OdbHandle odb_;
    Objects objects_;
};

}  // namespace

Result<std::unique_ptr<TreeReader>> open_tree_reader(const std::filesystem::path& directory) {
    start_library();
    keep_little();
    PROFFER_TRY(Discovered discovered, discover(directory));
    OdbHandle odb;
    if (const int status = git_repository_odb(Out(odb), discovered.repository.get()); status != 0)
        return failure(status, "cannot read the repository's objects");
    PROFFER_TRY(Objects objects, Objects::open(discovered.repository.get(), {}));
    return std::unique_ptr<TreeReader>(std::make_unique<Libgit2TreeReader>(std::move(discovered), std::move(odb), std::move(objects)));
}

}  // namespace proffer::git
