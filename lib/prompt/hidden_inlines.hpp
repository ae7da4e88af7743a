// What the text of one paragraph, heading or cell hides.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "prompt/hidden_marks.hpp"

namespace proffer::prompt {

/// What all leaves share: definitions and who used them, and tags that fold text away.
struct MarkupFacts {
    std::set<std::string, std::less<>> footnotes;
    std::map<std::string, bool, std::less<>> links;   ///< label → has been used
    std::set<std::string, std::less<>> shown_labels;  ///< used as a link's own text
    std::set<std::string, std::less<>> used_footnotes;
    std::vector<std::string> footnotes_to_read;  ///< used ones, as they come
    struct Fold {
        std::size_t place;
        bool opens;
        bool is_collapsed;
    };
    std::vector<Fold> folds;
};

void find_hidden_inlines(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks);

/// A block of HTML, read as a browser does. Gives the place in the source from which an unclosed comment or tag hides what follows
/// the block as well, or npos; `until` then is what ends it.
struct OpenMarkup {
    std::size_t from = std::string::npos;
    std::string_view until;
    std::string_view kind;
};
[[nodiscard]] OpenMarkup find_hidden_html(const LeafText& leaf, MarkupFacts& facts, std::vector<HiddenMark>& marks);

}  // namespace proffer::prompt
