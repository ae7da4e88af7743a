// Reads a patch, ours or a stranger's, back into edits. The git program applies it, to an index of our own: libgit2 1.5 cannot read names
// with blanks nor renames without an index line, both of which git writes. What came of it is then read from the trees.
#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "git/patch.hpp"
#include "git/program.hpp"

namespace proffer::git {

namespace {

using domain::Edit;
using domain::EditSet;
using domain::RepoPath;

constexpr std::size_t k_patch_limit_bytes = 64 * 1024 * 1024;
constexpr std::uint64_t k_content_limit_bytes = 64 * 1024 * 1024;

bool is_file(std::uint16_t mode) {
    return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

Error refused(const std::string& path, const std::string& why) {
    return Error{ErrorCode::denied, "cannot apply the patch to '" + base::visible_line(path) + "': " + why, "", {}};
}

/// From the difference of two trees to edits.
class Reader {
 public:
    explicit Reader(const Objects& objects) : objects_(objects) {}

    Result<EditSet> read(const git_diff* diff) {
        for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) PROFFER_CHECK(read_delta(*git_diff_get_delta(diff, i)));
        PROFFER_CHECK(give_executables_an_origin());
        EditSet edits;
        for (auto& [path, edit] : edits_) edits.push_back(std::move(edit));
        return edits;
    }

 private:
    Result<void> read_delta(const git_diff_delta& delta) {
        const bool was_there = delta.status != GIT_DELTA_ADDED;
        const bool is_there = delta.status != GIT_DELTA_DELETED;
        const bool renamed = delta.status == GIT_DELTA_RENAMED;
        if (was_there && !is_file(delta.old_file.mode)) return refused(delta.old_file.path, "it is no file");
        if (is_there && !is_file(delta.new_file.mode)) return refused(delta.new_file.path, "it would be no file");
        // Our commits never change a mode (F1), so a patch that does so is not one of ours.
        if (was_there && is_there && delta.old_file.mode != delta.new_file.mode)
            return refused(delta.new_file.path, "its mode would change");
        if (!is_there || renamed) PROFFER_CHECK(remove(delta.old_file));
        return is_there ? put(delta.new_file, renamed ? delta.old_file.path : nullptr, was_there) : Result<void>();
    }

    Result<void> remove(const git_diff_file& file) {
        PROFFER_TRY(RepoPath path, RepoPath::parse(file.path));
        if (file.mode == GIT_FILEMODE_BLOB_EXECUTABLE) removed_executables_.push_back(path);
        edits_.emplace(file.path, Edit{std::move(path), {}, {}});
        return {};
    }

    Result<void> put(const git_diff_file& file, const char* from, bool was_there) {
        PROFFER_TRY(RepoPath path, RepoPath::parse(file.path));
        PROFFER_TRY(const std::uint64_t size, objects_.size_bytes(file.id));
        total_bytes_ += size;
        if (total_bytes_ > k_content_limit_bytes) return refused(file.path, "the files of the patch are larger than 64 MiB");
        PROFFER_TRY(const OdbObjectHandle blob, objects_.read(file.id));
        Edit edit{
            std::move(path), std::string(static_cast<const char*>(git_odb_object_data(blob.get())), git_odb_object_size(blob.get())), {}};
        if (from != nullptr) {
            PROFFER_TRY(edit.moved_from, RepoPath::parse(from));
        }
        if (!was_there && file.mode == GIT_FILEMODE_BLOB_EXECUTABLE) new_executables_.emplace_back(file.path);
        edits_.emplace(file.path, std::move(edit));
        return {};
    }

    /// Too different to be seen as moved, but it must have been when the commit was made: new files are never executable (F1).
    Result<void> give_executables_an_origin() {
        for (const std::string& path : new_executables_) {
            if (removed_executables_.empty()) return refused(path, "the new file would be executable");
            edits_.at(path).moved_from = removed_executables_.front();
        }
        return {};
    }

    const Objects& objects_;
    std::map<std::string, Edit> edits_;
    std::vector<RepoPath> removed_executables_;
    std::vector<std::string> new_executables_;
    std::uint64_t total_bytes_ = 0;
};

Result<EditSet> edits_between(const Objects& objects, const git_oid& before, const git_oid& after) {
    PROFFER_TRY(const TreeHandle old_tree, objects.tree(before));
    PROFFER_TRY(const TreeHandle new_tree, objects.tree(after));
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
    DiffHandle diff;
    int status = git_diff_tree_to_tree(Out(diff), objects.store(), old_tree.get(), new_tree.get(), &options);
    git_diff_find_options find = GIT_DIFF_FIND_OPTIONS_INIT;
    find.flags = GIT_DIFF_FIND_RENAMES;
    if (status == 0) status = git_diff_find_similar(diff.get(), &find);
    if (status != 0) return failure(status, "cannot compare what the patch made with its base");
    return Reader(objects).read(diff.get());
}

/// "literal 12" and "delta 12": how large git's binary hunks say they are, so that a small patch does not fill the memory.
bool is_bomb(std::string_view patch) {
    std::uint64_t total = 0;
    for (const std::string_view line : base::split_lines(patch)) {
        const std::size_t begin = line.starts_with("literal ") ? 8 : line.starts_with("delta ") ? 6 : 0;
        std::uint64_t size = 0;
        if (begin == 0 || std::from_chars(line.data() + begin, line.data() + line.size(), size).ec == std::errc::invalid_argument) continue;
        total += std::min<std::uint64_t>(size, k_content_limit_bytes + 1);
        if (total > k_content_limit_bytes) return true;
    }
    return false;
}

Error judge_apply(const os::Finished& finished) {
    const std::string_view said = finished.error_output;
    const auto says = [&](std::string_view words) { return said.find(words) != std::string_view::npos; };
    std::string line(base::trim(base::split_lines(said).empty() ? "" : base::split_lines(said).front()));
    if (line.starts_with("error: ")) line.erase(0, 7);
    const std::string message = "cannot apply the patch: " + (line.empty() ? "git says nothing" : base::visible_line(line));
    if (says("invalid path") || says("beyond a symbolic link")) return Error{ErrorCode::denied, message, "", {}};
    const bool no_patch = says("No valid patches") || says("corrupt patch") || says("unrecognized input") || says("corrupt binary") ||
                          says("fragment without header") || says("lacks filename");
    if (no_patch)
        return Error{
            ErrorCode::usage, message, "it has to be a unified diff with git's headers, as git format-patch --binary writes it", {}};
    return Error{ErrorCode::conflict, message, "it was made for another base commit", {}};
}

/// Runs git commands one after the other on an index of our own, without touching any working tree.
class Index {
 public:
    Index(const Transport& transport, const PushSettings& promisor)
        : store_(transport.store),
          environment_(program_environment(transport.process, promisor, promisor.remote_url, transport.user_settings)),
          file_(transport.store / "patch-index") {
        environment_.set("GIT_INDEX_FILE", file_.string());
    }
    Index(const Index&) = delete;
    Index& operator=(const Index&) = delete;
    ~Index() {
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
        // A git that was killed half-way, by a patch it chokes on, leaves its lock.
        std::filesystem::remove(file_.string() + ".lock", ignored);
    }

