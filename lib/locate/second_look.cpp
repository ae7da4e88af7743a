// One pass: counts by steps of fifteen lines, two of which make a window.
#include "locate/second_look.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace proffer::locate {
namespace {

constexpr std::size_t k_step_lines = 15;
constexpr double k_usual_window_words = 120;
constexpr double k_k1 = 1.2, k_b = 0.75;

using Counts = std::vector<std::uint16_t>;

struct Step {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> counts;  // term, count; few
    std::size_t words = 0;
};

void count(Step& step, std::size_t term) {
    for (auto& [known, times] : step.counts)
        if (known == term) {
            ++times;
            return;
        }
    step.counts.emplace_back(static_cast<std::uint32_t>(term), 1);
}

class Reader {
 public:
    Reader(const Query& query, const std::vector<double>& idf) : query_(query), idf_(idf) {}

    Closeness read(std::string_view text) {
        std::size_t line = 0;
        for (std::size_t begin = 0; begin < text.size(); ++line) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            if (line / k_step_lines >= steps_.size()) steps_.emplace_back();
            read_line(text.substr(begin, end - begin));
            begin = end + 1;
        }
        find_best_window();
        result_.pairs.assign(pairs_.begin(), pairs_.end());
        return std::move(result_);
    }

 private:
    void read_line(std::string_view line) {
        std::size_t position = 0;
        WordHash last = 0;
        for (std::string_view word = next_word(line, position); !word.empty(); word = next_word(line, position)) {
            const WordParts parts = split_word(word);
            for (std::size_t i = 0; i < parts.count; ++i) {
                read_stem(parts.stems[i], last);
                last = parts.stems[i];
            }
        }
    }

    void read_stem(WordHash stem, WordHash last) {
        ++steps_.back().words;
        const std::size_t term = find_term(query_.words, stem);
        if (term == query_.words.size()) return;
        count(steps_.back(), term);
        const auto pair = std::lower_bound(query_.pairs.begin(), query_.pairs.end(), std::pair(last, stem));
        if (pair != query_.pairs.end() && *pair == std::pair(last, stem))
            pairs_.insert(static_cast<std::size_t>(pair - query_.pairs.begin()));
    }

    [[nodiscard]] double score(const Step& first, const Step* second) {
        const double words = static_cast<double>(first.words + (second != nullptr ? second->words : 0));
        const double length = 1 - k_b + k_b * words / k_usual_window_words;
        Step both = first;
        if (second != nullptr)
            for (const auto& [term, times] : second->counts)
                for (std::uint32_t i = 0; i < times; ++i) count(both, term);
        double sum = 0;
        for (const auto& [term, times] : both.counts)
            sum += query_.words[term].weight * idf_[term] * times * (k_k1 + 1) / (times + k_k1 * length);
        return sum;
    }

    void find_best_window() {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            const double value = score(steps_[i], i + 1 < steps_.size() ? &steps_[i + 1] : nullptr);
            if (value <= result_.window) continue;
            result_.window = value;
            result_.window_line = i * k_step_lines + 1;
        }
    }

    const Query& query_;
    const std::vector<double>& idf_;
    std::vector<Step> steps_;
    std::set<std::size_t> pairs_;
    Closeness result_;
};

}  // namespace

Closeness look_closely(const Query& query, const std::vector<double>& idf, std::string_view text) {
    return Reader(query, idf).read(text);
}

}  // namespace proffer::locate
