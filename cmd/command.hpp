// One row a command; each command's file parses its flags and calls one function of wiring or lib.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/result.hpp"

namespace proffer::cmd {

/// Exit status of a command that ran; its own problems are printed by it. An Error is printed by `main`.
using Run = std::function<Result<int>()>;

struct CommonFlags {
    std::string repo = ".";
    std::string config;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    std::string color = "auto";
    std::vector<std::string> arguments;  ///< as given to us, without the program's name
};

/// Adds the command's flags to `app` and gives back what to run once they are parsed.
using Define = Run (*)(CLI::App& app, CommonFlags& common);

Run define_run(CLI::App& app, CommonFlags& common);
Run define_propose(CLI::App& app, CommonFlags& common);
Run define_publish(CLI::App& app, CommonFlags& common);
Run define_replay(CLI::App& app, CommonFlags& common);
Run define_locate(CLI::App& app, CommonFlags& common);
Run define_apply(CLI::App& app, CommonFlags& common);
Run define_check(CLI::App& app, CommonFlags& common);
Run define_init(CLI::App& app, CommonFlags& common);
Run define_plan(CLI::App& app, CommonFlags& common);
Run define_report(CLI::App& app, CommonFlags& common);
Run define_doctor(CLI::App& app, CommonFlags& common);
Run define_gc(CLI::App& app, CommonFlags& common);
Run define_hook(CLI::App& app, CommonFlags& common);
Run define_status(CLI::App& app, CommonFlags& common);

struct Command {
    const char* name;
    const char* summary;
    Define define;
};

inline constexpr std::array k_commands = {
    Command{"run", "propose edits for declared tasks, prove them, publish a branch or pull request", define_run},
    Command{"propose", "everything up to the verdict; writes an artifact directory, pushes nothing", define_propose},
    Command{"publish", "publish the proposal of an artifact directory, after guarding it again", define_publish},
    Command{"replay", "run a recorded journal again, offline; fails unless it reaches the same tree", define_replay},
    Command{"locate", "rank the files of a commit that an instruction is about", define_locate},
    Command{"apply", "apply a model reply to a directory, all or nothing", define_apply},
    Command{"check", "validate .proffer.yml; --print shows the effective configuration", define_check},
    Command{"init", "write a starter .proffer.yml", define_init},
    Command{"plan", "print the runs an event calls for, as a CI matrix or a child pipeline", define_plan},
    Command{"report", "render the journal of an artifact directory", define_report},
    Command{"doctor", "say, before any token is spent, what forge, model or runner will refuse", define_doctor},
    Command{"gc", "delete proposal branches that are done with, and what killed runs left", define_gc},
    Command{"hook", "put the pre-push hook into the repository, or take it out", define_hook},
    Command{"status", "show the runs that pushes have started; --costs: what runs have cost", define_status},
};

}  // namespace proffer::cmd
