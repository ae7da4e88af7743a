// Merges sorted lists.
#include "locate/matches.hpp"

namespace proffer::locate {
namespace {

std::uint16_t merge(const std::vector<Term>& terms, const HashList& list, std::vector<Hit>& hits) {
    const std::size_t before = hits.size();
    std::size_t term = 0;
    for (std::size_t i = 0; i < list.size() && term < terms.size(); ++i) {
        const WordHash hash = list.hash(i);
        while (term < terms.size() && terms[term].hash < hash) ++term;
        if (term < terms.size() && terms[term].hash == hash) hits.push_back({static_cast<std::uint16_t>(term), list.count(i)});
    }
    return static_cast<std::uint16_t>(hits.size() - before);
}

}  // namespace

void Matches::add(const Query& query, const Facts& facts) {
    FileMatch file;
    file.length = facts.length;
    file.begin = static_cast<std::uint32_t>(hits_.size());
    file.is_generated = facts.is_generated;
    file.is_known = facts.length > 0;
    file.words = merge(query.words, facts.stems, hits_);
    file.identifiers = merge(query.identifiers, facts.compounds, hits_);
    file.names = merge(query.names, facts.definitions, hits_);
    files_.push_back(file);
}

void Matches::append(Matches&& other) {
    const auto offset = static_cast<std::uint32_t>(hits_.size());
    hits_.insert(hits_.end(), other.hits_.begin(), other.hits_.end());
    files_.reserve(files_.size() + other.files_.size());
    for (FileMatch file : other.files_) {
        file.begin += offset;
        files_.push_back(file);
    }
    other = {};
}

}  // namespace proffer::locate
