// proc(5), mountinfo: the fifth field is the place, with blanks and backslashes as octal numbers.
#include "workspace/mount_table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "os/files.hpp"

namespace proffer::workspace {

namespace {

std::string unescaped(std::string_view text) {
    const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : -1; };
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || digit(i + 1) < 0 || digit(i + 2) < 0 || digit(i + 3) < 0) {
            result += text[i];
            continue;
        }
        result += static_cast<char>(digit(i + 1) * 64 + digit(i + 2) * 8 + digit(i + 3));
        i += 3;
    }
    return result;
}

}  // namespace

std::vector<std::string> mounts_below(const std::filesystem::path& directory) {
    return mounts_below(directory, os::read_file("/proc/self/mountinfo").value_or(""));
}

std::vector<std::string> mounts_below(const std::filesystem::path& directory, std::string_view mountinfo) {
    std::vector<std::string> places;
    for (const auto line : base::split_lines(mountinfo)) {
        const auto fields = base::split(line, ' ');
        if (fields.size() < 5) continue;
        std::string place = unescaped(fields[4]);
        if (place.starts_with(directory.string() + "/")) places.push_back(std::move(place));
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

}  // namespace proffer::workspace
