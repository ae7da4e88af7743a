// File names in free text. Parts: the text, then the tracked paths, a line each.
#include "locate/mentions.hpp"

#include <algorithm>
#include <set>

#include "fuzz/support/input.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const auto listed = fuzz::short_list(fuzz::part(parts, 1));
    const std::set<std::string> sorted(listed.begin(), listed.end());
    const std::vector<std::string> found = locate::find_mentions(parts.front(), {sorted.begin(), sorted.end()});
    PROFFER_PROMISE(found.size() <= 50, "not more mentions than are looked at");
    PROFFER_PROMISE(std::set<std::string>(found.begin(), found.end()).size() == found.size(), "no file is mentioned twice");
    for (const std::string& path : found) PROFFER_PROMISE(sorted.contains(path), "only tracked files are mentioned");
    return 0;
}
