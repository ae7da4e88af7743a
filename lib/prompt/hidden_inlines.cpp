// Brackets, code spans and tags of one leaf, in the order CommonMark takes them.
#include "prompt/hidden_inlines.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/text.hpp"
#include "prompt/html_tags.hpp"
#include "prompt/markdown_links.hpp"
#include "prompt/plain_values.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_none = std::string_view::npos;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_punctuation(char c) {
    return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool is_blank_code_point(char32_t c) {
    return c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x2800 ||
           base::is_invisible(c);
}

struct Bracket {
    std::size_t at;  // of `[`
    bool is_image;
    bool may_be_link;
    std::size_t seen;  // how much was visible before it
};

class InlineReader {
 public:
    InlineReader(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks)
        : leaf_(leaf), text_(leaf.bytes), facts_(facts), marks_(marks) {
        note_backticks();
    }

    void read() {
        for (std::size_t at = 0; at < text_.size();) at = read_one(at);
    }

 private:
    [[nodiscard]] bool starts(std::size_t at, std::string_view with) const { return text_.substr(at).starts_with(with); }
    [[nodiscard]] std::string_view slice(Range range) const { return text_.substr(range.begin, range.end - range.begin); }

    void mark(std::size_t begin, std::size_t end, std::string_view kind) {
        if (begin < end) marks_.push_back({leaf_.source(begin, end), kind, false});
    }

    std::size_t read_one(std::size_t at) {
        const char c = text_[at];
        if (c == '\\' && at + 1 < text_.size() && is_punctuation(text_[at + 1])) {
            ++seen_;
            return at + 2;
        }
        if (c == '`') return read_backticks(at);
        if (c == '<') return read_angle(at);
        if (c == '!' && starts(at, "![")) {
            open_.push_back({at + 1, true, true, seen_});
            return at + 2;
        }
        if (c == '[') {
            open_.push_back({at, false, true, seen_});
            return at + 1;
        }
        if (c == ']') return close_bracket(at);
        if (c == '&') return read_entity(at);
        return read_character(at);
    }

    std::size_t read_character(std::size_t at) {
        if (static_cast<unsigned char>(text_[at]) < 0x80) {
            if (!is_blank(text_[at])) ++seen_;
            return at + 1;
        }
        const auto c = base::next_code_point(text_, at);
        if (!c || !is_blank_code_point(*c)) ++seen_;
        return at;
    }

    /// A character spelt by its number may be one that nobody sees.
    std::size_t read_entity(std::size_t at) {
        const std::size_t end = text_.substr(at, 40).find(';');
        const std::string_view name = end == k_none ? std::string_view() : text_.substr(at + 1, end - 1);
        if (name.empty() || (name[0] != '#' && !is_letter(name[0]))) {
            ++seen_;
            return at + 1;
        }
        const std::optional<char32_t> c = code_point_of(name);
        if (c && base::is_invisible(*c))
            mark(at, at + end + 1, "invisible-characters");
        else if (!c || !is_blank_code_point(*c))
            ++seen_;
        return at + end + 1;
    }

    static std::optional<char32_t> code_point_of(std::string_view name) {
        if (name == "nbsp" || name == "ensp" || name == "emsp" || name == "thinsp") return 0xA0;
        for (const std::string_view hidden : {"zwj", "zwnj", "ZeroWidthSpace", "NoBreak", "ApplyFunction", "af", "it", "InvisibleTimes",
                                              "ic", "InvisibleComma", "lrm", "rlm", "shy"})
            if (name == hidden) return 0x200B;
        if (name[0] != '#') return {};
        const bool is_hexadecimal = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
        char32_t value = 0;
        for (const char c : name.substr(is_hexadecimal ? 2 : 1)) {
            const bool letter = is_hexadecimal && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
            if (!is_digit(c) && !letter) return {};
            value = value * (is_hexadecimal ? 16 : 10) + static_cast<char32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
            if (value > 0x10FFFF) return {};
        }
        return value;
    }

