// In doubt a piece stays: what is dropped must be what nobody asked for.
#include "run/superfluous.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "base/text.hpp"
#include "integrity/inline_tests.hpp"
#include "integrity/layout.hpp"
#include "integrity/test_paths.hpp"
#include "integrity/tokens.hpp"
#include "locate/file_kind.hpp"
#include "locate/query.hpp"

namespace proffer::run {
namespace {

using diff::Piece;
using diff::Pieces;

/// Each costs a reading of its file.
constexpr std::size_t k_most_pieces_judged = 100;
constexpr std::size_t k_near_lines = 3;

using Words = std::set<std::string, std::less<>>;

void add_words(std::string_view text, Words& words) {
    std::size_t at = 0;
    for (std::string_view word = locate::next_word(text, at); !word.empty(); word = locate::next_word(text, at)) words.emplace(word);
}

/// A string that is one word is a name: a key, an attribute.
bool is_name(const integrity::Token& token) {
    if (integrity::is_word(token)) return !integrity::is_string(token);
    if (!integrity::is_string(token)) return false;
    const std::string_view inside = std::string_view(token.text).substr(1, token.text.size() - 2);
    return std::all_of(inside.begin(), inside.end(), locate::is_word_byte);
}

struct NamedLine {
    std::string name;
    std::size_t line;
};

/// The names of a text and where they stand; of what is no program, all words.
std::vector<NamedLine> names_in(std::string_view path, const std::string& text) {
    std::vector<NamedLine> names;
    const bool by_lines = integrity::is_read_by_lines(path);
    for (const integrity::Token& token : integrity::tokens_of(path, text)) {
        if (!by_lines && !is_name(token)) continue;
        Words words;
        add_words(token.text, words);
        for (const std::string& word : words) names.push_back({word, token.line});
    }
    return names;
}

/// What a piece brings in that no file had, and what it takes away so that no file has it.
class Vocabulary {
 public:
    explicit Vocabulary(const Pieces& pieces) : pieces_(pieces), names_(pieces.size()) {
        Words before, after;
        const Piece* last = nullptr;
        for (const Piece& piece : pieces.all()) {
            const bool is_known = last != nullptr && last->edit == piece.edit;
            last = &piece;
            if (is_known) continue;
            if (pieces.before(piece)) add_words(*pieces.before(piece), before);
            if (pieces.after(piece)) add_words(*pieces.after(piece), after);
        }
        read(before, after);
    }
    /// Names that are new or gone with that piece.
    [[nodiscard]] const Words& of(std::size_t piece) const { return names_[piece]; }

 private:
    void read(const Words& before, const Words& after) {
        for (std::size_t i = 0; i < pieces_.size();) {
            std::size_t end = i;
            while (end < pieces_.size() && pieces_.all()[end].edit == pieces_.all()[i].edit) ++end;
            const Piece& first = pieces_.all()[i];
            if (pieces_.after(first)) take(i, end, names_in(pieces_.path_of(first), *pieces_.after(first)), before, true);
            if (pieces_.before(first)) take(i, end, names_in(pieces_.path_of(first), *pieces_.before(first)), after, false);
            i = end;
        }
    }
    void take(std::size_t begin, std::size_t end, const std::vector<NamedLine>& names, const Words& known, bool is_new) {
        for (const NamedLine& one : names) {
            if (known.contains(one.name)) continue;
            for (std::size_t i = begin; i < end; ++i)
                if (holds(pieces_.all()[i], one.line, is_new)) names_[i].insert(one.name);
        }
    }
    static bool holds(const Piece& piece, std::size_t line, bool is_new) {
        if (!piece.change) return true;
        const std::size_t first = is_new ? piece.change->new_begin : piece.change->old_begin;
        const std::size_t count = is_new ? piece.change->new_count : piece.change->old_count;
        return line > first && line <= first + count;
    }

