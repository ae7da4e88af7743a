// Cleans the text, then reads it line by line with what is title, prose, code in backticks and code in fences kept apart.
#include "locate/query.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace proffer::locate {
namespace {

constexpr std::size_t k_most_terms = 2000;
constexpr std::size_t k_most_mentions = 100;
constexpr std::size_t k_most_pairs = 2000;
constexpr double k_title_weight = 2, k_tick_weight = 1.5, k_plain_name_weight = 0.7;
constexpr double k_frame_step = 0.3;

enum class Zone { title, prose, ticks, code };

/// `text` without what stands between `open` and `close`; an unclosed one takes the rest of its line.
std::string without_between(std::string_view text, std::string_view open, std::string_view close) {
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find(open, at);
        kept.append(text.substr(at, begin == std::string_view::npos ? begin : begin - at));
        if (begin == std::string_view::npos) break;
        std::size_t end = text.find(close, begin + open.size());
        if (end == std::string_view::npos) {
            end = std::min(text.find('\n', begin), text.size());
            kept.append(text.substr(end));  // looking for `close` again and again would be quadratic
            break;
        }
        at = end + close.size();
        kept += ' ';
    }
    return kept;
}

/// Links to elsewhere; what follows "/blob/…/" in a link to a file is kept, for it is a path.
std::string without_links(std::string_view text) {
    std::string kept;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t scheme = text.find("://", at);
        if (scheme == std::string_view::npos) return kept.append(text.substr(at));
        std::size_t begin = scheme;
        while (begin > at && text[begin - 1] >= 'a' && text[begin - 1] <= 'z') --begin;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n)>\"'`]", scheme), text.size());
        kept.append(text.substr(at, begin - at));
        const std::string_view link = text.substr(begin, end - begin);
        if (const std::size_t blob = link.find("/blob/"); blob != std::string_view::npos)
            kept.append(" ").append(link.substr(std::min(link.find('/', blob + 6), link.size()))).append(" ");
        at = end;
    }
    return kept;
}

/// "Python 3.9.1 [GCC …] on linux", "numpy: 1.21": lists of what is installed.
bool is_version_line(std::string_view line) {
    line = base::trim(line);
    const std::size_t digits =
        static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; }));
    const std::size_t dots = static_cast<std::size_t>(std::count(line.begin(), line.end(), '.'));
    const std::size_t colon = line.find_first_of(":=");
    const bool is_pair = colon != std::string_view::npos && colon < 24 && line.size() < 64;
    return is_pair && dots >= 1 && digits >= 2 && line.find_first_of("(){}[]'\"`/") == std::string_view::npos;
}

/// Terms gathered under their hashes; the order of insertion decides which text people see.
class Terms {
 public:
    enum class Join { add, largest };
    explicit Terms(Join join) : join_(join) {}

    void add(WordHash hash, double weight, std::string_view text) {
        const auto [at, is_new] = index_.try_emplace(hash, terms_.size());
        if (is_new) {
            if (terms_.size() < k_most_terms) terms_.push_back({hash, weight, std::string(text)});
        } else if (at->second < terms_.size()) {
            double& known = terms_[at->second].weight;
            known = join_ == Join::add ? known + weight : std::max(known, weight);
        }
    }
    std::vector<Term> take() {
        std::sort(terms_.begin(), terms_.end(), [](const Term& a, const Term& b) { return a.hash < b.hash; });
        return std::move(terms_);
    }

 private:
    Join join_;
    std::vector<Term> terms_;
    std::unordered_map<WordHash, std::size_t> index_;
};

bool is_path_byte(char c) {
    return is_word_byte(c) || c == '/' || c == '.' || c == '-' || c == '\\' || c == '+' || c == '@';
}

/// The ending of a file name, or nothing: "a.py" has one, "a.b.method" might as well be a module.
std::string_view ending_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return {};
    const std::string_view ending = name.substr(dot + 1);
    if (ending.empty() || ending.size() > 5) return {};
    const bool is_plain =
        std::all_of(ending.begin(), ending.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+'; });
    return is_plain ? ending : std::string_view();
}

