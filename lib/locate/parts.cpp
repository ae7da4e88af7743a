// Cuts, scores and chooses.
#include "locate/parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.hpp"
#include "locate/definitions.hpp"
#include "locate/query.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_most_part_lines = 60;
constexpr std::size_t k_most_scanned_for_number = 16;
constexpr double k_k1 = 1.2, k_b = 0.5;
// A part that defines a name of the text outweighs parts that only use its words.
constexpr double k_defines = 3;

struct Part {
    LineRange lines;
    std::size_t bytes = 0;
    bool is_named = false;  ///< by its line number
    double score = 0;
    std::map<std::size_t, std::size_t> counts = {};  ///< of the query's words, by their index
    std::size_t words = 0;
};

bool is_blank(std::string_view line) {
    return base::trim(line).empty();
}

/// A comment, an annotation or an attribute: it goes with the definition below it.
bool is_attached(std::string_view line) {
    const std::string_view text = base::trim(line);
    for (const std::string_view start : {"#", "//", "/*", "*", "@", "[", "--", "template"})
        if (text.starts_with(start)) return true;
    return false;
}

/// First lines of parts, from 1, in order.
std::vector<std::size_t> cuts_of(std::string_view text, const std::vector<std::string_view>& lines, Family family) {
    std::set<std::size_t> cuts = {1};
    for (const Definition& definition : find_definitions(text, family)) {
        std::size_t line = definition.line;
        while (line > 1 && is_attached(lines[line - 2]) && !cuts.contains(line)) --line;
        cuts.insert(line);
    }
    std::vector<std::size_t> all;
    for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
        const std::size_t end = std::next(cut) == cuts.end() ? lines.size() + 1 : *std::next(cut);
        std::size_t begin = *cut;
        all.push_back(begin);
        // What is long is cut again, behind a blank line where there is one.
        while (end - begin > k_most_part_lines) {
            std::size_t next = begin + k_most_part_lines;
            for (std::size_t line = next; line > begin + k_most_part_lines / 2; --line)
                if (is_blank(lines[line - 2])) {
                    next = line;
                    break;
                }
            all.push_back(begin = next);
        }
    }
    return all;
}

/// Numbers that follow the file's name: `cache.py:12`, `cache.py", line 12`, `cache.py(12)`.
std::vector<std::size_t> named_lines(std::string_view path, std::string_view about) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    std::vector<std::size_t> numbers;
    if (name.empty()) return numbers;
    for (std::size_t at = about.find(name); at != std::string_view::npos; at = about.find(name, at + name.size())) {
        std::size_t i = at + name.size();
        const std::size_t end = std::min(about.size(), i + k_most_scanned_for_number);
        const auto may_stand_between = [](char c) { return std::string_view(":,\"'`()# linesL").find(c) != std::string_view::npos; };
        while (i < end && may_stand_between(about[i])) ++i;
        std::size_t number = 0;
        for (int digits = 0; i < about.size() && about[i] >= '0' && about[i] <= '9' && digits < 9; ++i, ++digits)
            number = number * 10 + static_cast<std::size_t>(about[i] - '0');
        if (number > 0) numbers.push_back(number);
    }
    return numbers;
}

void count_words(Part& part, const Query& query, std::string_view text) {
    std::size_t position = 0;
    for (std::string_view word = next_word(text, position); !word.empty(); word = next_word(text, position)) {
        const WordParts stems = split_word(word);
        for (std::size_t i = 0; i < stems.count; ++i) {
            ++part.words;
            if (const std::size_t term = find_term(query.words, stems.stems[i]); term < query.words.size()) ++part.counts[term];
        }
    }
}

