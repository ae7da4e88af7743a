// Reads a commit's tree.
#include "git/snapshot.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::git {

namespace {

constexpr std::uint64_t k_file_limit_bytes = 64 * 1024 * 1024;
// A fetch takes longer to start than to bring some blobs, but must not bring what the partial clone was meant to leave out.
constexpr std::size_t k_most_blobs_in_a_fetch = 4096;
// chromium has 0.5 million files; git itself reads no path over 4,096 bytes.
constexpr std::size_t k_most_entries = 5'000'000;
constexpr std::size_t k_most_path_bytes = 512 * 1024 * 1024;
constexpr std::size_t k_longest_path_bytes = 4096;

bool is_file(domain::FileMode mode) {
    return mode == domain::FileMode::regular || mode == domain::FileMode::executable;
}

std::string shown(std::string_view path) {
    return base::visible_line(base::prefix(path, k_longest_path_bytes));
}

struct Level {
    TreeHandle owner;  // null at the root, which the caller owns
    const git_tree* tree;
    std::size_t next = 0;
    std::size_t prefix = 0;  // length of this directory's path with its slash
};

/// One walk without recursion, so that the depth of a hostile tree is no matter of our stack.
class Walk {
 public:
    Walk(const Objects& objects, const git_tree* root) : objects_(objects) { levels_.push_back({nullptr, root, 0, 0}); }

    Result<std::vector<TreeFile>> run() {
        while (!levels_.empty()) {
            Level& level = levels_.back();
            path_.resize(level.prefix);
            const git_tree_entry* entry = git_tree_entry_byindex(level.tree, level.next++);
            if (entry == nullptr)
                levels_.pop_back();
            else
                PROFFER_CHECK(visit(entry));
        }
        // Trees are written in this order, but nothing forces a hostile one to be.
        const auto by_path = [](const TreeFile& a, const TreeFile& b) { return a.path < b.path; };
        if (!std::is_sorted(files_.begin(), files_.end(), by_path)) std::stable_sort(files_.begin(), files_.end(), by_path);
        return std::move(files_);
    }

 private:
    Result<void> visit(const git_tree_entry* entry) {
        path_ += git_tree_entry_name(entry);
        path_bytes_ += path_.size();
        if (path_.size() > k_longest_path_bytes || ++entries_ > k_most_entries || path_bytes_ > k_most_path_bytes)
            return Error{ErrorCode::denied,
                         "cannot list the files of the commit: there are too many, or their paths are too long",
                         "git itself cannot check out such a commit",
                         {}};
        const domain::FileMode mode = mode_of(entry);
        if (mode != domain::FileMode::directory) {
            files_.push_back({path_, *git_tree_entry_id(entry), mode});
            return {};
        }
        PROFFER_TRY(TreeHandle tree, objects_.tree(*git_tree_entry_id(entry)));
        const git_tree* borrowed = tree.get();
        path_ += '/';
        levels_.push_back({std::move(tree), borrowed, 0, path_.size()});
        return {};
    }

    const Objects& objects_;
    std::vector<Level> levels_;
    std::vector<TreeFile> files_;
    std::string path_;
    std::size_t entries_ = 0;
    std::size_t path_bytes_ = 0;
};

}  // namespace

domain::FileMode mode_of(const git_tree_entry* entry) {
    switch (git_tree_entry_filemode(entry)) {
        case GIT_FILEMODE_TREE: return domain::FileMode::directory;
        case GIT_FILEMODE_BLOB_EXECUTABLE: return domain::FileMode::executable;
        case GIT_FILEMODE_LINK: return domain::FileMode::symlink;
        case GIT_FILEMODE_COMMIT: return domain::FileMode::submodule;
        default: return domain::FileMode::regular;
    }
}

Result<std::vector<TreeFile>> list_files(const Objects& objects, const git_tree* root) {
    return Walk(objects, root).run();
}

const git_tree* TreeSnapshot::directory_at(std::string_view path) const {
    if (path.empty()) return root_.get();
    if (const auto known = directories_.find(path); known != directories_.end()) return known->second.get();
    const auto found = entry_at(path);
    if (!found || found->mode != domain::FileMode::directory) return nullptr;
    auto tree = objects_.tree(found->oid);
    return tree ? directories_.emplace(path, std::move(*tree)).first->second.get() : nullptr;
}

