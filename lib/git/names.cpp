// Which branch names we make: git's own rules (git-check-ref-format) and only letters that every shell, log and page takes as letters.
#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "git/repository.hpp"

namespace proffer::git {

namespace {

constexpr std::size_t k_longest_bytes = 200;

bool is_allowed(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' || c == '-';
}

bool is_object_id(std::string_view name) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    return name.size() == 40 && std::all_of(name.begin(), name.end(), is_digit);
}

std::string_view component_problem(std::string_view component) {
    if (component.empty()) return "it begins or ends with '/', or holds '//'";
    if (component.front() == '.') return "a part begins with '.'";
    if (component.ends_with(".lock")) return "a part ends with '.lock'";
    return {};
}

/// Empty: the name is fine.
std::string_view problem_of(std::string_view name) {
    if (name.empty()) return "it is empty";
    if (name.size() > k_longest_bytes) return "it is longer than 200 bytes";
    if (!std::all_of(name.begin(), name.end(), is_allowed)) return "only letters, digits and . _ / - are allowed";
    if (name.front() == '-') return "it begins with '-'";
    if (name.find("..") != std::string_view::npos) return "it holds '..'";
    if (name.back() == '.') return "it ends with '.'";
    if (name == "HEAD" || name.starts_with("refs/")) return "git reads it as another ref";
    if (is_object_id(name)) return "git reads it as an object id";
    for (const std::string_view component : base::split(name, '/'))
        if (const std::string_view problem = component_problem(component); !problem.empty()) return problem;
    return {};
}

}  // namespace

Result<void> check_branch_name(const std::string& name) {
    const std::string_view problem = problem_of(name);
    if (problem.empty()) return {};
    const std::string shown = base::visible_line(base::prefix(name, k_longest_bytes));
    return Error{
        ErrorCode::usage, "cannot use branch name '" + shown + "': " + std::string(problem), "choose another pull_request.branch", {}};
}

}  // namespace proffer::git
