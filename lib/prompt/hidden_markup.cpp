// All leaves of a text: what each hides, which definitions nobody uses, and what is folded away.
#include <algorithm>

#include "prompt/hidden_inlines.hpp"
#include "prompt/plain_values.hpp"

namespace proffer::prompt {
namespace {

class MarkupReader {
 public:
    explicit MarkupReader(std::string_view source) : source_(source), blocks_(read_blocks(source)) {
        for (const LinkDefinition& definition : blocks_.definitions) facts_.links.emplace(definition.label, false);
        for (const Footnote& footnote : blocks_.footnotes) facts_.footnotes.insert(footnote.label);
    }

    std::vector<HiddenMark> read() {
        read_leaves();
        read_footnotes();
        for (const LinkDefinition& definition : blocks_.definitions) judge(definition);
        for (const Range info : blocks_.fence_infos)
            if (!is_plain_fence_info(text(info))) mark(info, "fence-info");
        for (const Range cells : blocks_.extra_cells) mark(cells, "table-cell");
        read_folds();
        return std::move(marks_);
    }

 private:
    [[nodiscard]] std::string_view text(Range range) const { return source_.substr(range.begin, range.end - range.begin); }

    void mark(Range range, std::string_view kind) { marks_.push_back({range, kind, false}); }

    void read_leaves() {
        for (const Leaf& leaf : blocks_.leaves)
            if (!leaf.footnote) read_leaf(leaf);
    }

    void read_leaf(const Leaf& leaf) {
        if (leaf.text.at.empty() || leaf.text.at.front() < hidden_until_) return;
        if (leaf.kind == Leaf::Kind::inlines) return find_hidden_inlines(leaf.text, facts_, marks_);
        const OpenMarkup open = find_hidden_html(leaf.text, facts_, marks_);
        if (open.from == std::string::npos) return;
        // Ends where a browser finds an end, wherever Markdown ended the block.
        const std::size_t end = source_.find(open.until, leaf.text.at.back());
        hidden_until_ = end == std::string_view::npos ? source_.size() : end + open.until.size();
        mark({open.from, hidden_until_}, open.kind);
    }

    /// A footnote is shown when text that is shown refers to it. Of two with one label the first counts.
    void read_footnotes() {
        std::vector<std::vector<const Leaf*>> leaves(blocks_.footnotes.size());
        for (const Leaf& leaf : blocks_.leaves)
            if (leaf.footnote) leaves[*leaf.footnote].push_back(&leaf);
        std::map<std::string, std::size_t, std::less<>> first;
        for (std::size_t i = 0; i < blocks_.footnotes.size(); ++i) first.emplace(blocks_.footnotes[i].label, i);
        std::vector<bool> is_shown(blocks_.footnotes.size(), false);
        while (!facts_.footnotes_to_read.empty()) {
            const std::size_t index = first.at(facts_.footnotes_to_read.back());
            facts_.footnotes_to_read.pop_back();
            is_shown[index] = true;
            for (const Leaf* leaf : leaves[index]) read_leaf(*leaf);
        }
        for (std::size_t i = 0; i < blocks_.footnotes.size(); ++i)
            if (!is_shown[i]) mark(blocks_.footnotes[i].all, "footnote");
    }

    void judge(const LinkDefinition& definition) {
        const auto used = facts_.links.find(definition.label);
        const bool is_first = judged_.insert(definition.label).second;
        if (!is_first || used == facts_.links.end() || !used->second) return mark(definition.all, "link-definition");
        if (!is_plain_label(text(definition.label_range)) && !facts_.shown_labels.contains(definition.label))
            mark(definition.label_range, "link-label");
        if (!is_plain_address(text(definition.destination))) mark(definition.destination, "link-address");
        if (definition.title.end > definition.title.begin + 2) mark(definition.title, "link-title");
    }

    /// Details that stand closed: told, and left in.
    void read_folds() {
        auto& folds = facts_.folds;
        std::stable_sort(folds.begin(), folds.end(), [](const auto& a, const auto& b) { return a.place < b.place; });
        std::vector<std::size_t> open;       // places of tags that are open
        std::vector<std::size_t> collapsed;  // those of them that stand closed, the outermost first
        const auto tell = [&](std::size_t end) {
            if (collapsed.size() == 1) marks_.push_back({{collapsed.back(), end}, "collapsed", true});
            collapsed.pop_back();
        };
        for (const MarkupFacts::Fold& fold : folds) {
            if (fold.opens) {
                open.push_back(fold.place);
                if (fold.is_collapsed) collapsed.push_back(fold.place);
            } else if (!open.empty()) {
                if (!collapsed.empty() && collapsed.back() == open.back()) tell(fold.place);
                open.pop_back();
            }
        }
        while (!collapsed.empty()) tell(source_.size());
    }

    std::string_view source_;
    Blocks blocks_;
    MarkupFacts facts_;
    std::vector<HiddenMark> marks_;
    std::size_t hidden_until_ = 0;  // by a comment or tag that stays open beyond its block
    std::set<std::string, std::less<>> judged_;
};

}  // namespace

std::vector<HiddenMark> find_hidden_markup(std::string_view markdown) {
    return MarkupReader(markdown).read();
}

}  // namespace proffer::prompt