std::optional<TreeSnapshot::Entry> TreeSnapshot::entry_at(std::string_view path) const {
    if (path.empty() || path.size() > k_longest_path_bytes) return {};
    const std::lock_guard lock(mutex_);
    const auto slash = path.rfind('/');
    const bool at_root = slash == std::string_view::npos;
    if (!at_root && slash == 0) return {};
    const git_tree* directory = at_root ? root_.get() : directory_at(path.substr(0, slash));
    if (directory == nullptr) return {};
    const std::string name(at_root ? path : path.substr(slash + 1));
    if (name.find('\0') != std::string::npos) return {};
    const git_tree_entry* entry = git_tree_entry_byname(directory, name.c_str());
    if (entry == nullptr) return {};
    return Entry{*git_tree_entry_id(entry), mode_of(entry)};
}

std::optional<domain::FileMode> TreeSnapshot::find(std::string_view path) const {
    const auto entry = entry_at(path);
    return entry ? std::optional(entry->mode) : std::nullopt;
}

Result<TreeSnapshot::Entry> TreeSnapshot::file_at(std::string_view path) const {
    const auto entry = entry_at(path);
    if (!entry) return Error{ErrorCode::not_found, "no file '" + shown(path) + "'", "", {}};
    if (!is_file(entry->mode)) return Error{ErrorCode::denied, "'" + shown(path) + "' is no file", "", {}};
    PROFFER_CHECK(bring_in(path, entry->oid));
    return *entry;
}

/// When the blob at `path` is missing, also fetches the next missing ones: each time twice as many as the time before, so that reading
/// one file is one small fetch and reading all of them only a few large ones.
Result<void> TreeSnapshot::bring_in(std::string_view path, const git_oid& oid) const {
    if (!objects_.can_fetch()) return {};
    const std::lock_guard lock(mutex_);
    if (objects_.is_here(oid)) return {};
    std::vector<git_oid> wanted = {oid};
    if (next_fetch_ > 1) {
        PROFFER_TRY(const std::vector<TreeFile> files, list_files(objects_, root_.get()));
        auto file = std::upper_bound(files.begin(), files.end(), path, [](std::string_view p, const TreeFile& f) { return p < f.path; });
        for (; file != files.end() && wanted.size() < next_fetch_; ++file)
            if (is_file(file->mode) && !objects_.is_here(file->oid)) wanted.push_back(file->oid);
    }
    next_fetch_ = std::min(next_fetch_ * 2, k_most_blobs_in_a_fetch);
    return objects_.fetch(wanted);
}

Result<std::string> TreeSnapshot::read_blob(std::string_view path, const git_oid& oid) const {
    PROFFER_TRY(const OdbObjectHandle blob, objects_.read(oid));
    if (git_odb_object_type(blob.get()) != GIT_OBJECT_BLOB)
        return Error{ErrorCode::git, "'" + shown(path) + "' is damaged", "run git fsck", {}};
    return std::string(static_cast<const char*>(git_odb_object_data(blob.get())), git_odb_object_size(blob.get()));
}

Result<std::string> TreeSnapshot::read(std::string_view path) const {
    PROFFER_TRY(const Entry entry, file_at(path));
    PROFFER_TRY(const std::uint64_t size, objects_.size_bytes(entry.oid));
    if (size > k_file_limit_bytes) return Error{ErrorCode::denied, "'" + shown(path) + "' is larger than 64 MiB", "", {}};
    return read_blob(path, entry.oid);
}

Result<std::string> TreeSnapshot::link_target(std::string_view path) const {
    const auto entry = entry_at(path);
    if (!entry) return Error{ErrorCode::not_found, "no link '" + shown(path) + "'", "", {}};
    if (entry->mode != domain::FileMode::symlink) return Error{ErrorCode::denied, "'" + shown(path) + "' is no link", "", {}};
    PROFFER_CHECK(bring_in(path, entry->oid));
    PROFFER_TRY(const std::uint64_t size, objects_.size_bytes(entry->oid));
    if (size > k_longest_path_bytes) return Error{ErrorCode::denied, "the link '" + shown(path) + "' is too long", "", {}};
    return read_blob(path, entry->oid);
}

Result<std::uint64_t> TreeSnapshot::size_bytes(std::string_view path) const {
    PROFFER_TRY(const Entry entry, file_at(path));
    return objects_.size_bytes(entry.oid);
}

Result<std::vector<std::string>> TreeSnapshot::paths() const {
    PROFFER_TRY(std::vector<TreeFile> files, list_files(objects_, root_.get()));
    std::vector<std::string> paths;
    paths.reserve(files.size());
    for (TreeFile& file : files) paths.push_back(std::move(file.path));
    return paths;
}

}  // namespace proffer::git
