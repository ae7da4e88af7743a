// Two paths that some file system cannot hold apart, where the edits bring the second one (security.md P5).
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "guard/rules.hpp"

namespace proffer::guard {
namespace {

/// A file or directory that the edits bring into being.
struct NewName {
    std::string_view spelling;
    std::string_view edited_path;
};

using NewNames = std::unordered_map<std::string, NewName>;  // by collision key

class Collisions {
 public:
    Collisions(const Proposed& proposed, Violations& violations) : proposed_(proposed), violations_(violations) {}

    void judge() {
        for (const domain::Edit& edit : proposed_.edits())
            if (edit.content) add_new_names(edit.path.text());
        if (!new_names_.empty()) compare_with_base();
    }

 private:
    void add_new_names(std::string_view path) {
        for (std::size_t end = path.find('/');; end = path.find('/', end + 1)) {
            const std::string_view prefix = path.substr(0, end);
            if (!proposed_.base().find(prefix)) add_new_name({prefix, path});
            if (end == std::string_view::npos) return;
        }
    }

    void add_new_name(NewName name) {
        const auto [known, fresh] = new_names_.emplace(domain::collision_key(name.spelling), name);
        if (!fresh && known->second.spelling != name.spelling) report(name.edited_path, known->second.spelling);
    }

    void compare_with_base() {
        const auto paths = proposed_.base().paths();
        if (!paths) {
            violations_.push_back({"collision", "", "cannot compare with the paths of the base commit: " + paths.error().text()});
            return;
        }
        Prefixes prefixes;
        for (const std::string& path : *paths) {
            if (proposed_.removes(path)) continue;
            prefixes.move_to(path, [&](std::string_view spelling, const std::string& key) { compare(spelling, key); });
        }
    }

    void compare(std::string_view spelling, const std::string& key) {
        const auto found = new_names_.find(key);
        if (found != new_names_.end() && found->second.spelling != spelling) report(found->second.edited_path, spelling);
    }

    void report(std::string_view path, std::string_view other) {
        if (!reported_.insert(path).second) return;
        violations_.push_back({"collision", std::string(path),
                               "'" + base::visible_line(path) + "' and '" + base::visible_line(other) +
                                   "' are the same on file systems that ignore case or fold Unicode; use the existing spelling"});
    }

    /// Goes through sorted paths and shows each directory and file of them once, with its key.
    class Prefixes {
     public:
        template <typename See>
        void move_to(std::string_view path, See&& see) {
            std::size_t depth = 0;
            while (depth < levels_.size() && path.size() > levels_[depth].end && path[levels_[depth].end] == '/' &&
                   path.substr(0, levels_[depth].end) == std::string_view(path_).substr(0, levels_[depth].end))
                ++depth;
            levels_.resize(depth);
            path_ = path;
            for (std::size_t begin = depth == 0 ? 0 : levels_.back().end + 1; begin <= path.size();) {
                const std::size_t end = std::min(path.find('/', begin), path.size());
                std::string key = levels_.empty() ? std::string() : levels_.back().key + "/";
                key += domain::collision_key(path.substr(begin, end - begin));
                levels_.push_back({end, std::move(key)});
                see(path.substr(0, end), levels_.back().key);
                begin = end + 1;
            }
        }

     private:
        struct Level {
            std::size_t end;
            std::string key;
        };
        std::string path_;
        std::vector<Level> levels_;
    };

    const Proposed& proposed_;
    Violations& violations_;
    NewNames new_names_;
    std::unordered_set<std::string_view> reported_;
};

}  // namespace

void judge_collisions(const Proposed& proposed, Violations& violations) {
    Collisions(proposed, violations).judge();
}

}  // namespace proffer::guard
