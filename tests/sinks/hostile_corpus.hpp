// Hostile strings, the same in every run: seeds, each in wrappers, each at several places of a text.
#pragma once

#include <string>
#include <vector>

#include "base/text.hpp"
#include "unit/report/hostile_texts.hpp"

namespace proffer::sinks {

/// For logs, quick actions and files of outputs; `hostile_seeds` has those for Markdown and HTML.
inline std::vector<std::string> command_seeds() {
    return {"::add-mask::x",
            "::set-output name=pull-request-number::1",
            "::set-env name=PATH::/tmp",
            "::add-path::/tmp",
            "::stop-commands::x",
            "::error file=a.c,line=1::broken",
            "::warning::x",
            "::notice title=a::b",
            "::debug::x",
            "::group::x",
            "::endgroup::",
            "::save-state name=a::b",
            "::add-matcher::m.json",
            "::remove-matcher owner=x::",
            "::echo::on",
            "##[add-mask]x",
            "##[error]x",
            "##[group]x",
            "##[set-env name=A;]b",
            "##[command]x",
            "##vso[task.setvariable variable=a]b",
            "section_start:1700000000:x\r\x1b[0K",
            "section_end:1700000000:x\r\x1b[0K",
            "section_start:1:a[collapsed=true]\r\x1b[0Kx",
            "\x1b[31mred",
            "\x1b]0;title\x07",
            "\x1b]52;c;eA==\x07",
            "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
            "\x1bP1$r\x1b\\",
            "\x1b[2J\x1b[H",
            "\xC2\x9B"
            "31m",
            "\xC2\x9D"
            "0;t\xC2\x9C",
            "\x9b"
            "31m",
            "a\bb",
            "\x0e\x0f",
            "conclusion=success",
            "conclusion<<EOF\nsuccess\nEOF",
            "EOF",
            "EOF\nconclusion=success",
            "ghadelimiter_x",
            "x\nPATH=/tmp",
            "x\nGITHUB_TOKEN<<y\nz\ny",
            "/approve",
            "/merge",
            "/close",
            "/label ~bug",
            "/assign @me",
            "/spend 1h",
            "/lgtm",
            "/retest",
            "bors r+",
            "bors try",
            "@dependabot merge",
            "@dependabot ignore this dependency",
            "@mergifyio queue",
            "@copilot fix",
            "@claude review",
            "@coderabbitai resolve",
            "Fixes #1",
            "closes: org/repo#2",
            "resolved GH-3",
            "fix https://github.com/o/r/issues/4",
            "Implements !5",
            "[skip ci]",
            "Co-authored-by: a <b@c.example>"};
}

inline std::vector<std::string> all_seeds() {
    std::vector<std::string> seeds = command_seeds();
    for (std::string& seed : report::testing::hostile_seeds())
        if (!base::trim(seed).empty() && seed.size() < 400) seeds.push_back(std::move(seed));
    return seeds;
}

/// More than 3,000 strings.
inline std::vector<std::string> hostile_corpus() {
    const std::vector<std::string> wrappers = {
        "{}",
        "\n{}\n",
        "text\r{}",
        "text\r\n  {}\r\n",
        "\t \xC2\xA0\xE3\x80\x80{}",
        "text\v{}\f{}",
        "a\xC2\x85{}\xE2\x80\xA8{}\xE2\x80\xA9{}",
        "\xE2\x80\x8B{}\xEF\xBB\xBF",
        "see {} and {}, then\n\n{}\n",
        "```\n{}\n```\n{}",
        "~~~\n{}\n",
        "> {}\n- {}\n1. {}",
        "| {} | {} |\n|---|---|\n| {} | x |",
        "`{}` ``{}",
        "<details><summary>{}</summary>\n\n{}",
        "# {}\n{}\n===",
        "\\{}\\",
        "({}) [{}]({}) ![{}]",
        "<!-- {} --> {}",
        "&#10;{}&#10;",
    };
    std::vector<std::string> corpus;
    for (const std::string& seed : all_seeds())
        for (const std::string& wrapper : wrappers) corpus.push_back(base::replace_all(wrapper, "{}", seed));
    return corpus;
}

}  // namespace proffer::sinks
