// The answer to a diagnosis.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "prompt/compose.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view reply = fuzz::text_of(data, size);
    const prompt::Diagnosis diagnosis = prompt::parse_diagnosis(reply);
    PROFFER_PROMISE(diagnosis.root_cause.size() + diagnosis.instructions.size() <= 3 * size, "a diagnosis is not longer than its reply");
    PROFFER_PROMISE(base::trim(diagnosis.instructions) == diagnosis.instructions, "instructions are trimmed");
    return 0;
}