    const Pieces& pieces_;
    std::vector<Words> names_;
};

/// Lines that a piece adds or removes.
std::string changed_text(const Pieces& pieces, const Piece& piece) {
    if (!piece.change) return pieces.after(piece).value_or(pieces.before(piece).value_or(""));
    std::string text;
    const auto before = base::split_lines(*pieces.before(piece)), after = base::split_lines(*pieces.after(piece));
    for (std::size_t i = 0; i < piece.change->old_count; ++i) text += before[piece.change->old_begin + i];
    for (std::size_t i = 0; i < piece.change->new_count; ++i) text += after[piece.change->new_begin + i];
    return text;
}

bool holds_hash(const std::vector<locate::Term>& terms, locate::WordHash hash) {
    return std::any_of(terms.begin(), terms.end(), [&](const locate::Term& term) { return term.hash == hash; });
}

/// Identifiers of the instruction in changed lines; and words of it in names that are new.
bool is_asked_for(const Pieces& pieces, std::size_t piece, const Vocabulary& vocabulary, const locate::Query& query) {
    Words words;
    add_words(changed_text(pieces, pieces.all()[piece]), words);
    for (const std::string& word : words)
        if (holds_hash(query.names, locate::hash_exact(word)) || holds_hash(query.identifiers, locate::hash_exact(word))) return true;
    for (const std::string& name : vocabulary.of(piece)) {
        const locate::WordParts parts = locate::split_word(name);
        for (std::size_t i = 0; i < parts.count; ++i)
            if (holds_hash(query.words, parts.stems[i])) return true;
    }
    return false;
}

/// Only people read it.
bool is_prose(std::string_view path) {
    const locate::FileKind kind = locate::kind_of(path);
    const std::string_view name = path.substr(path.rfind('/') + 1);
    return !kind.is_source && (kind.is_doc || name.find('.') == std::string_view::npos);
}

bool is_inline_test(const Pieces& pieces, const Piece& piece) {
    if (!piece.change || !pieces.after(piece)) return false;
    const auto begin = integrity::inline_tests_at(pieces.path_of(piece), *pieces.after(piece));
    if (!begin) return false;
    const std::string_view above = std::string_view(*pieces.after(piece)).substr(0, *begin);
    const auto first = static_cast<std::size_t>(std::count(above.begin(), above.end(), '\n'));
    return piece.change->new_begin + piece.change->new_count > first;
}

bool is_beyond_checks(const Pieces& pieces, const Piece& piece, const domain::Settings& settings) {
    const std::string& path = pieces.path_of(piece);
    if (integrity::role_of(path, settings.tests, settings.checks) != integrity::Role::other) return true;
    if (is_prose(path) || is_inline_test(pieces, piece)) return true;
    return piece.change && integrity::is_same_code(path, *pieces.before(piece), pieces.text_with(piece));
}

bool speaks_of_layout(std::string_view instruction) {
    const std::string text = base::to_lower(base::prefix(instruction, locate::k_most_query_bytes));
    for (const std::string_view word : {"format", "indent", "whitespace", "white space", "layout", "lint", "style", "prettier", "black",
                                        "tidy", "tabs", "spaces", "blank line", "pep8", "pep 8", "line length", "quotes"})
        if (text.find(word) != std::string::npos) return true;
    return false;
}

/// Lines of the base that a piece stands on; what is only added stands between two.
integrity::LineRange place_of(const Piece& piece) {
    return {piece.change->old_begin + (piece.change->old_count > 0 ? 1 : 0),
            piece.change->old_begin + std::max<std::size_t>(piece.change->old_count, 1)};
}

bool overlap(const integrity::LineRange& a, const integrity::LineRange& b) {
    return a.first <= b.last && b.first <= a.last;
}

/// Nothing else is done to the functions that the piece lies in; outside of functions, nothing near it.
bool is_alone(const Pieces& pieces, const Piece& piece, const std::vector<bool>& is_layout,
              const std::vector<integrity::LineRange>& functions) {
    integrity::LineRange place = place_of(piece);
    bool is_inside = false;
    for (const integrity::LineRange& function : functions) {
        if (!overlap(function, place_of(piece))) continue;
        is_inside = true;
        place = {std::min(place.first, function.first), std::max(place.last, function.last)};
    }
    if (!is_inside) place = {place.first > k_near_lines ? place.first - k_near_lines : 0, place.last + k_near_lines};
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& other = pieces.all()[i];
        if (other.edit == piece.edit && !is_layout[i] && overlap(place, place_of(other))) return false;
    }
    return true;
}

/// Blanks of data are data.
bool may_be_layout(const std::string& path, const domain::Settings& settings) {
    const integrity::Role role = integrity::role_of(path, settings.tests, settings.checks);
    return role == integrity::Role::other || role == integrity::Role::code;
}

/// Of each piece, whether it is layout that nobody needs.
std::vector<bool> find_layout(const Pieces& pieces, const domain::Settings& settings, std::string_view instruction) {
    std::vector<bool> is_layout(pieces.size(), false);
    if (pieces.size() > k_most_pieces_judged || speaks_of_layout(instruction)) return is_layout;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces.all()[i];
        is_layout[i] = piece.change && may_be_layout(pieces.path_of(piece), settings) &&
                       integrity::differs_in_layout_only(pieces.path_of(piece), *pieces.before(piece), pieces.text_with(piece));
    }
    // Layout alone is what was asked for.
    if (std::find(is_layout.begin(), is_layout.end(), false) == is_layout.end()) return std::vector<bool>(pieces.size(), false);
    std::vector<bool> alone(pieces.size(), false);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (!is_layout[i]) continue;
        const Piece& piece = pieces.all()[i];
        alone[i] = is_alone(pieces, piece, is_layout, integrity::functions_of(pieces.path_of(piece), *pieces.before(piece)));
    }
    return alone;
}

