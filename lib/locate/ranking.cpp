// First every file by its facts, then the best by their text.
#include "locate/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/text.hpp"
#include "locate/path_endings.hpp"
#include "locate/second_look.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_second_look_files = 40;
constexpr double k_k1 = 2, k_title_k1 = 1.2, k_b = 0.75;
constexpr std::size_t k_most_reasons = 6;
constexpr double k_meaningful_score = 1.5;
constexpr double k_source_among_docs = 0.5;  // examples, scripts of the documentation
constexpr double k_docs_asked_for = 0.2;     // what is left of the penalty then

constexpr std::size_t at(Part part) {
    return static_cast<std::size_t>(part);
}

double idf_of(double files, double with) {
    return std::log(1 + (files - with + 0.5) / (with + 0.5));
}

/// How often terms occur over the files that count: sources that are no tests.
struct Statistics {
    double files = 0;
    double usual_length = 1;
    std::vector<double> words, identifiers, names;  // idf of the query's lists
};

bool counts(const File& file) {
    return file.kind.is_source && !file.kind.is_test;
}

Statistics gather(const Query& query, const std::vector<File>& files, const Matches& matches) {
    Statistics statistics;
    std::vector<double> words(query.words.size()), identifiers(query.identifiers.size()), names(query.names.size());
    double length = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (!counts(files[i]) || !matches.file(i).is_known) continue;
        statistics.files += 1;
        length += matches.file(i).length;
        for (const Hit& hit : matches.words(i)) words[hit.term] += 1;
        for (const Hit& hit : matches.identifiers(i)) identifiers[hit.term] += 1;
        for (const Hit& hit : matches.names(i)) names[hit.term] += 1;
    }
    if (length > 0) statistics.usual_length = length / statistics.files;
    for (auto* list : {&words, &identifiers, &names})
        for (double& with : *list) with = idf_of(statistics.files, with);
    statistics.words = std::move(words);
    statistics.identifiers = std::move(identifiers);
    statistics.names = std::move(names);
    return statistics;
}

double logistic(double value) {
    return 1 / (1 + std::exp(-value));
}

/// The chance that a file is among those to change, fitted on 380 cases whose answers are known (docs/locate.md): of the first by its lead
/// over the second, of others by their score and what they lack of the first's.
void estimate(std::vector<Ranked>& ranked) {
    double limit = 1;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
        const double score = ranked[i].score, best = ranked[0].score;
        const double lead = best - (ranked.size() > 1 ? ranked[1].score : 0);
        const double chance = i == 0 ? logistic(-0.4 + 0.88 * lead) : logistic(-2.82 + 0.365 * score + 0.733 * (score - best));
        // Where hardly a word fits, being first means little.
        limit = std::min(limit, chance * std::clamp(score / k_meaningful_score, 0.0, 1.0));
        ranked[i].confidence = limit;
    }
}

/// The first line speaks of documentation.
bool asks_for_docs(const Query& query) {
    for (const std::string_view word : {"readme", "doc", "documentation", "changelog", "manual", "guide", "tutorial", "handbook"}) {
        const WordHash stem = hash_stem(word);
        if (std::any_of(query.title.begin(), query.title.end(), [&](const Term& term) { return term.hash == stem; })) return true;
    }
    return false;
}

class Ranking {
 public:
    Ranking(const Query& query, const std::vector<File>& files, const Matches& matches, const Weights& weights)
        : query_(query),
          files_(files),
          matches_(matches),
          weights_(weights),
          statistics_(gather(query, files, matches)),
          ranked_(files.size()) {
        if (asks_for_docs(query)) doc_share_ = k_docs_asked_for;
    }

    std::vector<Ranked> run(std::size_t top, const ReadText& read_text) {
        for (std::size_t i = 0; i < files_.size(); ++i) judge_by_facts(i);
        judge_mentions();
        for (const Part part : {Part::words, Part::identifiers, Part::definitions, Part::path, Part::messages}) scale(part, ranked_.size());
        const std::size_t kept = std::min(std::max(top, k_second_look_files), ranked_.size());
        order(kept);
        if (read_text) look_again(std::min(k_second_look_files, kept), read_text);
        order(std::min(kept, ranked_.size()));
        estimate(ranked_);
        ranked_.resize(std::min(top, kept));
        for (Ranked& one : ranked_) explain(one);
        return std::move(ranked_);
    }

 private:
    double& part(std::size_t place, Part which) { return ranked_[place].parts[at(which)]; }

