// Other people's files and words.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "commands/html_to_markdown.hpp"
#include "commands/import.hpp"
#include "commands/json_lines.hpp"
#include "events/well_formed.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/temp_dir.hpp"

namespace imaginons::fuzz {

namespace {

namespace fs = std::filesystem;

void check_plan(const std::variant<commands::ImportPlan, commands::FileError>& read) {
    if (const auto* error = std::get_if<commands::FileError>(&read)) {
        need(!error->reason.empty(), "a bad folder is told why");
    }
}

}  // namespace

void import_file(std::string_view bytes) {
    const auto table = commands::read_csv("file.csv", bytes);
    if (const auto* read = std::get_if<commands::CsvTable>(&table)) {
        for (const commands::CsvRow& row : read->rows) {
            need(row.fields.size() == read->header.size(), "rows are as long as the first");
        }
    }
    auto lines = commands::read_json_lines("file.jsonl", bytes);
    if (auto* rows = std::get_if<std::vector<commands::JsonRow>>(&lines)) {
        for (commands::JsonRow& row : *rows) {
            row.text("id");
            row.count("votes", 1'000);
            row.count_if_there("for", 1'000);
            row.flag("hidden");
            row.time("date");
        }
    }
}

void import_folder(std::string_view bytes) {
    // Goes when the process ends; a fuzzer that finds a crash leaves it.
    static const TempDir scratch(in_memory());
    constexpr const char* names[] = {"proposals.jsonl", "arguments.jsonl", "sources.jsonl",
                                     "summary.csv",     "comments.csv",    "votes.csv"};
    for (const char* name : names) {
        const std::string_view file = bytes.substr(0, bytes.find(next_file));
        std::ofstream(scratch.path / name, std::ios::binary) << file;
        bytes.remove_prefix(std::min(file.size() + 1, bytes.size()));
    }
    check_plan(commands::read_republique({"republique-numerique", scratch.path, {}}));
    check_plan(commands::read_polis({"polis", scratch.path, {}}));
}

void foreign_words(std::string_view bytes) {
    if (!events::valid_utf8(bytes)) return;
    need(events::valid_utf8(commands::html_to_markdown(bytes)), "HTML becomes UTF-8");
    need(events::valid_utf8(commands::text_to_markdown(bytes, commands::BareLinks::mark)),
         "text becomes UTF-8");
    const std::string line = commands::one_line(bytes);
    need(commands::one_line(line) == line, "one line stays one line");
}

}  // namespace imaginons::fuzz
