// Line by line, as CommonMark's reference algorithm goes: continue open containers, open new ones, give the rest to the leaf.
#include "prompt/markdown_blocks.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "prompt/markdown_line.hpp"
#include "prompt/markdown_links.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_deepest_containers = 100;
constexpr std::size_t k_most_columns = 1000;

struct Container {
    enum class Kind { quote, item, footnote };
    Kind kind = Kind::quote;
    std::size_t indent = 0;    // of an item's content
    bool has_content = false;  // an item that starts with a blank line must get some on the next
    std::size_t footnote = 0;  // index
};

class BlockReader {
 public:
    explicit BlockReader(std::string_view source) : source_(source) {}

    Blocks read() {
        for (std::size_t begin = 0; begin < source_.size();) {
            const std::size_t end = std::min(source_.find_first_of("\r\n", begin), source_.size());
            MarkdownLine line(source_, begin, end);
            read_line(line);
            begin = end + (source_.substr(end).starts_with("\r\n") ? 2 : 1);
        }
        close_leaf();
        return std::move(blocks_);
    }

 private:
    enum class State { none, paragraph, fenced, html, indented, table };

    [[nodiscard]] bool in_paragraph() const { return state_ == State::paragraph; }

    void read_line(MarkdownLine& line) {
        std::size_t matched = 0;
        while (matched < open_.size() && continues(open_[matched], line)) ++matched;
        const bool all = matched == open_.size();
        if (!all && !in_paragraph()) keep_open(matched);
        if (!all && line.is_blank()) keep_open(matched);
        if (all && takes(line)) return note_extent(line);
        const bool may_be_lazy = in_paragraph();
        const bool opened = open_new(line, matched, all && in_paragraph());
        if (done_with_line_) {
            done_with_line_ = false;
        } else if (may_be_lazy && !opened && !line.is_blank()) {
            add_to_paragraph(line);  // also lazily
        } else if (!line.is_blank()) {
            keep_open(std::max(matched, opened ? open_.size() : matched));
            close_leaf();
            start_paragraph(line);
        }
        note_extent(line);
    }

    /// Whether the line goes on inside the container; its marks are then taken off.
    static bool continues(Container& container, MarkdownLine& line) {
        switch (container.kind) {
            case Container::Kind::quote:
                if (line.indent() > 3 || !line.rest().starts_with('>')) return false;
                line.skip_columns(line.indent() + 1);
                if (line.indent() > 0) line.skip_columns(1);
                return true;
            case Container::Kind::item:
                if (line.is_blank()) {
                    if (container.has_content) line.skip_indent();
                    return container.has_content;
                }
                if (line.indent() < container.indent) return false;
                line.skip_columns(container.indent);
                container.has_content = true;
                return true;
            case Container::Kind::footnote:
                if (line.is_blank()) return true;
                if (line.indent() < 4) return false;
                line.skip_columns(4);
                return true;
        }
        return false;
    }

    /// The open leaf takes the line as it is.
    bool takes(MarkdownLine& line) {
        switch (state_) {
            case State::fenced:
                if (line.indent() <= 3 && is_closing_fence(line.rest(), fence_, fence_length_)) state_ = State::none;
                return true;
            case State::html:
                if (html_kind_ >= 6 && line.is_blank()) {
                    close_leaf();
                    return true;
                }
                add_html(line);
                return true;
            case State::indented:
                if (line.is_blank() || line.indent() >= 4) return true;
                state_ = State::none;
                return false;
            case State::table:
            case State::paragraph:
                if (line.is_blank()) close_leaf();
                return false;
            case State::none: return false;
        }
        return false;
    }

    /// Opens containers and leaves as long as some start here. `done_with_line_` tells that nothing is left of the line.
    bool open_new(MarkdownLine& line, std::size_t matched, bool in_paragraph_here) {
        bool opened = false;
        const auto commit = [&] {
            if (!opened) keep_open(matched);
            if (state_ != State::none) close_leaf();
            opened = true;
            in_paragraph_here = false;
        };
        while (!line.is_blank() && line.indent() <= 3) {
            if (open_leaf(line, commit, in_paragraph_here)) return true;
            if (!open_container(line, commit, in_paragraph_here)) break;
        }
        if (!line.is_blank() && line.indent() >= 4 && !(in_paragraph() && !opened)) {
            commit();
            state_ = State::indented;
            done_with_line_ = true;
        }
        if (line.is_blank()) done_with_line_ = true;
        return opened;
    }

