// Who reads a CI log line by line, written again from the documented behaviour of each, not from ours: GitHub's runner, GitLab's
// trace, a terminal, and the file of outputs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proffer::sinks {

/// Lines as a .NET StreamReader gives them: LF, CR or CR LF end one.
inline std::vector<std::string_view> runner_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of("\r\n", begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
    }
    return lines;
}

/// UTF-8 of every code point for which .NET's Char.IsWhiteSpace is true.
inline const std::vector<std::string_view>& runner_blanks() {
    static const std::vector<std::string_view> blanks = {
        "\t",           "\n",           "\v",           "\f",           "\r",           " ",
        "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
        "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
        "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
        "\xE3\x80\x80"};
    return blanks;
}

/// `::name key=value::data` behind blanks. Which names are registered changes; every name counts here, and for safety also a line
/// without the second `::`.
inline bool is_new_command(std::string_view line) {
    for (bool trimmed = true; trimmed;) {
        trimmed = false;
        for (const std::string_view blank : runner_blanks())
            if (line.starts_with(blank)) line.remove_prefix(blank.size()), trimmed = true;
    }
    return line.starts_with("::");
}

/// `##[name key=value;]data` anywhere; also the older `##vso[`.
inline bool is_old_command(std::string_view line) {
    return line.find("##[") != std::string_view::npos || line.find("##vso[") != std::string_view::npos;
}

inline bool github_log_acts(std::string_view text) {
    for (const std::string_view line : runner_lines(text))
        if (is_new_command(line) || is_old_command(line)) return true;
    return false;
}

/// `section_start:123:name` and its end are markers before CR; ESC and C1 start what changes the page.
inline bool gitlab_log_acts(std::string_view text) {
    for (const std::string_view marker : {"section_start:", "section_end:"})
        for (std::size_t at = text.find(marker); at != std::string_view::npos; at = text.find(marker, at + 1)) {
            const std::size_t number = at + marker.size();
            if (number < text.size() && text[number] >= '0' && text[number] <= '9') return true;
        }
    return text.find_first_of("\r\x1b\b") != std::string_view::npos;
}

/// Any byte below blank but LF and tab, DEL, a C1 control in UTF-8 or as a byte of its own, or a direction override.
inline bool terminal_acts(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) return true;
        if (byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0) return true;
        if (byte >= 0x80 && byte < 0xA0 && (at == 0 || static_cast<unsigned char>(text[at - 1]) < 0x80)) return true;
        const std::string_view rest = text.substr(at, 3);
        if (rest >= "\xE2\x80\xAA" && rest <= "\xE2\x80\xAE") return true;
        if (rest >= "\xE2\x81\xA6" && rest <= "\xE2\x81\xA9") return true;
    }
    return false;
}

/// The file behind $GITHUB_OUTPUT: `name=value` and `name<<delimiter`. Nothing when the runner refuses the file.
inline std::optional<std::map<std::string, std::string>> read_outputs(std::string_view text) {
    std::map<std::string, std::string> values;
    const auto next_line = [&text] {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        return std::string(line);
    };
    while (!text.empty()) {
        const std::string line = next_line();
        if (line.empty()) continue;
        const std::size_t equals = line.find('='), heredoc = line.find("<<");
        if (heredoc == std::string::npos || equals < heredoc) {
            if (equals == std::string::npos || equals == 0) return {};
            values[line.substr(0, equals)] = line.substr(equals + 1);
            continue;
        }
        const std::string name = line.substr(0, heredoc), delimiter = line.substr(heredoc + 2);
        if (name.empty() || delimiter.empty()) return {};
        std::string value;
        for (std::string row = next_line(); row != delimiter; row = next_line()) {
            if (text.empty()) return {};
            value += (value.empty() ? "" : "\n") + row;
        }
        values[name] = value;
    }
    return values;
}

}  // namespace proffer::sinks