/// BM25 of each part among the parts of this file.
void score_words(std::vector<Part>& parts, const Query& query) {
    std::vector<std::size_t> in_parts(query.words.size());
    double words = 0;
    for (const Part& part : parts) {
        words += static_cast<double>(part.words);
        for (const auto& [term, times] : part.counts) ++in_parts[term];
    }
    const auto count = static_cast<double>(parts.size());
    const double mean = std::max(words / count, 1.0);
    for (Part& part : parts) {
        const double length = 1 - k_b + k_b * static_cast<double>(part.words) / mean;
        for (const auto& [term, times] : part.counts) {
            const double idf =
                std::log(1 + (count - static_cast<double>(in_parts[term]) + 0.5) / (static_cast<double>(in_parts[term]) + 0.5));
            const auto often = static_cast<double>(times);
            part.score += query.words[term].weight * idf * often * (k_k1 + 1) / (often + k_k1 * length);
        }
    }
}

Part* part_at(std::vector<Part>& parts, std::size_t line) {
    const auto after =
        std::upper_bound(parts.begin(), parts.end(), line, [](std::size_t l, const Part& part) { return l < part.lines.first; });
    return after == parts.begin() ? nullptr : &*std::prev(after);
}

void score_definitions(std::vector<Part>& parts, const Query& query, std::string_view text, Family family) {
    double best = 1;
    for (const Part& part : parts) best = std::max(best, part.score);
    for (const Definition& definition : find_definitions(text, family)) {
        const std::size_t name = find_term(query.names, hash_exact(definition.name));
        if (name < query.names.size()) part_at(parts, definition.line)->score += k_defines * best;
    }
}

std::vector<Part> read_parts(std::string_view path, std::string_view text, std::string_view about) {
    const std::vector<std::string_view> lines = base::split_lines(text);
    const Family family = kind_of(path).family;
    const Query query = parse_query(about);
    const std::vector<std::size_t> cuts = cuts_of(text, lines, family);
    std::vector<Part> parts;
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        Part part;
        part.lines = {cuts[i], i + 1 < cuts.size() ? cuts[i + 1] - 1 : lines.size()};
        const char* const begin = lines[part.lines.first - 1].data();
        const char* const end = lines[part.lines.last - 1].data() + lines[part.lines.last - 1].size();
        part.bytes = static_cast<std::size_t>(end - begin);
        count_words(part, query, {begin, part.bytes});
        parts.push_back(std::move(part));
    }
    score_words(parts, query);
    score_definitions(parts, query, text, family);
    for (const std::size_t line : named_lines(path, about))
        if (line <= lines.size()) part_at(parts, line)->is_named = true;
    return parts;
}

class Choice {
 public:
    Choice(const std::vector<Part>& parts, std::size_t most_bytes) : parts_(parts), chosen_(parts.size()), left_(most_bytes) {}

    void take(std::size_t i) {
        if (i >= parts_.size() || chosen_[i] || parts_[i].bytes > left_) return;
        chosen_[i] = true;
        left_ -= parts_[i].bytes;
    }

    /// What stands next to what is chosen, until nothing more fits.
    void grow() {
        for (bool grows = true; grows;) {
            const std::size_t before = left_;
            const std::vector<bool> chosen = chosen_;
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                if (!chosen[i]) continue;
                take(i + 1);
                if (i > 0) take(i - 1);
            }
            grows = left_ < before;
        }
    }

    [[nodiscard]] std::vector<LineRange> ranges() const {
        std::vector<LineRange> ranges;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            if (!chosen_[i]) continue;
            if (i > 0 && chosen_[i - 1])
                ranges.back().last = parts_[i].lines.last;
            else
                ranges.push_back(parts_[i].lines);
        }
        return ranges;
    }

 private:
    const std::vector<Part>& parts_;
    std::vector<bool> chosen_;
    std::size_t left_;
};

}  // namespace

std::vector<LineRange> choose_parts(std::string_view path, std::string_view text, std::string_view about, std::size_t most_bytes) {
    if (text.empty()) return {};
    const std::vector<Part> parts = read_parts(path, text, about);
    std::vector<std::size_t> order(parts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair(parts[a].is_named, parts[a].score) > std::pair(parts[b].is_named, parts[b].score);
    });
    Choice choice(parts, most_bytes);
    for (const std::size_t i : order)
        if (parts[i].is_named || parts[i].score > 0) choice.take(i);
    // What is imported stands at the top.
    choice.take(0);
    choice.grow();
    return choice.ranges();
}

}  // namespace proffer::locate
