// The program imaginons: a table of verbs. What a verb does lives where its knowledge is.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "http/verbs.hpp"

namespace {

namespace verbs = imaginons::http::verbs;

struct Verb {
    const char* name;
    const char* summary;
    std::function<int()> (*prepare)(CLI::App&);
};

constexpr Verb table[] = {
    {"serve", "the web site and the API", verbs::serve},
    {"import", "other people's data, by the same rules; a second time changes nothing",
     verbs::import},
    {"token", "a bearer token for the API; joins the person if they are new", verbs::token},
    {"erase", "forget a person who asked for it; no result changes", verbs::erase},
    {"role", "who acts in the city's name: give, take or list roles", verbs::role},
    {"territory", "the city's themes and districts: publish or list them", verbs::territory},
    {"replay", "rebuild the read models from the log and print their digests", verbs::replay},
    {"audit", "count a project again from its events, and compare with the read models",
     verbs::audit},
    {"verify", "check records, tree, signature and sealed parts; name the first bad position",
     verbs::verify},
    {"witness", "cosign other people's logs, and refuse those that rewrite what they showed",
     verbs::witness},
    {"backup", "copy a data directory while it is served, log and vault apart", verbs::backup},
    {"restore", "put a backup in its place, or say why not", verbs::restore},
    {"export", "open data: CSV files with a Data Package, and every event as NDJSON",
     verbs::export_data},
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Imaginons: citizen participation on a record that anyone can recount",
                 "imaginons"};
    app.require_subcommand(1);
    std::function<int()> chosen;
    for (const Verb& verb : table) {
        CLI::App* sub = app.add_subcommand(verb.name, verb.summary);
        sub->callback([&chosen, run = verb.prepare(*sub)] { chosen = run; });
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;  // 0: help was asked for
    }
    try {
        return chosen();
    } catch (const std::exception& error) {
        std::cerr << "imaginons: " << error.what() << '\n';
        return 1;
    }
}
