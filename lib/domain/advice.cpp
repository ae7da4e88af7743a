// Making advice, and what it means for the exit status.
#include "domain/advice.hpp"

#include <utility>

namespace proffer::domain {

std::string_view name(Outlook outlook) {
    switch (outlook) {
        case Outlook::ok: return "ok";
        case Outlook::warning: return "warning";
        case Outlook::problem: return "problem";
    }
    PROFFER_ASSERT(false, "unknown outlook");
}

Advice fine(std::string name, std::string message) {
    return {std::move(name), Outlook::ok, std::move(message), "", Conclusion::success};
}

Advice warning(std::string name, std::string message, std::string remedy) {
    return {std::move(name), Outlook::warning, std::move(message), std::move(remedy), Conclusion::success};
}

Advice problem(std::string name, std::string message, std::string remedy, Conclusion conclusion) {
    return {std::move(name), Outlook::problem, std::move(message), std::move(remedy), conclusion};
}

Advice problem(std::string name, const Error& error, Conclusion conclusion) {
    return problem(std::move(name), error.text(), error.hint.empty() ? std::string(next_step(conclusion)) : error.hint, conclusion);
}

int exit_status(const std::vector<Advice>& advice) {
    for (const Advice& one : advice)
        if (one.outlook == Outlook::problem) return exit_status(one.conclusion);
    return 0;
}

}  // namespace proffer::domain
