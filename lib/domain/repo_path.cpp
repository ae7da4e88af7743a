// What makes a path safe, what makes a name fit for a new file, and which spellings are the same file elsewhere.
#include "domain/repo_path.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "base/text.hpp"

namespace proffer::domain {
namespace {

constexpr std::size_t k_longest_component_bytes = 255;
constexpr std::size_t k_longest_path_bytes = 4096;
constexpr std::size_t k_deepest = 64;
constexpr std::size_t k_shown_bytes = 200;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `text`, valid UTF-8, after one of utf8proc's mappings; unchanged where that fails.
std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* raw = nullptr;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const utf8proc_ssize_t size =
        utf8proc_map(bytes, static_cast<utf8proc_ssize_t>(text.size()), &raw, static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
    if (size < 0 || raw == nullptr) return std::string(text);
    return {reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size)};
}

/// Case and normalisation folded; Turkish İ and ı count as i, as careless lower-casing makes them.
std::string fold_valid(std::string_view text) {
    std::string folded = mapped(text, UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    folded = base::replace_all(std::move(folded), "i\u0307", "i");
    return base::replace_all(std::move(folded), "\u0131", "i");
}

/// Invisible code points dropped, the rest folded; bytes that are no UTF-8 stay as they are.
std::string fold(std::string_view component) {
    if (is_ascii(component) &&
        std::none_of(component.begin(), component.end(), [](char c) { return base::is_invisible(static_cast<unsigned char>(c)); }))
        return base::to_lower(component);
    std::string folded;
    std::string valid;
    for (std::size_t position = 0; position < component.size();) {
        const std::size_t begin = position;
        const auto code_point = base::next_code_point(component, position);
        if (code_point && !base::is_invisible(*code_point)) valid += component.substr(begin, position - begin);
        if (code_point) continue;
        folded += fold_valid(valid);
        folded += component[begin];
        valid.clear();
    }
    return folded += fold_valid(valid);
}

std::string_view without_trailing(std::string_view text, std::string_view characters) {
    const std::size_t last = text.find_last_not_of(characters);
    return last == std::string_view::npos ? text.substr(0, 0) : text.substr(0, last + 1);
}

std::string key_of_component(std::string_view component) {
    return std::string(without_trailing(fold(component), ". "));
}

/// Would a case-insensitive, HFS+ or NTFS file system take `name` for git's own directory?
bool is_git_alias(std::string_view name) {
    const std::string folded = fold(name);
    const std::string_view stem = without_trailing(std::string_view(folded).substr(0, folded.find(':')), ". ");
    if (stem == ".git") return true;
    constexpr std::string_view k_short_name = "git~";
    return stem.size() > k_short_name.size() && stem.starts_with(k_short_name) &&
           std::all_of(stem.begin() + k_short_name.size(), stem.end(), is_digit);
}

/// The rule that one part between separators breaks; empty: none.
std::string part_problem(std::string_view part) {
    if (part == "..") return "has a '..' component";
    if (is_git_alias(part)) return "has a component that is '.git' on some file system";
    return {};
}

std::string component_problem(std::string_view component) {
    if (component.empty()) return "has an empty component";
    if (component == ".") return "has a '.' component";
    // Where `\` separates, the parts count. There `.. ` climbs too: Windows cuts blanks and dots off.
    for (const std::string_view part : base::split(component, '\\')) {
        if (std::string problem = part_problem(part); !problem.empty()) return problem;
        if (part.size() != component.size() && part.starts_with("..") && without_trailing(part, ". ").empty())
            return "has a '..' component";
    }
    return {};
}

std::string path_problem(std::string_view path) {
    if (path.empty()) return "is empty";
    if (path.find('\0') != std::string_view::npos) return "holds a NUL byte";
    if (path.front() == '/' || path.front() == '\\') return "is absolute";
    if (path.size() >= 2 && is_letter(path[0]) && path[1] == ':' && (path.size() == 2 || path[2] == '/' || path[2] == '\\'))
        return "is absolute";
    if (path.back() == '/') return "ends in '/', which names a directory";
    for (const std::string_view component : base::split(path, '/'))
        if (std::string problem = component_problem(component); !problem.empty()) return problem;
    return {};
}

bool is_device_name(std::string_view component) {
    const std::string folded = fold(component);
    const std::string_view stem = without_trailing(std::string_view(folded).substr(0, folded.find_first_of(".:")), " ");
    constexpr std::array<std::string_view, 6> k_devices = {"con", "prn", "aux", "nul", "conin$", "conout$"};
    if (std::find(k_devices.begin(), k_devices.end(), stem) != k_devices.end()) return true;
    if (!stem.starts_with("com") && !stem.starts_with("lpt")) return false;
    const std::string_view number = stem.substr(3);
    return (number.size() == 1 && is_digit(number[0])) || number == "¹" || number == "²" || number == "³";
}

std::string character_problem(std::string_view component) {
    for (std::size_t position = 0; position < component.size();) {
        const char c = component[position];
        const auto code_point = base::next_code_point(component, position);
        if (!code_point) return "is not valid UTF-8";
        if (*code_point < 0x20 || (*code_point >= 0x7F && *code_point < 0xA0)) return "holds a control character";
        if (base::is_invisible(*code_point)) return "holds an invisible character";
        if (std::string_view("\\:<>\"|?*").find(c) != std::string_view::npos) return std::string("holds the character ") + c;
    }
    return {};
}

std::string name_problem(std::string_view component) {
    if (component.size() > k_longest_component_bytes) return "is longer than " + base::count_of(k_longest_component_bytes, "byte");
    if (std::string problem = character_problem(component); !problem.empty()) return problem;
    if (!is_ascii(component) && mapped(component, UTF8PROC_COMPOSE) != component) return "is not in Unicode normal form C";
    if (component.front() == '-' || component.front() == '~') return std::string("starts with ") + component.front();
    if (component.back() == '.' || component.back() == ' ') return "ends in a dot or blank";
    if (is_device_name(component)) return "is a device on Windows";
    return {};
}

std::string shown(std::string_view text) {
    return "'" + base::visible_line(base::prefix(text, k_shown_bytes)) + (text.size() > k_shown_bytes ? "…'" : "'");
}

}  // namespace

Result<RepoPath> RepoPath::parse(std::string_view text) {
    const std::string problem = path_problem(text);
    if (!problem.empty())
        return Error{ErrorCode::denied,
                     "path " + shown(text) + " " + problem,
                     "name a file by its path below the repository root, such as 'src/main.py'",
                     {}};
    return RepoPath(std::string(text));
}

std::vector<std::string_view> RepoPath::components() const {
    return base::split(text_, '/');
}

std::string_view RepoPath::file_name() const {
    return std::string_view(text_).substr(text_.rfind('/') + 1);  // npos + 1 is 0
}

std::string RepoPath::extension() const {
    const std::string_view name = file_name();
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return {};
    return base::to_lower(name.substr(dot));
}

std::string_view RepoPath::parent() const {
    const std::size_t slash = text_.rfind('/');
    return slash == std::string::npos ? std::string_view() : std::string_view(text_).substr(0, slash);
}

std::optional<std::string> new_name_problem(const RepoPath& path) {
    if (path.text().size() > k_longest_path_bytes) return "path is longer than " + base::count_of(k_longest_path_bytes, "byte");
    const std::vector<std::string_view> components = path.components();
    if (components.size() > k_deepest) return "path has more than " + base::count_of(k_deepest, "component");
    for (const std::string_view component : components)
        if (const std::string problem = name_problem(component); !problem.empty()) return shown(component) + " " + problem;
    return {};
}

std::string collision_key(std::string_view path) {
    std::string key;
    for (const std::string_view component : base::split(path, '/')) {
        if (!key.empty() || component.data() != path.data()) key += '/';
        key += key_of_component(component);
    }
    return key;
}

}  // namespace proffer::domain