/// Joins pieces by the names they share.
std::vector<std::size_t> groups_of(const Vocabulary& vocabulary, const std::vector<bool>& is_layout) {
    std::vector<std::size_t> group(is_layout.size());
    std::iota(group.begin(), group.end(), 0U);
    const auto leader = [&](std::size_t i) {
        while (group[i] != i) i = group[i] = group[group[i]];
        return i;
    };
    std::map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (is_layout[i]) continue;
        for (const std::string& name : vocabulary.of(i)) {
            const auto [known, is_new] = first.emplace(name, i);
            if (!is_new) group[leader(i)] = leader(known->second);
        }
    }
    for (std::size_t i = 0; i < group.size(); ++i) group[i] = leader(i);
    return group;
}

}  // namespace

std::vector<Bundle> bundles_of(const Pieces& pieces, const domain::Settings& settings, std::string_view instruction) {
    const std::vector<bool> is_layout = find_layout(pieces, settings, instruction);
    const bool is_too_much = pieces.size() > k_most_pieces_judged;
    const Vocabulary vocabulary(pieces);
    const locate::Query query = locate::parse_query(instruction);
    const std::vector<std::size_t> groups = groups_of(vocabulary, is_layout);
    std::map<std::size_t, Bundle> bundles;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        Bundle& bundle = bundles[groups[i]];
        bundle.pieces.push_back(i);
        bundle.layout = is_layout[i];
        if (is_layout[i]) continue;
        bundle.stays = bundle.stays || is_too_much || is_beyond_checks(pieces, pieces.all()[i], settings) ||
                       is_asked_for(pieces, i, vocabulary, query);
    }
    std::vector<Bundle> list;
    for (auto& [leader, bundle] : bundles) list.push_back(std::move(bundle));
    return list;
}

std::string describe(const Pieces& pieces, const Piece& piece) {
    return fmt::format("{}:{} (+{} −{})", pieces.path_of(piece), piece.line(), piece.added, piece.removed);
}

}  // namespace proffer::run
