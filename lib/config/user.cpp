// A map of one key so far.
#include "config/user.hpp"

#include <algorithm>
#include <array>

#include "config/reader.hpp"

namespace proffer::config {
namespace {

bool is_host(std::string_view entry) {
    const auto is_part = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-:[]").find(c) != std::string_view::npos;
    };
    return !entry.empty() && std::all_of(entry.begin(), entry.end(), is_part);
}

void read_hosts(Reader& reader, const Node& node, std::vector<std::string>& out) {
    reader.texts(node, out);
    for (const std::string& entry : out)
        if (!is_host(entry)) reader.wrong(node, {"hosts as 'host' or 'host:port', without wildcards", "[llm.example.com]"});
}

constexpr std::array k_user_fields = {
    Field<UserSettings>{"allow_hosts", [](Reader& r, const Node& n, UserSettings& s) { read_hosts(r, n, s.allow_hosts); }},
};

}  // namespace

ParsedUserSettings parse_user_config(std::string_view text, std::string_view file) {
    Problems problems;
    ParsedUserSettings parsed;
    if (const auto root = parse_yaml(text, problems)) {
        Reader reader(problems);
        parsed.settings.emplace();
        if (root->kind != NodeKind::null)
            reader.map(*root, *parsed.settings, k_user_fields, {"a map of keys", "allow_hosts: [llm.example.com]"});
    }
    if (!problems.empty()) parsed.settings.reset();
    parsed.diagnostics = problems.sorted(file);
    return parsed;
}

}  // namespace proffer::config
