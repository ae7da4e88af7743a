// Searches with the cache of the repository.
#include "cmd/guess_files.hpp"

#include "base/text.hpp"
#include "git/tree_reader.hpp"
#include "index/cache.hpp"
#include "index/search.hpp"

namespace proffer::cmd {

Result<std::vector<locate::Guess>> guess_files(const Project& project, const domain::Oid& base, std::string_view text, std::size_t most) {
    PROFFER_TRY(const auto reader, git::open_tree_reader(project.root()));
    index::SearchOptions options;
    options.top = most;
    options.workers = index::usual_workers();
    options.cache = index::cache_directory(reader->layout(), project.environment);
    PROFFER_TRY(const index::Found found, index::search(*reader, base, text, options));
    std::vector<locate::Guess> guesses;
    for (const index::FoundFile& file : found.files)
        guesses.push_back({file.path, file.ranked.confidence, base::join(file.ranked.why, "; ")});
    return guesses;
}

}  // namespace proffer::cmd