    void note_backticks() {
        for (std::size_t at = text_.find('`'); at != k_none; at = text_.find('`', at)) {
            const std::size_t end = std::min(text_.find_first_not_of('`', at), text_.size());
            runs_[end - at].push_back(at);
            at = end;
        }
    }

    std::size_t read_backticks(std::size_t at) {
        const std::size_t end = std::min(text_.find_first_not_of('`', at), text_.size());
        const std::vector<std::size_t>& places = runs_[end - at];
        const auto close = std::upper_bound(places.begin(), places.end(), at);
        ++seen_;
        return close == places.end() ? end : *close + (end - at);
    }

    std::size_t read_angle(std::size_t at) {
        if (const std::size_t end = autolink_end(at); end != k_none) {
            ++seen_;
            return end;
        }
        if (starts(at, "<!--")) return hide_until(at, "-->", "comment", HideRest::yes);
        if (starts(at, "<?")) return hide_until(at, "?>", "processing-instruction", HideRest::no);
        if (starts(at, "<![CDATA[")) return hide_until(at, "]]>", "cdata", HideRest::no);
        if (at + 2 < text_.size() && text_[at + 1] == '!' && is_letter(text_[at + 2]))
            return hide_until(at, ">", "declaration", HideRest::no);
        const std::size_t end = inline_tag_end(text_, at);
        if (end == k_none) {
            ++seen_;
            return at + 1;
        }
        const HtmlTag tag = read_tag(text_, at);
        for (const Range hidden : hidden_in_tag(text_, tag, TagPlace::paragraph)) mark(hidden.begin, hidden.end, "attribute");
        if (tag.name == "img") ++seen_;
        note_fold(tag, at);
        return end;
    }

    void note_fold(const HtmlTag& tag, std::size_t at) {
        if (tag.name == "details") facts_.folds.push_back({leaf_.at[tag.end - 1] + 1, true, tag.attributes.empty()});
        if (tag.name == "/details") facts_.folds.push_back({leaf_.at[at], false, false});
    }

    enum class HideRest { no, yes };

    /// An unclosed comment is text for GitHub when it starts inside a line; it is hidden all the same, because others hide it.
    std::size_t hide_until(std::size_t at, std::string_view until, std::string_view kind, HideRest rest) {
        std::size_t& missing = missing_[until];
        const std::size_t from = at + (until == "-->" ? 2 : 1);
        const std::size_t end = missing > 0 ? k_none : text_.find(until, from);
        if (end != k_none) {
            mark(at, end + until.size(), kind);
            return end + until.size();
        }
        missing = 1;
        if (rest == HideRest::yes) {
            mark(at, base::trim_right(text_).size(), kind);
            return text_.size();
        }
        ++seen_;
        return at + 1;
    }

    /// `<scheme:…>` or `<mail@address>`: shown as it stands.
    std::size_t autolink_end(std::size_t at) const {
        const std::size_t close = text_.find_first_of(" \t\n<>", at + 1);
        if (close == k_none || text_[close] != '>') return k_none;
        const std::string_view inside = text_.substr(at + 1, close - at - 1);
        const std::size_t colon = inside.substr(0, 40).find(':');
        if (colon != k_none && colon >= 2 && colon <= 32 && is_letter(inside[0]) &&
            std::all_of(inside.begin(), inside.begin() + static_cast<std::ptrdiff_t>(colon),
                        [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '.' || c == '-'; }))
            return close + 1;
        const std::size_t sign = inside.find('@');
        const bool is_mail = sign != k_none && sign > 0 && sign + 1 < inside.size() && inside.find_first_of("\"'=/") == k_none;
        return is_mail ? close + 1 : k_none;
    }

