// Ranking: a query, then files (a line with the path first). Facts read back, parts of a score and chances stay between 0 and 1, nobody is
// lost, and excerpts are whole lines that fit.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "locate/facts.hpp"
#include "locate/outline.hpp"
#include "locate/parts.hpp"
#include "locate/ranking.hpp"
#include "prompt/needs.hpp"

using namespace proffer;

namespace {

constexpr std::size_t k_most_part_bytes = 300;

/// Whole lines, in order, apart from each other, no more bytes than asked for.
void check_parts(std::string_view path, std::string_view text, std::string_view about) {
    const std::vector<std::string_view> lines = base::split_lines(text);
    const auto ranges = locate::choose_parts(path, text, about, k_most_part_bytes);
    std::size_t last = 0, bytes = 0;
    for (const locate::LineRange& range : ranges) {
        PROFFER_PROMISE(range.first > last + (last > 0 ? 1 : 0) && range.last >= range.first && range.last <= lines.size(),
                        "parts are in order and apart");
        for (std::size_t line = range.first; line <= range.last; ++line) bytes += lines[line - 1].size();
        last = range.last;
    }
    PROFFER_PROMISE(bytes <= k_most_part_bytes, "parts fit");
    static_cast<void>(locate::outline_of(text, locate::kind_of(path).family, 40, ranges));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    const std::vector<std::string_view> parts = fuzz::parts_of(input);
    const locate::Query query = locate::parse_query(parts.front());
    static_cast<void>(prompt::parse_needs(parts.front()));
    static_cast<void>(locate::read_facts(input));

    std::vector<std::string> paths, texts;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto [path, text] = fuzz::first_line(parts[i]);
        paths.emplace_back(path);
        texts.emplace_back(text);
    }
    std::vector<locate::File> files;
    locate::Matches matches;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        files.push_back({paths[i], locate::kind_of(paths[i]), 0, 0});
        const locate::Family family = files.back().kind.family;
        matches.add(query, locate::read_facts(locate::make_facts(texts[i], family)));
        check_parts(paths[i], texts[i], parts.front());
        static_cast<void>(locate::definition_of(texts[i], family, "main", 40));
    }
    const auto ranked =
        locate::rank_files(query, files, matches, files.size(), [&](std::size_t file) { return std::optional(texts[file]); });
    PROFFER_PROMISE(ranked.size() == files.size(), "every file is ranked");
    double last = 1;
    for (const locate::Ranked& one : ranked) {
        PROFFER_PROMISE(one.confidence >= 0 && one.confidence <= last, "chances fall");
        last = one.confidence;
        for (const double part : one.parts) PROFFER_PROMISE(part >= 0 && part <= 1, "parts lie between 0 and 1");
    }
    return 0;
}
