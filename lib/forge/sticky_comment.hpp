// One comment of ours an issue, changed instead of repeated.
#pragma once

#include <string>

#include "forge/api.hpp"
#include "forge/forge.hpp"

namespace proffer::forge {

/// Changes the comment that begins with `marker`, a hidden one, *and* has our account as its author (anyone can write the marker), else
/// makes one. One that says the same already stays.
[[nodiscard]] Result<void> put_marked_comment(Api& api, Subject subject, std::int64_t number, const std::string& marker,
                                              const std::string& text);

/// How many comments of our account begin with `marker`.
[[nodiscard]] Result<std::size_t> count_marked_comments(Api& api, Subject subject, std::int64_t number, const std::string& marker);

/// The one that tells at an issue what came of it.
[[nodiscard]] Result<void> put_sticky_comment(Api& api, Subject subject, std::int64_t number, const std::string& text);

/// What people who wait at the issue want to know. Holds nothing that others wrote but addresses the adapter has checked.
[[nodiscard]] std::string comment_on(const Publication& made, const std::string& run_url);

}  // namespace proffer::forge