    Result<os::Finished> run(const std::vector<std::string>& arguments, std::string input = {}) {
        return run_program(store_, environment_, arguments, std::move(input));
    }

    Result<std::string> output_of(const std::vector<std::string>& arguments) {
        PROFFER_TRY(const os::Finished finished, run(arguments));
        if (finished.succeeded()) return std::string(base::trim(finished.output));
        return Error{
            ErrorCode::git, "git " + arguments.front() + " failed: " + base::visible_line(base::trim(finished.error_output)), "", {}};
    }

 private:
    const std::filesystem::path& store_;
    os::Environment environment_;
    std::filesystem::path file_;
};

}  // namespace

Result<EditSet> apply_patch(const Objects& objects, const Transport& transport, const PushSettings& promisor, const git_oid& base,
                            const std::string& patch) {
    if (patch.size() > k_patch_limit_bytes || is_bomb(patch))
        return Error{ErrorCode::denied, "cannot read the patch: it is larger than 64 MiB", "", {}};
    Index index(transport, promisor);
    PROFFER_CHECK(index.output_of({"read-tree", from_git(base).text()}));
    PROFFER_TRY(const os::Finished applied, index.run({"apply", "--cached", "--binary", "--whitespace=nowarn", "-"}, patch));
    if (!applied.succeeded()) return judge_apply(applied);
    PROFFER_TRY(const std::string written, index.output_of({"write-tree"}));
    PROFFER_TRY(const domain::Oid tree, domain::Oid::parse(written));
    return edits_between(objects, base, to_git(tree));
}

}  // namespace proffer::git