    void judge_by_facts(std::size_t file) {
        ranked_[file].file = file;
        part(file, Part::words) = words_score(file);
        part(file, Part::title) = title_score(file);
        part(file, Part::identifiers) = identifiers_score(file);
        part(file, Part::definitions) = definitions_score(file);
        part(file, Part::path) = path_score(file);
        part(file, Part::recent) = files_[file].recent;
        part(file, Part::messages) = files_[file].messages;
        const FileKind& kind = files_[file].kind;
        part(file, Part::doc) = doc_share_ * (!kind.is_source ? 1 : kind.is_doc ? k_source_among_docs : 0);
        part(file, Part::generated) = kind.is_generated || matches_.file(file).is_generated ? 1 : 0;
        part(file, Part::init) = kind.is_init ? 1 : 0;
        part(file, Part::test) = kind.is_test ? 1 : 0;
    }

    [[nodiscard]] double relative_length(std::size_t file) const { return matches_.file(file).length / statistics_.usual_length; }

    [[nodiscard]] double words_score(std::size_t file) const {
        const double norm = k_k1 * (1 - k_b + k_b * relative_length(file));
        double sum = 0;
        for (const Hit& hit : matches_.words(file))
            sum += query_.words[hit.term].weight * statistics_.words[hit.term] * hit.count * (k_k1 + 1) / (hit.count + norm);
        return sum;
    }

    [[nodiscard]] double title_score(std::size_t file) {
        if (title_bound_ < 0) prepare_title();
        if (title_bound_ <= 0) return 0;
        const double norm = k_title_k1 * (1 - k_b + k_b * relative_length(file));
        double sum = 0;
        for (const Hit& hit : matches_.words(file))
            sum += title_weight_[hit.term] * statistics_.words[hit.term] * hit.count * (k_title_k1 + 1) / (hit.count + norm);
        return sum / title_bound_;
    }

    void prepare_title() {
        title_weight_.assign(query_.words.size(), 0);
        title_bound_ = 0;
        for (const Term& term : query_.title) {
            const std::size_t word = find_term(query_.words, term.hash);
            if (word == query_.words.size()) continue;
            title_weight_[word] = term.weight;
            title_bound_ += term.weight * statistics_.words[word] * (k_title_k1 + 1);
        }
    }

    [[nodiscard]] double identifiers_score(std::size_t file) const {
        const double norm = k_k1 * (1 - k_b + k_b * relative_length(file));
        double sum = 0;
        for (const Hit& hit : matches_.identifiers(file))
            sum += query_.identifiers[hit.term].weight * statistics_.identifiers[hit.term] * hit.count * (k_k1 + 1) / (hit.count + norm);
        return sum;
    }

    [[nodiscard]] double definitions_score(std::size_t file) const {
        double best = 0;
        for (const Hit& hit : matches_.names(file)) {
            const double idf = statistics_.names[hit.term];
            best = std::max(best, query_.names[hit.term].weight * idf * idf);
        }
        return best;
    }

    [[nodiscard]] double path_score(std::size_t file) const {
        double sum = 0;
        std::size_t parts = 0;
        std::size_t position = 0;
        const std::string_view path = files_[file].path;
        for (std::string_view word = next_word(path, position); !word.empty(); word = next_word(path, position)) {
            const WordParts split = split_word(word);
            for (std::size_t i = 0; i < split.count; ++i) {
                ++parts;
                const std::size_t term = find_term(query_.words, split.stems[i]);
                if (term != query_.words.size()) sum += query_.words[term].weight * statistics_.words[term];
            }
        }
        return parts == 0 ? 0 : sum / std::sqrt(static_cast<double>(parts));
    }

    void judge_mentions() {
        if (query_.mentions.empty() && query_.frames.empty() && query_.modules.empty()) return;
        std::vector<std::string_view> paths;
        for (const File& file : files_) paths.push_back(file.path);
        const PathEndings endings(paths);
        const auto mark = [&](const std::vector<Mention>& list, Part which, bool is_module) {
            for (const Mention& mention : list) {
                const std::vector<std::size_t> found = is_module ? endings.find_module(mention.path) : endings.find(mention.path);
                const double share = found.empty() ? 0 : mention.weight / static_cast<double>(found.size());
                for (const std::size_t file : found) part(file, which) = std::max(part(file, which), share);
            }
        };
        mark(query_.mentions, Part::mention, false);
        mark(query_.frames, Part::frame, false);
        mark(query_.modules, Part::module, true);
    }

    /// Divides by the largest value there is among the first `count`, tests aside: what only they have is no measure for the others.
    void scale(Part which, std::size_t count) {
        double largest = 0, largest_of_tests = 0;
        for (std::size_t i = 0; i < count; ++i) {
            double& largest_of_kind = files_[ranked_[i].file].kind.is_test ? largest_of_tests : largest;
            largest_of_kind = std::max(largest_of_kind, part(i, which));
        }
        const double measure = largest > 0 ? largest : largest_of_tests;
        if (measure <= 0) return;
        for (std::size_t i = 0; i < count; ++i) part(i, which) = std::min(1.0, part(i, which) / measure);
    }

