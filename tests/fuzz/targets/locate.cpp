// Ranking: a query, then files (a line with the path first). Facts read back, parts and chances stay between 0 and 1, and nobody is lost.
#include "fuzz/support/input.hpp"
#include "locate/facts.hpp"
#include "locate/outline.hpp"
#include "locate/ranking.hpp"
#include "prompt/needs.hpp"

using namespace proffer;

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
        static_cast<void>(locate::outline_of(texts[i], family, 40));
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