bool has_known_ending(std::string_view name) {
    static const std::unordered_set<std::string_view> known = {
        "py",  "pyi",   "pyx",  "js",  "mjs",  "cjs",  "jsx", "ts",   "mts",  "cts",  "tsx",   "vue", "svelte", "go",  "rs",  "c",
        "h",   "cc",    "cpp",  "cxx", "hh",   "hpp",  "hxx", "inl",  "java", "kt",   "scala", "cs",  "swift",  "php", "rb",  "lua",
        "pl",  "sh",    "bash", "css", "scss", "html", "yml", "yaml", "json", "toml", "ini",   "cfg", "md",     "rst", "txt", "cmake",
        "sql", "proto", "xml",  "m",   "mm",   "tcl",  "vim", "el",   "ex",   "exs",  "erl",   "hs",  "ml",     "r",   "jl"};
    return known.contains(ending_of(name));
}

class QueryReader {
 public:
    Query read(std::string_view text) {
        std::string cut(base::prefix(text, k_most_query_bytes / 2));
        if (text.size() > cut.size())
            cut.append(text.substr(std::max(cut.size(), text.size() - std::min(text.size(), k_most_query_bytes / 2))));
        const std::string clean = without_links(without_between(cut, "<!--", "-->"));
        for (const std::string_view line : base::split_lines(clean)) read_line(line);
        return finish();
    }

 private:
    void read_line(std::string_view line) {
        const std::string_view content = base::trim(line);
        if (content.empty()) return;
        if (content.starts_with("```") || content.starts_with("~~~")) {
            in_fence_ = !in_fence_;
            return;
        }
        read_frame(content);
        if (is_version_line(content)) return;
        const Zone zone = in_fence_ || line.starts_with("    ") || content.starts_with(">>>") ? Zone::code
                          : seen_title_                                                       ? Zone::prose
                                                                                              : Zone::title;
        last_stem_.reset();
        for (std::size_t at = 0; at < content.size();) {
            const bool opens = content[at] == '`';
            const std::size_t end = std::min(content.find('`', at + (opens ? 1 : 0)), content.size());
            const std::string_view piece = content.substr(at + (opens ? 1 : 0), end - at - (opens ? 1 : 0));
            read_piece(piece, opens && zone != Zone::code && end < content.size() ? Zone::ticks : zone, zone == Zone::title);
            at = opens ? end + 1 : end;
        }
        if (zone != Zone::code) seen_title_ = true;
    }

    void read_piece(std::string_view piece, Zone zone, bool in_title) {
        for (std::size_t at = 0; at < piece.size();) {
            while (at < piece.size() && !is_path_byte(piece[at])) ++at;
            const std::size_t begin = at;
            while (at < piece.size() && is_path_byte(piece[at])) ++at;
            const bool is_called = at < piece.size() && piece[at] == '(';
            read_chunk(piece.substr(begin, at - begin), zone, in_title, is_called);
        }
    }

    /// Words joined by dots, slashes and dashes.
    void read_chunk(std::string_view chunk, Zone zone, bool in_title, bool is_called) {
        while (!chunk.empty() && (chunk.back() == '.' || chunk.back() == '-' || chunk.back() == '/')) chunk.remove_suffix(1);
        if (chunk.empty()) return;
        const bool is_path = read_path(chunk);
        const bool is_dotted =
            !is_path && chunk.find('.') != std::string_view::npos && chunk.find_first_of("/\\-+@") == std::string_view::npos;
        if (is_dotted) read_module(chunk);
        std::size_t position = 0;
        for (std::string_view word = next_word(chunk, position); !word.empty(); word = next_word(chunk, position))
            read_word(word, zone, in_title, is_dotted || is_called);
    }

    void read_word(std::string_view word, Zone zone, bool in_title, bool is_marked) {
        const WordParts parts = split_word(word);
        for (std::size_t i = 0; i < parts.count; ++i) {
            words_.add(parts.stems[i], 1, word);
            if (in_title) title_.add(parts.stems[i], 1, word);
            if (last_stem_ && zone != Zone::code && pairs_.size() < k_most_pairs) pairs_.emplace_back(*last_stem_, parts.stems[i]);
            last_stem_ = parts.stems[i];
        }
        const double place = in_title ? k_title_weight : zone == Zone::ticks ? k_tick_weight : 1;
        if (parts.is_compound) {
            identifiers_.add(hash_exact(word), place, word);
            names_.add(hash_exact(word), place, word);
        } else if ((zone == Zone::ticks || zone == Zone::code || is_marked || in_title) && word.size() > 2) {
            names_.add(hash_exact(word), place * k_plain_name_weight, word);
        }
    }

