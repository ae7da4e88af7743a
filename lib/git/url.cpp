// Remote urls as git reads them (git-scm.com/docs/git-clone, "GIT URLS").
#include "git/url.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::git {

namespace {

constexpr std::string_view k_scheme_end = "://";

/// Behind "scheme://", or 0 when there is no scheme.
std::size_t authority_begin(std::string_view url) {
    const auto end = url.find(k_scheme_end);
    if (end == std::string_view::npos || url.substr(0, end).find_first_of("/?#@") != std::string_view::npos) return 0;
    return end + k_scheme_end.size();
}

bool is_port(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Where the host begins. A password may hold a stray `/`, `?` or `#`: then what looks like a port is none, and an `@` follows.
std::size_t host_begin(std::string_view url, std::size_t authority) {
    const std::string_view rest = url.substr(authority);
    const std::string_view until_path = rest.substr(0, rest.find_first_of("/?#"));
    const auto at = until_path.rfind('@');
    if (at != std::string_view::npos) return authority + at + 1;
    const auto colon = until_path.rfind(':');
    const bool ends_at_path = until_path.size() == rest.size() || rest[until_path.size()] == '/';
    const bool is_host = colon == std::string_view::npos || until_path[0] == '[' || is_port(until_path.substr(colon + 1));
    const bool is_plain = ends_at_path && is_host;
    const auto late = rest.rfind('@');
    return is_plain || late == std::string_view::npos ? authority : authority + late + 1;
}

/// "user:password@host:path": git takes it for host "user", but people mean a password.
std::string without_scp_password(const std::string& url) {
    const auto at = url.find('@');
    const auto colon = url.find(':');
    if (at == std::string::npos || colon == std::string::npos || colon > at || url.substr(0, colon).find('/') != std::string::npos)
        return url;
    return url.substr(at + 1);
}

/// The value of the longest match: its key's subsection replaces it.
std::string rewritten_by(const std::string& url, const std::vector<Setting>& settings, std::string_view variable) {
    const Setting* best = nullptr;
    for (const Setting& setting : settings) {
        if (!setting.key.starts_with("url.") || !setting.key.ends_with(variable) || setting.value.empty()) continue;
        if (setting.key.size() < 4 + variable.size() || !url.starts_with(setting.value)) continue;
        if (best == nullptr || setting.value.size() > best->value.size()) best = &setting;
    }
    if (best == nullptr) return url;
    return best->key.substr(4, best->key.size() - 4 - variable.size()) + url.substr(best->value.size());
}

}  // namespace

bool is_http(std::string_view url) {
    const std::string scheme = base::to_lower(url.substr(0, std::min<std::size_t>(url.size(), 8)));
    return scheme.starts_with("http://") || scheme.starts_with("https://");
}

std::string without_userinfo(const std::string& url) {
    const std::size_t authority = authority_begin(url);
    if (authority == 0) return without_scp_password(url);
    return url.substr(0, authority) + url.substr(host_begin(url, authority));
}

bool has_same_origin(const std::string& url, const std::string& other) {
    const auto origin = [](const std::string& text) {
        const std::string plain = without_userinfo(text);
        return base::to_lower(std::string_view(plain).substr(0, plain.find_first_of("/?#", authority_begin(plain))));
    };
    return is_http(url) && is_http(other) && origin(url) == origin(other);
}

bool is_local_path(std::string_view url) {
    const auto colon = url.find(':');
    return colon == std::string_view::npos || url.find('/') < colon;
}

Result<std::string> transport_url(const std::string& url, const std::filesystem::path& directory) {
    const auto refused = [&](const std::string& why) {
        return Error{ErrorCode::denied, "cannot use remote '" + displayed_url(url) + "': " + why, "see git remote --verbose", {}};
    };
    if (url.empty()) return refused("it is empty");
    if (url.front() == '-') return refused("it begins like an option");
    if (std::any_of(url.begin(), url.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
        return refused("it holds control characters");
    const auto helper = url.find("::");
    if (helper != std::string::npos && url.find_first_of("/:[@") == helper) return refused("it names a helper program");
    if (!is_local_path(url) || url.front() == '/') return url;
    return (directory / url).lexically_normal().string();
}

std::string rewritten_for_push(const std::string& url, const std::vector<Setting>& settings) {
    const std::string pushed = rewritten_by(url, settings, ".pushinsteadof");
    return pushed != url ? pushed : rewritten_by(url, settings, ".insteadof");
}

std::string displayed_url(const std::string& url) {
    std::string plain = without_userinfo(url);
    // Tokens also travel in queries; no git url needs one.
    if (authority_begin(plain) != 0) plain.resize(std::min(plain.find_first_of("?#"), plain.size()));
    return base::visible_line(plain);
}

}  // namespace proffer::git
