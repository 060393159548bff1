// The program imaginons: a table of verbs. What a verb does lives where its knowledge is.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>
#include <string>

#include "commands/import.hpp"
#include "commands/token.hpp"
#include "http/serve.hpp"
#include "projections/export.hpp"
#include "projections/replay.hpp"
#include "storage/verify.hpp"

namespace {

using namespace imaginons;

// What the command line fills in; each verb reads its part.
struct Arguments {
    std::string data, pseudonym, out;
    http::ServeOptions serve;
    commands::ImportOptions import;
    std::optional<std::uint64_t> until;
};

struct Verb {
    const char* name;
    const char* summary;
    void (*options)(CLI::App&, Arguments&);
    int (*run)(Arguments&);
};

constexpr Verb verbs[] = {
    {"serve", "the web site and the API", [](CLI::App& app, Arguments& a) { http::add_options(app, a.serve); },
     [](Arguments& a) { return http::serve((a.serve.data = a.data, a.serve)); }},
    {"import", "other people's data, as commands through the same rules; a second time changes nothing",
     [](CLI::App& app, Arguments& a) {
         app.add_option("--format", a.import.format, "republique-numerique or polis")->required();
         app.add_option("--project", a.import.project_title, "title of the project; otherwise the format's own");
         app.add_option("path", a.import.path, "the folder with the files")->required();
     },
     [](Arguments& a) { return commands::import_command(a.data, a.import, std::cout, std::cerr); }},
    {"token", "a bearer token for the API, for the person of that name; joins them if they are new",
     [](CLI::App& app, Arguments& a) { app.add_option("--pseudonym", a.pseudonym, "their public name")->required(); },
     [](Arguments& a) { return commands::token_command(a.data, a.pseudonym, std::cout, std::cerr); }},
    {"replay", "rebuild the read models from the log and print their digests; also beside a running server",
     [](CLI::App& app, Arguments& a) { app.add_option("--until", a.until, "only events before this position"); },
     [](Arguments& a) { return projections::replay_command(a.data, a.until, std::cout, std::cerr); }},
    {"verify", "check every record, the tree, the signature and the sealed parts; name the first bad position",
     [](CLI::App&, Arguments&) {}, [](Arguments& a) { return storage::verify_command(a.data, std::cout, &std::cerr); }},
    {"export", "open data: CSV files with a Data Package, and every event as NDJSON",
     [](CLI::App& app, Arguments& a) { app.add_option("--out", a.out, "a folder that is new or empty")->required(); },
     [](Arguments& a) { return projections::export_command(a.data, a.out, std::cout, std::cerr); }},
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Imaginons: citizen participation on a record that anyone can recount", "imaginons"};
    app.require_subcommand(1);
    Arguments arguments;
    int (*run)(Arguments&) = nullptr;
    for (const Verb& verb : verbs) {
        CLI::App* sub = app.add_subcommand(verb.name, verb.summary);
        sub->add_option("--data", arguments.data, "the data directory")->required();
        verb.options(*sub, arguments);
        sub->callback([&run, &verb] { run = verb.run; });
    }
    CLI11_PARSE(app, argc, argv);
    try {
        return run(arguments);
    } catch (const std::exception& error) {
        std::cerr << "imaginons: " << error.what() << '\n';
        return 1;
    }
}