    template <typename Commit>
    bool open_container(MarkdownLine& line, Commit& commit, bool in_paragraph_here) {
        if (open_.size() >= k_deepest_containers) return false;
        const std::string_view rest = line.rest();
        if (rest.starts_with('>')) {
            commit();
            line.skip_columns(line.indent() + 1);
            if (line.indent() > 0) line.skip_columns(1);
            open_.push_back({Container::Kind::quote, 0, true, 0});
            return true;
        }
        if (const std::size_t width = footnote_start(rest); width > 0) {
            commit();
            blocks_.footnotes.push_back({fold_label(rest.substr(2, width - 4)), {line.nonspace(), line.end()}});
            line.skip_columns(line.indent() + width);
            open_.push_back({Container::Kind::footnote, 0, true, blocks_.footnotes.size() - 1});
            return true;
        }
        return open_item(line, commit, in_paragraph_here);
    }

    template <typename Commit>
    bool open_item(MarkdownLine& line, Commit& commit, bool in_paragraph_here) {
        const auto marker = list_marker(line.rest());
        if (!marker) return false;
        const bool is_empty = base::trim(line.rest().substr(marker->width)).empty();
        if (in_paragraph_here && (is_empty || !marker->starts_at_one)) return false;
        commit();
        std::size_t indent = line.indent() + marker->width;
        line.skip_columns(indent);
        const std::size_t padding = is_empty || line.indent() > 4 ? 1 : line.indent();
        if (!is_empty) line.skip_columns(padding);
        open_.push_back({Container::Kind::item, indent + padding, !is_empty, 0});
        return true;
    }

    /// True when a leaf took the rest of the line.
    template <typename Commit>
    bool open_leaf(MarkdownLine& line, Commit& commit, bool in_paragraph_here) {
        const std::string_view rest = line.rest();
        done_with_line_ = true;
        if (is_atx_heading(rest)) {
            commit();
            add_leaf(Leaf::Kind::inlines, {line.nonspace(), line.end()});
            return true;
        }
        if (const std::size_t length = opening_fence(rest); length > 0) {
            commit();
            state_ = State::fenced;
            fence_ = rest[0];
            fence_length_ = length;
            blocks_.fence_infos.push_back({line.nonspace() + length, line.end()});
            return true;
        }
        if (const int kind = html_block_start(rest, in_paragraph()); kind > 0) {
            commit();
            state_ = State::html;
            html_kind_ = kind;
            add_html(line);
            return true;
        }
        if (in_paragraph_here && is_setext_underline(rest) && has_more_than_definitions()) {
            close_leaf();
            return true;
        }
        if (in_paragraph_here && open_table(line)) return true;
        if (is_thematic_break(rest)) {
            commit();
            return true;
        }
        if (state_ == State::table && !starts_container(rest)) {
            add_row(line);
            return true;
        }
        done_with_line_ = false;
        return false;
    }

    [[nodiscard]] static bool starts_container(std::string_view rest) {
        return rest.starts_with('>') || footnote_start(rest) > 0 || list_marker(rest).has_value();
    }

    /// The paragraph's last line is the header when the line under it has as many columns.
    bool open_table(MarkdownLine& line) {
        const std::size_t columns = delimiter_columns(line.rest());
        if (columns == 0 || columns > k_most_columns) return false;
        const Range header = last_line_;
        const std::string_view row = source_.substr(header.begin, header.end - header.begin);
        if (line.rest().find('|') == std::string_view::npos && line.rest().find(':') == std::string_view::npos && columns < 2 &&
            row.find('|') == std::string_view::npos)
            return false;
        if (table_cells(row).size() != columns) return false;
        paragraph_.bytes.resize(last_line_at_);
        paragraph_.at.resize(last_line_at_);
        close_leaf();
        state_ = State::table;
        columns_ = columns;
        add_cells(header);
        return true;
    }

    void add_row(MarkdownLine& line) { add_cells({line.nonspace(), line.end()}); }

    void add_cells(Range row) {
        const std::vector<Range> cells = table_cells(source_.substr(row.begin, row.end - row.begin));
        for (std::size_t i = 0; i < cells.size() && i < columns_; ++i) {
            Leaf leaf{Leaf::Kind::inlines, {}, footnote()};
            for (std::size_t at = row.begin + cells[i].begin; at < row.begin + cells[i].end; ++at)
                if (source_[at] != '\\' || !source_.substr(at).starts_with("\\|")) leaf.text.append(source_, {at, at + 1});
            blocks_.leaves.push_back(std::move(leaf));
        }
        if (cells.size() > columns_) blocks_.extra_cells.push_back({row.begin + cells[columns_].begin, row.begin + cells.back().end});
    }

