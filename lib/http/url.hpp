// The parts of an http(s) URL, read so strictly that no two parsers can disagree on the host.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace proffer::http {

struct Url {
    std::string scheme;      ///< "http" or "https"
    std::string host;        ///< lower case; IPv6 without brackets
    std::uint16_t port = 0;  ///< the scheme's own when none is given
    bool has_port = false;   ///< it was given
    std::string path;        ///< with its "/", query included; empty when there is none

    /// "host" or "host:port", for messages and for comparing; IPv6 in brackets.
    [[nodiscard]] std::string authority() const;
    /// "https://host:port" without path.
    [[nodiscard]] std::string origin() const;
};

/// Fails with `usage`: another scheme, user information, blanks, control characters, backslashes, a fragment, an odd host or port.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace proffer::http
