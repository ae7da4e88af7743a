// One comment of ours an issue, changed instead of repeated.
#pragma once

#include <string>

#include "forge/api.hpp"
#include "forge/forge.hpp"

namespace proffer::forge {

/// Changes the comment that has our hidden marker *and* our account as its author (anyone can write the marker), else makes one.
[[nodiscard]] Result<void> put_sticky_comment(Api& api, Subject subject, std::int64_t number, const std::string& text);

/// What people who wait at the issue want to know. Holds nothing that others wrote but addresses the adapter has checked.
[[nodiscard]] std::string comment_on(const Publication& made, const std::string& run_url);

}  // namespace proffer::forge