    bool read_path(std::string_view chunk) {
        const std::string path = base::to_lower(base::replace_all(std::string(chunk), "\\", "/"));
        const bool has_ending = has_known_ending(std::string_view(path).substr(path.rfind('/') + 1));
        const bool is_file = has_ending && path.size() < 4096;
        if (is_file && mentions_.size() < k_most_mentions) add_mention(mentions_, path, 1);
        return is_file;
    }

    void read_module(std::string_view chunk) {
        if (modules_.size() < k_most_mentions) add_mention(modules_, base::to_lower(base::replace_all(std::string(chunk), ".", "/")), 1);
    }

    /// `File "a.py", line 3`, `at f (src/a.ts:3:5)`, `src/a.rs:3:5`, `a.c:12:`.
    void read_frame(std::string_view line) {
        const std::size_t python = line.find("File \"");
        if (python != std::string_view::npos && line.find("line ", python) != std::string_view::npos) {
            const std::size_t begin = python + 6;
            return add_frame(line.substr(begin, std::min(line.find('"', begin), line.size()) - begin));
        }
        for (std::size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
            if (colon + 1 >= line.size() || line[colon + 1] < '0' || line[colon + 1] > '9') continue;
            std::size_t begin = colon;
            while (begin > 0 && is_path_byte(line[begin - 1])) --begin;
            if (has_known_ending(line.substr(begin, colon - begin))) return add_frame(line.substr(begin, colon - begin));
        }
    }

    void add_frame(std::string_view path) {
        if (frames_.size() < k_most_mentions) add_mention(frames_, base::to_lower(base::replace_all(std::string(path), "\\", "/")), 1);
    }

    static void add_mention(std::vector<Mention>& list, std::string path, double weight) {
        while (path.starts_with("./") || path.starts_with("/")) path.erase(0, path.find('/') + 1);
        if (path.starts_with("a/") || path.starts_with("b/")) path.erase(0, 2);
        if (!path.empty()) list.push_back({std::move(path), weight});
    }

    Query finish() {
        Query query;
        query.words = words_.take();
        query.title = title_.take();
        query.identifiers = identifiers_.take();
        query.names = names_.take();
        query.mentions = without_doubles(std::move(mentions_));
        query.modules = without_doubles(std::move(modules_));
        std::reverse(frames_.begin(), frames_.end());  // the last one is where it failed
        query.frames = without_doubles(std::move(frames_));
        for (std::size_t i = 0; i < query.frames.size(); ++i) query.frames[i].weight = 1 / (1 + k_frame_step * static_cast<double>(i));
        std::sort(pairs_.begin(), pairs_.end());
        pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
        query.pairs = std::move(pairs_);
        return query;
    }

    static std::vector<Mention> without_doubles(std::vector<Mention> list) {
        std::unordered_set<std::string> seen;
        std::erase_if(list, [&](const Mention& one) { return !seen.insert(one.path).second; });
        return list;
    }

    Terms words_{Terms::Join::add}, title_{Terms::Join::add}, identifiers_{Terms::Join::largest}, names_{Terms::Join::largest};
    std::vector<Mention> mentions_, frames_, modules_;
    std::vector<std::pair<WordHash, WordHash>> pairs_;
    std::optional<WordHash> last_stem_;
    bool seen_title_ = false, in_fence_ = false;
};

}  // namespace

std::size_t find_term(const std::vector<Term>& terms, WordHash hash) {
    const auto at =
        std::lower_bound(terms.begin(), terms.end(), hash, [](const Term& term, WordHash wanted) { return term.hash < wanted; });
    return at != terms.end() && at->hash == hash ? static_cast<std::size_t>(at - terms.begin()) : terms.size();
}

Query parse_query(std::string_view text) {
    return QueryReader().read(text);
}

}  // namespace proffer::locate
