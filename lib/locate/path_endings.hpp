// Finds files by the last parts of their paths, in any case of letters.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace proffer::locate {

class PathEndings {
 public:
    explicit PathEndings(const std::vector<std::string_view>& paths);

    /// Indices of the paths that share the most last parts with `wanted` (in lower case), its file name at least.
    [[nodiscard]] std::vector<std::size_t> find(std::string_view wanted) const;
    /// Of "package/module/class/method" the longest beginning that is a source file, its ending aside.
    [[nodiscard]] std::vector<std::size_t> find_module(std::string_view wanted) const;

 private:
    struct Best;
    void consider(const std::string& name, std::string_view wanted, bool without_ending, Best& best) const;

    std::vector<std::string> lower_;
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_name_;
};

}  // namespace proffer::locate
