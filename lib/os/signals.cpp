// Turns the signals that end us into a flag.
#include "os/signals.hpp"

#include <csignal>
#include <initializer_list>

#include "base/stop_flag.hpp"

namespace proffer::os {

namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

void remember(int signal) {
    asked_to_stop = signal;
}

}  // namespace

void watch_signals() {
    struct sigaction action = {};
    sigemptyset(&action.sa_mask);
    action.sa_handler = remember;  // no SA_RESTART: waiting calls return and look at the flag
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, nullptr);
}

int stop_signal() {
    return static_cast<int>(asked_to_stop);
}

bool is_to_stop() {
    return stop_signal() != 0 || base::is_flagged_to_stop();
}

}  // namespace proffer::os
