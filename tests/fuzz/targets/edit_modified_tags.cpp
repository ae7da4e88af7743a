// The reader of <MODIFIED> tags, and its edits on files.
#include "fuzz/support/edit_scene.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::check_reader(fuzz::text_of(data, size),
                              [](const edit::ReplyLines& lines, const edit::Paths&) { return edit::read_modified_tags(lines); });
}