    void start_paragraph(MarkdownLine& line) {
        state_ = State::paragraph;
        paragraph_ = {};
        add_to_paragraph(line);
    }

    void add_to_paragraph(MarkdownLine& line) {
        last_line_at_ = paragraph_.bytes.size();
        last_line_ = {line.nonspace(), line.end()};
        paragraph_.append(source_, {line.nonspace(), line.end()});
        add_line_end(paragraph_, line.end());
    }

    void add_html(MarkdownLine& line) {
        const std::size_t begin = line.offset();
        html_.append(source_, {begin, line.end()});
        add_line_end(html_, line.end());
        if (html_block_ends(source_.substr(begin, line.end() - begin), html_kind_)) close_leaf();
    }

    /// Nothing stands for the end of the last line when the source has none.
    void add_line_end(LeafText& text, std::size_t at) const {
        if (at >= source_.size()) return;
        text.bytes += '\n';
        text.at.push_back(at);
    }

    void add_leaf(Leaf::Kind kind, Range range) {
        Leaf leaf{kind, {}, footnote()};
        leaf.text.append(source_, range);
        blocks_.leaves.push_back(std::move(leaf));
    }

    [[nodiscard]] bool has_more_than_definitions() const {
        std::size_t at = 0;
        while (const auto found = scan_definition(paragraph_.bytes, at)) at = found->target.end;
        return at < paragraph_.bytes.size();
    }

    /// Definitions at a paragraph's start are no part of it.
    void close_paragraph() {
        std::size_t at = 0;
        while (const auto found = scan_definition(paragraph_.bytes, at)) {
            const auto place = [this](Range range) { return paragraph_.source(range.begin, range.end); };
            LinkDefinition definition;
            definition.label =
                fold_label(std::string_view(paragraph_.bytes).substr(found->label.begin, found->label.end - found->label.begin));
            definition.all = place({at, found->target.end});
            definition.label_range = place(found->label);
            definition.destination = place(found->target.destination);
            definition.title = place(found->target.title);
            blocks_.definitions.push_back(std::move(definition));
            at = found->target.end;
        }
        Leaf leaf{Leaf::Kind::inlines, {}, footnote()};
        leaf.text.bytes = paragraph_.bytes.substr(at);
        leaf.text.at.assign(paragraph_.at.begin() + static_cast<std::ptrdiff_t>(at), paragraph_.at.end());
        if (!leaf.text.bytes.empty()) blocks_.leaves.push_back(std::move(leaf));
        paragraph_ = {};
    }

    void close_leaf() {
        if (state_ == State::paragraph) close_paragraph();
        if (state_ == State::html) {
            blocks_.leaves.push_back({Leaf::Kind::html, std::move(html_), footnote()});
            html_ = {};
        }
        state_ = State::none;
    }

    void keep_open(std::size_t count) {
        if (count >= open_.size()) return;
        close_leaf();
        open_.resize(count);
    }

    [[nodiscard]] std::optional<std::size_t> footnote() const {
        for (auto container = open_.rbegin(); container != open_.rend(); ++container)
            if (container->kind == Container::Kind::footnote) return container->footnote;
        return {};
    }

    void note_extent(const MarkdownLine& line) {
        for (const Container& container : open_)
            if (container.kind == Container::Kind::footnote) blocks_.footnotes[container.footnote].all.end = line.end();
    }

    std::string_view source_;
    Blocks blocks_;
    std::vector<Container> open_;
    State state_ = State::none;
    bool done_with_line_ = false;
    LeafText paragraph_, html_;
    Range last_line_;               // of the paragraph, in the source
    std::size_t last_line_at_ = 0;  // in the paragraph
    char fence_ = '`';
    std::size_t fence_length_ = 0;
    int html_kind_ = 0;
    std::size_t columns_ = 0;
};

}  // namespace

void LeafText::append(std::string_view source, Range range) {
    bytes += source.substr(range.begin, range.end - range.begin);
    for (std::size_t place = range.begin; place < range.end; ++place) at.push_back(place);
}

Range LeafText::source(std::size_t begin, std::size_t end) const {
    if (begin >= end || begin >= at.size()) return {};
    return {at[begin], at[std::min(end, at.size()) - 1] + 1};
}

std::string fold_label(std::string_view label) {
    std::string folded;
    for (const char c : base::trim(label)) {
        const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!is_blank)
            folded += c;
        else if (!folded.ends_with(' '))
            folded += ' ';
    }
    return base::to_lower(folded);
}

Blocks read_blocks(std::string_view markdown) {
    return BlockReader(markdown).read();
}

}  // namespace proffer::prompt
