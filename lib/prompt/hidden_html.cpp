// Blocks of HTML: text between tags is seen, comments, attributes and some elements are not.
#include <algorithm>

#include "base/text.hpp"
#include "prompt/hidden_inlines.hpp"
#include "prompt/html_tags.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_none = std::string_view::npos;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

class HtmlReader {
 public:
    HtmlReader(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks)
        : leaf_(leaf), text_(leaf.bytes), facts_(facts), marks_(marks) {}

    OpenMarkup read() {
        for (std::size_t at = text_.find('<'); at != k_none && at < text_.size(); at = text_.find('<', at)) at = read_markup(at);
        return open_;
    }

 private:
    [[nodiscard]] bool starts(std::size_t at, std::string_view with) const { return text_.substr(at).starts_with(with); }

    void mark(std::size_t begin, std::size_t end, std::string_view kind) { marks_.push_back({leaf_.source(begin, end), kind, false}); }

    std::size_t read_markup(std::size_t at) {
        if (starts(at, "<!--")) return read_comment(at);
        if (starts(at, "<![CDATA[")) return hide_until(at, "]]>", "cdata");
        if (starts(at, "<?")) return hide_until(at, "?>", "processing-instruction");
        if (starts(at, "<!")) return hide_until(at, ">", "declaration");
        const std::size_t letter = at + (starts(at, "</") ? 2 : 1);
        if (letter < text_.size() && is_letter(text_[letter])) return read_element(at);
        return at + 1;
    }

    std::size_t read_comment(std::size_t at) {
        for (const std::string_view empty : {"<!-->", "<!--->"})
            if (starts(at, empty)) return at + empty.size();
        const std::size_t end = text_.find("-->", at + 4);
        // A browser also ends it at "--!>"; what stands behind that is hidden too, because Markdown goes on to "-->".
        if (end != k_none) {
            mark(at, end + 3, "comment");
            return end + 3;
        }
        return stay_open(at, "-->", "comment");
    }

    std::size_t hide_until(std::size_t at, std::string_view until, std::string_view kind) {
        const std::size_t end = text_.find(until, at + 2);
        if (end == k_none) return stay_open(at, until, kind);
        mark(at, end + until.size(), kind);
        return end + until.size();
    }

    std::size_t stay_open(std::size_t at, std::string_view until, std::string_view kind) {
        mark(at, text_.size(), kind);
        open_ = {leaf_.at[at], until, kind};
        return text_.size();
    }

    std::size_t read_element(std::size_t at) {
        const HtmlTag tag = read_tag(text_, at);
        if (!tag.is_closed) {
            // Text like "<p> 1 <x" at the end of a block: a browser waits for the tag's end in what follows.
            return stay_open(at, ">", "unclosed-tag");
        }
        for (const Range hidden : hidden_in_tag(text_, tag, TagPlace::block)) mark(hidden.begin, hidden.end, "attribute");
        note_fold(tag, at);
        if (!hides_content(tag.name)) return tag.end;
        const std::size_t end = std::min(find_end_tag(tag.name, tag.end), text_.size());
        mark(tag.end, end, "element");
        return end;
    }

    void note_fold(const HtmlTag& tag, std::size_t at) {
        const auto is_open = [](const HtmlAttribute& attribute) { return attribute.name == "open"; };
        if (tag.name == "/details") facts_.folds.push_back({leaf_.at[at], false, false});
        if (tag.name == "details") {
            const bool shown = std::any_of(tag.attributes.begin(), tag.attributes.end(), is_open);
            facts_.folds.push_back({leaf_.at[tag.end - 1] + 1, true, !shown});
        }
    }

    /// Each name is looked for once when it has no end tag any more.
    std::size_t find_end_tag(const std::string& name, std::size_t from) {
        if (lower_.empty()) lower_ = base::to_lower(text_);
        return lower_.find("</" + name, from);
    }

    const LeafText& leaf_;
    std::string_view text_;
    MarkupFacts& facts_;
    std::vector<HiddenMark>& marks_;
    std::string lower_;
    OpenMarkup open_;
};

}  // namespace

OpenMarkup find_hidden_html(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks) {
    return HtmlReader(leaf, facts, marks).read();
}

}  // namespace proffer::prompt
