// Strict reading of http(s) URLs.
#include "http/url.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace proffer::http {
namespace {

Error bad_url(std::string_view why) {
    // The text itself may hold credentials, so it is not quoted.
    return {ErrorCode::usage, "url is not usable: " + std::string(why), "write it as https://host/path", {}};
}

bool is_url_byte(char byte) {
    return byte > ' ' && byte < 0x7f && byte != '\\' && byte != '#' && byte != '"' && byte != '<' && byte != '>';
}

bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_';
}

bool is_ipv6_byte(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') || byte == ':' || byte == '.';
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    if (text.empty() || text.size() > 5) return {};
    unsigned number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return {};
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    if (number == 0 || number > 65535) return {};
    return static_cast<std::uint16_t>(number);
}

/// Splits "host:port" or "[v6]:port"; nothing when the brackets do not match.
struct Authority {
    std::string_view host, port;
    bool has_port = false, is_ipv6 = false;
};
std::optional<Authority> split_authority(std::string_view text) {
    Authority parts;
    std::size_t host_end = text.find(':');
    if (text.starts_with('[')) {
        host_end = text.find(']');
        if (host_end == std::string_view::npos) return {};
        parts.is_ipv6 = true;
        parts.host = text.substr(1, host_end - 1);
        ++host_end;
        if (host_end == text.size()) return parts;
        if (text[host_end] != ':') return {};
    } else {
        parts.host = text.substr(0, host_end);
        if (host_end == std::string_view::npos) return parts;
    }
    parts.has_port = true;
    parts.port = text.substr(host_end + 1);
    return parts;
}

}  // namespace

std::string Url::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return has_port ? name + ":" + std::to_string(port) : name;
}

std::string Url::origin() const {
    return scheme + "://" + authority();
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > 8192) return bad_url("it is too long");
    if (!std::all_of(text.begin(), text.end(), is_url_byte)) return bad_url("it holds a byte that needs escaping");
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return bad_url("it has no scheme");
    Url url;
    url.scheme = base::to_lower(text.substr(0, colon));
    if (url.scheme != "http" && url.scheme != "https") return bad_url("its scheme is neither http nor https");
    text.remove_prefix(colon + 3);
    const std::size_t authority_end = text.find_first_of("/?");
    const auto parts = split_authority(text.substr(0, authority_end));
    if (authority_end != std::string_view::npos) url.path = text.substr(authority_end);
    if (url.path.starts_with('?')) url.path.insert(0, "/");
    if (!parts) return bad_url("its host is not readable");
    url.host = base::to_lower(parts->host);
    if (url.host.find('@') != std::string::npos || parts->port.find('@') != std::string_view::npos)
        return bad_url("it holds user information");
    const auto allowed = parts->is_ipv6 ? is_ipv6_byte : is_name_byte;
    if (url.host.empty() || url.host.size() > 253 || !std::all_of(url.host.begin(), url.host.end(), allowed))
        return bad_url("its host is not readable");
    url.has_port = parts->has_port;
    url.port = url.scheme == "https" ? 443 : 80;
    if (!parts->has_port) return url;
    const auto port = parse_port(parts->port);
    if (!port) return bad_url("its port is not a number from 1 to 65535");
    url.port = *port;
    return url;
}

}  // namespace proffer::http
