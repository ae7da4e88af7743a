// Compares from the end, part by part.
#include "locate/path_endings.hpp"

#include "base/text.hpp"

namespace proffer::locate {
namespace {

constexpr int k_most_cuts = 4;
// Names such as "index.ts" stand in thousands of directories; a hundred mentions of one must not cost seconds.
constexpr std::size_t k_most_namesakes = 20'000;

std::string_view name_of(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

std::string_view without_name(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

std::string_view without_ending(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos || dot < path.rfind('/') + 1 ? path : path.substr(0, dot);
}

std::size_t shared_parts(std::string_view path, std::string_view wanted) {
    std::size_t parts = 0;
    for (; !path.empty() && !wanted.empty() && name_of(path) == name_of(wanted); ++parts) {
        path = without_name(path);
        wanted = without_name(wanted);
    }
    return parts;
}

}  // namespace

struct PathEndings::Best {
    std::size_t parts = 0;
    std::vector<std::size_t> files;
};

PathEndings::PathEndings(const std::vector<std::string_view>& paths) {
    lower_.reserve(paths.size());
    for (const std::string_view path : paths) lower_.push_back(base::to_lower(path));
    for (std::size_t i = 0; i < lower_.size(); ++i) by_name_[name_of(lower_[i])].push_back(i);
}

void PathEndings::consider(const std::string& name, std::string_view wanted, bool is_module, Best& best) const {
    const auto namesakes = by_name_.find(name);
    if (namesakes == by_name_.end() || namesakes->second.size() > k_most_namesakes) return;
    for (const std::size_t file : namesakes->second) {
        const std::string_view path = is_module ? without_ending(lower_[file]) : std::string_view(lower_[file]);
        const std::size_t shared = shared_parts(path, wanted);
        if (shared > best.parts) best.files.clear();
        if (shared < best.parts) continue;
        best.parts = shared;
        best.files.push_back(file);
    }
}

std::vector<std::size_t> PathEndings::find(std::string_view wanted) const {
    Best best;
    consider(std::string(name_of(wanted)), wanted, false, best);
    return std::move(best.files);
}

std::vector<std::size_t> PathEndings::find_module(std::string_view wanted) const {
    for (int cut = 0; cut < k_most_cuts && wanted.find('/') != std::string_view::npos; ++cut) {
        Best best;
        for (const char* ending : {".py", ".go", ".rs", ".ts", ".js", ".java", ".rb"})
            consider(std::string(name_of(wanted)) + ending, wanted, true, best);
        if (!best.files.empty()) return std::move(best.files);
        wanted = without_name(wanted);
    }
    return {};
}

}  // namespace proffer::locate
