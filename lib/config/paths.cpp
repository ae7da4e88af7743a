// Judges patterns component by component; the part before the first glob must be a path that cannot escape.
#include "config/paths.hpp"

#include "base/text.hpp"
#include "config/problems.hpp"
#include "domain/repo_path.hpp"

namespace proffer::config {
namespace {

Error refuse(std::string_view text, std::string_view why, std::string hint) {
    return {ErrorCode::config, quoted(text) + " " + std::string(why), std::move(hint), {}};
}

bool is_glob(std::string_view component) {
    return component.find_first_of("*?") != std::string_view::npos;
}

/// `{a,b}` as other tools have it; a plain `{` may stand in a name.
bool has_alternatives(std::string_view text) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.rfind('}');
    const std::size_t comma = text.find(',', open == std::string_view::npos ? text.size() : open);
    return open != std::string_view::npos && close != std::string_view::npos && comma < close;
}

bool has_drive(std::string_view text) {
    return text.size() > 1 && text[1] == ':' && ((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z');
}

Result<void> check_spelling(std::string_view text) {
    if (text.empty()) return refuse(text, "is no path", "write '.' for everything");
    if (text.front() == '/' || has_drive(text)) return refuse(text, "is absolute", "write it relative to the repository root");
    if (text.find('\\') != std::string_view::npos) return refuse(text, "holds a backslash", "separate directories by '/'");
    if (text.find_first_of("\n\r\t") != std::string_view::npos) return refuse(text, "holds a line end or tab", "give one path an entry");
    if (text.front() == '!') return refuse(text, "is a negation, which is not supported", "list what is forbidden under 'protected'");
    if (has_alternatives(text)) return refuse(text, "uses '{…}', which is not supported", "give one entry for each alternative");
    return {};
}

Result<void> check_components(std::string_view text, std::string_view whole) {
    std::string fixed;
    bool globbed = false;
    for (const std::string_view component : base::split(text, '/')) {
        if (component == "..") return refuse(whole, "leaves the repository", "write paths below the repository root, without '..'");
        if (component.empty() || component == ".") return refuse(whole, "has an empty part", "write it without '//' and '/./'");
        globbed = globbed || is_glob(component);
        if (globbed) continue;
        if (!fixed.empty()) fixed += '/';
        fixed += component;
    }
    if (fixed.empty()) return {};
    const auto path = domain::RepoPath::parse(fixed);
    if (!path) return refuse(whole, "is refused: " + path.error().message, path.error().hint);
    return {};
}

}  // namespace

Result<std::string> parse_pattern(std::string_view text) {
    PROFFER_CHECK(check_spelling(text));
    std::string_view rest = text;
    while (rest.starts_with("./")) rest.remove_prefix(2);
    if (rest.empty() || rest == ".") return std::string(".");
    std::string_view inner = rest;
    if (inner.ends_with('/')) inner.remove_suffix(1);
    PROFFER_CHECK(check_components(inner, text));
    return std::string(rest);
}

Result<std::string> parse_path(std::string_view text) {
    PROFFER_TRY(std::string path, parse_pattern(text));
    if (is_glob(path)) return refuse(text, "is a pattern", "name one path, without '*' and '?'");
    if (path == ".") return refuse(text, "is the repository itself", "name a path below it");
    if (path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace proffer::config
