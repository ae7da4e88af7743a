// The reader of unified diffs in replies, and its edits on files.
#include "fuzz/support/edit_scene.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    return fuzz::check_reader(fuzz::text_of(data, size), edit::read_unified_patch);
}
