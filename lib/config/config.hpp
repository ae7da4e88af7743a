// `.proffer.yml`: text to validated values, with every problem told at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/diagnostic.hpp"
#include "domain/settings.hpp"

namespace proffer::config {

struct Parsed {
    std::optional<domain::Config> config;         ///< absent when there is any error
    std::vector<domain::Diagnostic> diagnostics;  ///< errors, in order of place
};

/// Strict: unknown and repeated keys, wrong types, aliases, anchors, tags, more than 256 KiB, 10,000 nodes or 16
/// levels are errors (security.md C4). `file` is only told in diagnostics.
[[nodiscard]] Parsed parse_config(std::string_view text, std::string_view file);

/// The effective configuration as YAML that parses to the same values; every default spelt out.
[[nodiscard]] std::string render_config(const domain::Config& config);

/// A commented starter file for a repository with these tracked paths (languages → checks, directories → allowed).
[[nodiscard]] std::string render_starter(const std::vector<std::string>& paths);

}  // namespace proffer::config
