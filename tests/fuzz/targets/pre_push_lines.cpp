// The lines git gives a pre-push hook. Input: those lines.
#include "ci/pre_push.hpp"

#include "base/text.hpp"
#include "fuzz/support/input.hpp"

using namespace proffer;

namespace {

void check_ref(const ci::PushedRef& ref) {
    PROFFER_PROMISE(ref.commit.size() == 40 || ref.commit.size() == 64, "an object id has its length");
    PROFFER_PROMISE(ref.commit.size() == ref.before.size(), "both ids are of one kind");
    PROFFER_PROMISE(ref.remote_ref.starts_with("refs/"), "the remote ref is a full one");
    PROFFER_PROMISE(ref.remote_ref.find_first_of(" \n\t\x7f") == std::string::npos, "the remote ref is one word");
    PROFFER_PROMISE(!ref.local_ref.empty() && ref.local_ref.find('\n') == std::string::npos, "the local ref is one line");
    const domain::Trigger trigger = ci::push_trigger(ref, "origin", {});
    PROFFER_PROMISE(base::visible_line(trigger.summary) == trigger.summary, "the summary is one visible line");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto refs = ci::parse_pre_push(text);
    if (!refs) {
        PROFFER_PROMISE(fuzz::is_printable(refs.error().message), "a refusal can be printed");
        return 0;
    }
    std::string again;
    for (const ci::PushedRef& ref : *refs) {
        check_ref(ref);
        again += ref.local_ref + " " + ref.commit + " " + ref.remote_ref + " " + ref.before + "\n";
    }
    PROFFER_PROMISE(again == text, "what is accepted is read without loss");
    for (const ci::PushedRef& ref : ci::branches_to_run_for(*refs))
        PROFFER_PROMISE(!ref.is_deletion() && !ref.branch().empty(), "tasks run for branches");
    return 0;
}
