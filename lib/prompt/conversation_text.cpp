// Messages one after the other.
#include "prompt/conversation_text.hpp"

namespace proffer::prompt {

std::string conversation_text(const domain::Prompt& prompt) {
    std::string text = prompt.system;
    const bool several = prompt.messages.size() > 1;
    for (const domain::Message& message : prompt.messages) {
        if (!text.empty()) text += text.ends_with('\n') ? "\n" : "\n\n";
        if (several) text += message.role == domain::Role::user ? "--- user ---\n" : "--- assistant ---\n";
        text += message.text;
    }
    if (!text.ends_with('\n')) text += '\n';
    return text;
}

}  // namespace proffer::prompt
