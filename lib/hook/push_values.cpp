// Writes lists of commits and files.
#include "hook/push_values.hpp"

#include <cctype>

#include <fmt/format.h>

#include "base/text.hpp"

namespace proffer::hook {
namespace {

constexpr std::size_t k_value_bytes = 64 * 1024;
constexpr std::size_t k_slug_bytes = 60;

std::string log_entry(const git::RemoteCommit& commit) {
    const std::string_view message = base::trim(commit.message);
    const std::string_view subject = message.substr(0, message.find('\n'));
    std::string entry = fmt::format("{} {} ({})\n", commit.commit.short_text(), base::trim(subject), commit.author.name);
    for (const std::string_view line : base::split_lines(base::trim(message.substr(subject.size()))))
        entry += fmt::format("    {}\n", base::trim_right(line));
    return entry;
}

/// Adds `line` unless that would be too much; false then.
bool add(std::string& text, const std::string& line) {
    if (text.size() + line.size() > k_value_bytes) return false;
    text += line;
    return true;
}

}  // namespace

void add_push_values(domain::Trigger& trigger, const git::PushedRange& range) {
    std::string log;
    bool is_whole = !range.has_more;
    for (const git::RemoteCommit& commit : range.commits)
        if (!add(log, log_entry(commit))) {
            is_whole = false;
            break;
        }
    if (!is_whole) log += "[older commits are left out]\n";
    std::string files;
    for (const std::string& file : range.files)
        if (!add(files, file + "\n")) {
            files += "[further files are left out]\n";
            break;
        }
    trigger.values["push.log"] = std::move(log);
    trigger.values["push.files"] = std::move(files);
    trigger.values["push.diff"] = range.diff;
}

std::string branch_slug(std::string_view branch) {
    std::string slug;
    for (const char c : branch.substr(0, k_slug_bytes)) {
        const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
        if (is_plain || (!slug.empty() && slug.back() != '-')) slug += is_plain ? c : '-';
    }
    return slug;
}

}  // namespace proffer::hook
