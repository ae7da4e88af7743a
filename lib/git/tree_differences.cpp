// Merges the sorted entries of two trees.
#include "git/tree_differences.hpp"

#include <cstring>

namespace proffer::git {
namespace {

constexpr std::size_t k_most_trees = 4096;

struct Pair {
    std::string prefix;
    git_oid before, after;
    bool has_before, has_after;
};

bool is_tree(const git_tree_entry* entry) {
    return entry != nullptr && git_tree_entry_filemode(entry) == GIT_FILEMODE_TREE;
}

/// Works through pairs of directories with a list of its own, so that depth costs no stack.
class Comparison {
 public:
    Comparison(git_repository* repository, std::size_t most) : repository_(repository), most_(most) {}

    bool run(const git_oid* before, const git_oid* after) {
        push("", before, after);
        for (std::size_t trees = 0; !open_.empty(); ++trees) {
            const Pair pair = std::move(open_.back());
            open_.pop_back();
            if (trees > k_most_trees || !compare(pair) || paths_.size() > most_) return false;
        }
        return true;
    }
    std::vector<std::string> take() { return std::move(paths_); }

 private:
    void push(std::string prefix, const git_oid* before, const git_oid* after) {
        Pair pair{std::move(prefix), {}, {}, before != nullptr, after != nullptr};
        if (before != nullptr) pair.before = *before;
        if (after != nullptr) pair.after = *after;
        open_.push_back(std::move(pair));
    }

    [[nodiscard]] bool read(bool wanted, const git_oid& oid, TreeHandle& tree) const {
        return !wanted || git_tree_lookup(base::Out(tree), repository_, &oid) == 0;
    }

    bool compare(const Pair& pair) {
        TreeHandle before, after;
        if (!read(pair.has_before, pair.before, before) || !read(pair.has_after, pair.after, after)) return false;
        const std::size_t before_count = before ? git_tree_entrycount(before.get()) : 0,
                          after_count = after ? git_tree_entrycount(after.get()) : 0;
        for (std::size_t b = 0, a = 0; (b < before_count || a < after_count) && paths_.size() <= most_;) {
            const git_tree_entry* old_entry = b < before_count ? git_tree_entry_byindex(before.get(), b) : nullptr;
            const git_tree_entry* new_entry = a < after_count ? git_tree_entry_byindex(after.get(), a) : nullptr;
            const int order = old_entry == nullptr ? 1 : new_entry == nullptr ? -1 : git_tree_entry_cmp(old_entry, new_entry);
            if (order <= 0) ++b;
            if (order >= 0) ++a;
            visit(pair.prefix, order <= 0 ? old_entry : nullptr, order >= 0 ? new_entry : nullptr);
        }
        return true;
    }

    void visit(const std::string& prefix, const git_tree_entry* before, const git_tree_entry* after) {
        if (before != nullptr && after != nullptr && git_oid_equal(git_tree_entry_id(before), git_tree_entry_id(after)) != 0) return;
        const git_tree_entry* named = after != nullptr ? after : before;
        const git_oid* old_tree = is_tree(before) ? git_tree_entry_id(before) : nullptr;
        const git_oid* new_tree = is_tree(after) ? git_tree_entry_id(after) : nullptr;
        const std::string path = prefix + git_tree_entry_name(named);
        if (old_tree != nullptr || new_tree != nullptr) push(path + "/", old_tree, new_tree);
        if (!is_tree(named)) paths_.push_back(path);
    }

    git_repository* repository_;
    std::size_t most_;
    std::vector<Pair> open_;
    std::vector<std::string> paths_;
};

}  // namespace

std::optional<std::vector<std::string>> changed_paths(git_repository* repository, const git_oid* before, const git_oid* after,
                                                      std::size_t most) {
    Comparison comparison(repository, most);
    if (!comparison.run(before, after)) return {};
    return comparison.take();
}

}  // namespace proffer::git
