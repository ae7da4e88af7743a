// The code fences of a reply and the file names that go with them.
#pragma once

#include <string>
#include <vector>

#include "edit/paths.hpp"
#include "edit/reply_lines.hpp"

namespace proffer::edit {

struct FencedBlock {
    Fence fence;
    std::size_t open = 0;          ///< line of the opening fence
    std::size_t close = 0;         ///< line of the closing one
    std::string path;              ///< as said above it or in its line; empty: none
    bool said_in_passing = false;  ///< the path is only mentioned in the sentence above
};

struct Fences {
    std::vector<FencedBlock> blocks;
    bool left_open = false;  ///< the last one is
    bool nested = false;     ///< a fence opens inside one of the same kind: where the outer one ends is not sure
};

[[nodiscard]] Fences find_fences(const ReplyLines& lines, const Paths& paths);

}  // namespace proffer::edit