    std::size_t close_bracket(std::size_t at) {
        if (open_.empty()) {
            ++seen_;
            return at + 1;
        }
        const Bracket bracket = open_.back();
        open_.pop_back();
        if (!bracket.may_be_link && !bracket.is_image) {
            ++seen_;
            return at + 1;
        }
        if (const auto target = scan_link_target(text_, at + 1, scan_)) {
            judge_link(bracket, at, *target);
            return link_done(bracket, target->end);
        }
        if (const std::size_t end = read_reference(bracket, at); end > 0) return link_done(bracket, end);
        read_footnote(bracket, at);
        ++seen_;
        return at + 1;
    }

    std::size_t link_done(const Bracket& bracket, std::size_t end) {
        if (bracket.is_image) {
            ++seen_;
            return end;
        }
        for (auto outer = open_.rbegin(); outer != open_.rend(); ++outer) {
            if (outer->is_image) continue;
            if (!outer->may_be_link) break;
            outer->may_be_link = false;
        }
        return end;
    }

    void judge_link(const Bracket& bracket, std::size_t close, const LinkTarget& target) {
        const Range inside{bracket.at + 1, close};
        if (target.title.end > target.title.begin + 2) mark(target.title.begin, target.title.end, "link-title");
        if (!judge_text(bracket, inside, target.end)) return;
        if (slice(inside) != slice(target.destination)) judge_address(target.destination);
    }

    /// False when the whole link is hidden.
    bool judge_text(const Bracket& bracket, Range inside, std::size_t end) {
        if (bracket.is_image) {
            if (!is_plain_alt(slice(inside))) mark(inside.begin, inside.end, "image-alt");
            return true;
        }
        if (seen_ > bracket.seen) return true;
        mark(bracket.at, end, "empty-link");
        return false;
    }

    void judge_address(Range address) {
        if (is_plain_address(slice(address))) return;
        // Where the page is may stay when only what is asked of it is prose.
        const std::size_t query = slice(address).find('?');
        const std::size_t begin =
            query != k_none && is_plain_address(slice(address).substr(0, query)) ? address.begin + query : address.begin;
        mark(begin, address.end, "link-address");
    }

    /// `[text][label]`, `[label][]` or `[label]`; gives the place behind it, or 0.
    std::size_t read_reference(const Bracket& bracket, std::size_t close) {
        const Range inside{bracket.at + 1, close};
        std::size_t end = close + 1;
        Range label = inside;
        bool is_full = false;
        if (const std::size_t next = close + 1; next < text_.size() && text_[next] == '[') {
            const std::size_t label_end = scan_label(text_, next);
            if (label_end != k_none) {
                label = {next + 1, label_end};
                end = label_end + 1;
                is_full = true;
            } else if (starts(next, "[]")) {
                end = next + 2;
            }
        }
        if (label.end - label.begin > 999) return 0;
        const std::string folded = fold_label(slice(label));
        const auto found = facts_.links.find(folded);
        if (found == facts_.links.end()) return 0;
        found->second = true;
        if (!bracket.is_image && !is_full) facts_.shown_labels.insert(folded);
        if (is_full && !is_plain_label(slice(label))) mark(label.begin, label.end, "link-label");
        judge_text(bracket, inside, end);
        return end;
    }

    void read_footnote(const Bracket& bracket, std::size_t close) {
        if (bracket.at + 2 >= close || text_[bracket.at + 1] != '^' || close - bracket.at > 999) return;
        const std::string label = fold_label(text_.substr(bracket.at + 2, close - bracket.at - 2));
        if (facts_.footnotes.contains(label) && facts_.used_footnotes.insert(label).second) facts_.footnotes_to_read.push_back(label);
    }

    const LeafText& leaf_;
    std::string_view text_;
    MarkupFacts& facts_;
    std::vector<HiddenMark>& marks_;
    std::vector<Bracket> open_;
    std::unordered_map<std::size_t, std::vector<std::size_t>> runs_;  // of backticks, by length
    std::unordered_map<std::string_view, std::size_t> missing_;       // ends that do not come any more
    LinkScan scan_;
    std::size_t seen_ = 0;  // visible characters so far
};

}  // namespace

void find_hidden_inlines(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks) {
    InlineReader(leaf, facts, marks).read();
}

}  // namespace proffer::prompt