    void order(std::size_t kept) {
        for (Ranked& one : ranked_) one.score = std::inner_product(one.parts.begin(), one.parts.end(), weights_.begin(), 0.0);
        const auto better = [this](const Ranked& a, const Ranked& b) {
            return a.score != b.score ? a.score > b.score : files_[a.file].path < files_[b.file].path;
        };
        std::partial_sort(ranked_.begin(), ranked_.begin() + static_cast<std::ptrdiff_t>(kept), ranked_.end(), better);
        ranked_.resize(kept);
    }

    void look_again(std::size_t count, const ReadText& read_text) {
        std::vector<Closeness> closeness(count);
        std::vector<double> with(query_.pairs.size());
        for (std::size_t i = 0; i < count; ++i) {
            if (!matches_.file(ranked_[i].file).is_known) continue;
            const auto text = read_text(ranked_[i].file);
            if (!text) continue;
            closeness[i] = look_closely(query_, statistics_.words, *text);
            for (const std::size_t pair : closeness[i].pairs) with[pair] += 1;
        }
        for (std::size_t i = 0; i < count; ++i) {
            part(i, Part::window) = closeness[i].window;
            for (const std::size_t pair : closeness[i].pairs) part(i, Part::pairs) += idf_of(static_cast<double>(count), with[pair]);
        }
        scale(Part::window, count);
        scale(Part::pairs, count);
    }

    void explain(Ranked& one) const;

    const Query& query_;
    const std::vector<File>& files_;
    const Matches& matches_;
    const Weights& weights_;
    Statistics statistics_;
    std::vector<Ranked> ranked_;
    std::vector<double> title_weight_;
    double title_bound_ = -1;
    double doc_share_ = 1;
};

void Ranking::explain(Ranked& one) const {
    const auto say = [&](std::string text) {
        if (one.why.size() < k_most_reasons) one.why.push_back(std::move(text));
    };
    const auto value = [&](Part which) { return one.parts[at(which)] * weights_[at(which)]; };
    if (value(Part::mention) > 0) say("named in the text");
    if (value(Part::frame) > 0) say("in the stack trace");
    if (value(Part::module) > 0) say("named as a module");
    const auto best_term = [](const std::vector<Term>& terms, std::span<const Hit> hits, const std::vector<double>& idf) -> const Term* {
        const Term* best = nullptr;
        double most = 0;
        for (const Hit& hit : hits) {
            const double worth = terms[hit.term].weight * idf[hit.term];
            if (worth > most) best = &terms[hit.term];
            most = std::max(most, worth);
        }
        return best;
    };
    if (const Term* term = best_term(query_.names, matches_.names(one.file), statistics_.names);
        term != nullptr && value(Part::definitions) >= 0.2)
        say(fmt::format("defines '{}'", base::visible_line(term->text)));
    if (value(Part::path) >= 0.3) say("words of its path");
    if (const Term* term = best_term(query_.identifiers, matches_.identifiers(one.file), statistics_.identifiers);
        term != nullptr && value(Part::identifiers) >= 0.2)
        say(fmt::format("uses '{}'", base::visible_line(term->text)));
    if (const Term* term = best_term(query_.words, matches_.words(one.file), statistics_.words); term != nullptr)
        say(fmt::format("words such as '{}'", base::visible_line(term->text)));
    if (value(Part::messages) >= 0.2) say("changed in similar commits");
    if (value(Part::recent) >= 0.4) say("changed lately");
    if (one.parts[at(Part::test)] > 0) say("a test, ranked last");
    if (one.parts[at(Part::generated)] > 0) say("generated or vendored, ranked lower");
    if (one.parts[at(Part::doc)] > 0) say("no source file, ranked lower");
}

}  // namespace

std::string_view name(Part part) {
    constexpr std::array<std::string_view, k_parts> names = {"words", "title",     "identifiers", "definitions", "path",   "mention",
                                                             "frame", "module",    "recent",      "messages",    "window", "pairs",
                                                             "doc",   "generated", "init",        "test"};
    return names[at(part)];
}

const Weights& default_weights() {
    static constexpr Weights weights = {1, 1, 1, 1, 1, 1, 1, 0.3, 0.5, 0.5, 1, 1, -3, -1, -0.5, -5};
    return weights;
}

std::vector<Ranked> rank_files(const Query& query, const std::vector<File>& files, const Matches& matches, std::size_t top,
                               const ReadText& read_text, const Weights& weights) {
    return Ranking(query, files, matches, weights).run(top, read_text);
}

}  // namespace proffer::locate
