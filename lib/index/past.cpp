// The nearer a commit, the more it says; similar messages vote for the files of their commits.
#include "index/past.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace proffer::index {
namespace {

constexpr double k_recent_commits = 100;
constexpr std::size_t k_most_message_bytes = 4096;

using Stems = std::unordered_set<locate::WordHash>;

Stems stems_of(std::string_view message) {
    Stems stems;
    const std::string_view text = base::prefix(message, k_most_message_bytes);
    std::size_t position = 0;
    for (std::string_view word = locate::next_word(text, position); !word.empty(); word = locate::next_word(text, position)) {
        const locate::WordParts parts = locate::split_word(word);
        stems.insert(parts.stems.begin(), parts.stems.begin() + static_cast<std::ptrdiff_t>(parts.count));
    }
    return stems;
}

/// How much each message resembles the query: cosine of sets, weighed by how rare a word is among the messages.
std::vector<double> similarities(const std::vector<git::PastCommit>& history, const locate::Query& query) {
    std::vector<Stems> messages;
    std::unordered_map<locate::WordHash, double> with;
    for (const git::PastCommit& commit : history) {
        messages.push_back(stems_of(commit.message));
        for (const locate::WordHash stem : messages.back()) with[stem] += 1;
    }
    const double count = static_cast<double>(history.size());
    const auto idf = [&](locate::WordHash stem) {
        const auto known = with.find(stem);
        return std::log(1 + count / (1 + (known == with.end() ? 0 : known->second)));
    };
    std::vector<double> similarity;
    for (const Stems& message : messages) {
        double shared = 0, all = 0;
        for (const locate::WordHash stem : message) all += idf(stem) * idf(stem);
        for (const locate::Term& term : query.words)
            if (message.contains(term.hash)) shared += idf(term.hash) * idf(term.hash);
        similarity.push_back(all > 0 ? shared / std::sqrt(all) : 0);
    }
    return similarity;
}

}  // namespace

void judge_by_history(const std::vector<git::PastCommit>& history, const locate::Query& query, std::vector<locate::File>& files) {
    const std::vector<double> similarity = similarities(history, query);
    struct Said {
        double recent = 0, messages = 0;
    };
    std::unordered_map<std::string_view, Said> said;
    for (std::size_t age = 0; age < history.size(); ++age) {
        const double share = history[age].paths.empty() ? 0 : similarity[age] / static_cast<double>(history[age].paths.size());
        for (const std::string& path : history[age].paths) {
            Said& one = said[path];
            one.recent = std::max(one.recent, 1 / (1 + static_cast<double>(age) / k_recent_commits));
            one.messages += share;
        }
    }
    for (locate::File& file : files)
        if (const auto known = said.find(file.path); known != said.end()) {
            file.recent = known->second.recent;
            file.messages = known->second.messages;
        }
}

}  // namespace proffer::index
