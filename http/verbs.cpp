// Options are kept in one struct for each verb, shared with the function that runs after the
// command line has been read.
#include "http/verbs.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "commands/erase_command.hpp"
#include "commands/import.hpp"
#include "commands/restore.hpp"
#include "commands/role_command.hpp"
#include "commands/territory_command.hpp"
#include "commands/token.hpp"
#include "http/mirror_command.hpp"
#include "http/serve.hpp"
#include "http/witness_server.hpp"
#include "http/witnesses.hpp"
#include "projections/audit.hpp"
#include "projections/export.hpp"
#include "projections/replay.hpp"
#include "storage/backup.hpp"
#include "storage/receipt.hpp"
#include "storage/verify.hpp"

namespace imaginons::http::verbs {

namespace {

// For progress that writes over its own line: a file or a pipe would only collect the pieces.
std::ostream& terminal_or_nowhere() {
    static std::ostream nowhere(nullptr);
    return ::isatty(STDERR_FILENO) == 1 ? std::cerr : nowhere;
}

void add_data(CLI::App& app, std::filesystem::path& data) {
    app.add_option("--data", data, "the data directory")->required();
}

std::string defect_of_origin(const std::string& origin) {
    const bool web = origin.starts_with("https://") || origin.starts_with("http://");
    const bool bare = origin.find('/', origin.find("//") + 2) == std::string::npos;
    return web && bare ? std::string() : std::string("must be a scheme and a host, without a path");
}

std::string defect_of_witness(const std::string& text) {
    return WitnessAddress::parse(text) ? std::string()
                                       : std::string("must be http(s)://HOST[:PORT]=VERIFIER KEY");
}

}  // namespace

std::function<int()> serve(CLI::App& app) {
    const auto options = std::make_shared<ServeOptions>();
    add_data(app, options->data);
    app.add_option("--port", options->port, "TCP port; 0 takes a free one")->capture_default_str();
    app.add_option("--host", options->host, "address to listen at")->capture_default_str();
    app.add_option("--threads", options->threads, "threads that answer; 0: one less than the cores")
        ->capture_default_str()
        ->check(CLI::Range(0U, 256U));
    app.add_flag("--demo", options->demo, "fill a new log with a small French demo");
    app.add_option("--origin", options->origin,
                   "what people type to get here, as https://participation.ville.fr; otherwise "
                   "http://HOST:PORT")
        ->check(defect_of_origin);
    CLI::Option* from = app.add_option("--mail-from", options->mail_from,
                                       "sender of mail, as \"Imaginons <a@ville.fr>\"");
    CLI::Option* smtp = app.add_option(
        "--smtp", options->smtp_url,
        "smtp://HOST:PORT or smtps://HOST:PORT that sends mail; otherwise it stays in DATA/outbox");
    smtp->needs(from);
    CLI::Option* user =
        app.add_option("--smtp-user", options->smtp_user,
                       "name to sign in to the relay with; the connection must then be encrypted");
    CLI::Option* password = app.add_option("--smtp-password-file", options->smtp_password_file,
                                           "file whose first line is the password");
    user->needs(smtp)->needs(password);
    password->needs(user)->check(CLI::ExistingFile);
    app.add_option("--witness", options->witnesses,
                   "URL=KEY of a witness that is asked to cosign the log; may be repeated")
        ->allow_extra_args(false)
        ->take_all()
        ->check(defect_of_witness);
    app.add_option("--pages", options->theme,
                   "folder with pages or words that replace built-in ones")
        ->check(CLI::ExistingDirectory);
    app.add_option("--city", options->city, "name of the city")->capture_default_str();
    app.add_option("--answer-days", options->answer_days,
                   "days that the city gives itself to answer a proposal")
        ->capture_default_str()
        ->check(CLI::Range(1, 366));
    return [options] { return http::serve(*options); };
}

std::function<int()> import(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        commands::ImportOptions options;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--format", given->options.format, "republique-numerique or polis")->required();
    app.add_option("--project", given->options.project_title,
                   "title of the project; otherwise the format's own");
    app.add_option("path", given->options.path, "the folder with the files")->required();
    return [given] {
        return commands::import_command(given->data, given->options, std::cout, std::cerr);
    };
}

std::function<int()> token(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        std::string pseudonym;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--pseudonym", given->pseudonym, "their public name")->required();
    return [given] {
        return commands::token_command(given->data, given->pseudonym, std::cout, std::cerr);
    };
}

std::function<int()> erase(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        commands::EraseOptions options;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    CLI::Option_group* who = app.add_option_group("who", "whom to forget: one of these");
    who->add_option("--person", given->options.person, "their handle, as in /people/HANDLE");
    who->add_option("--pseudonym", given->options.pseudonym, "their public name");
    who->add_option("--email", given->options.email, "the address they sign in with");
    who->require_option(1);
    app.add_flag("--remove-texts", given->options.remove_words,
                 "their texts go too; otherwise they stay, without a name");
    return [given] {
        return commands::erase_command(given->data, given->options, std::cout, std::cerr);
    };
}

std::function<int()> role(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        commands::RoleOptions options;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    CLI::Option* person =
        app.add_option("--person", given->options.person, "their handle, as in /people/HANDLE");
    app.add_option("--pseudonym", given->options.pseudonym, "their public name")->excludes(person);
    CLI::Option* give = app.add_option("--give", given->options.give,
                                       "administrator, agent, moderator, editor or observer");
    CLI::Option* take = app.add_option("--take", given->options.take, "likewise")->excludes(give);
    app.add_option("--project", given->options.project,
                   "the role holds in this project only; otherwise in the whole city");
    CLI::Option* reason =
        app.add_option("--reason", given->options.reason, "why: shown on the person's page");
    give->needs(reason);
    take->needs(reason);
    return [given] {
        return commands::role_command(given->data, given->options, std::cout, std::cerr);
    };
}

std::function<int()> territory(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        commands::TerritoryOptions options;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--themes", given->options.themes,
                   "CSV file with the columns code, french and english: the whole list")
        ->check(CLI::ExistingFile);
    app.add_option("--districts", given->options.districts, "likewise")->check(CLI::ExistingFile);
    return [given] {
        return commands::territory_command(given->data, given->options, std::cout, std::cerr);
    };
}

std::function<int()> replay(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        std::optional<std::uint64_t> until;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--until", given->until, "only events before this position");
    return [given] {
        return projections::replay_command(given->data, given->until, std::cout,
                                           terminal_or_nowhere());
    };
}

std::function<int()> audit(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        projections::AuditOptions options;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--project", given->options.project, "the project's id, or where it came from")
        ->required();
    app.add_flag("--json", given->options.json, "one JSON object, for programs");
    app.add_flag("--brief", given->options.brief, "sums only, without the events that make them");
    return [given] {
        return projections::audit_command(given->data, given->options, std::cout, std::cerr,
                                          terminal_or_nowhere());
    };
}

std::function<int()> verify(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        std::string url;
        storage::ReceiptFiles receipt;
    };
    const auto given = std::make_shared<Given>();
    CLI::Option* data = app.add_option("--data", given->data, "the data directory");
    app.add_option("--url", given->url,
                   "a site whose log is mirrored into --data first; again: what is new")
        ->needs(data);
    CLI::Option* receipt =
        app.add_option("--receipt", given->receipt.receipt, "a receipt, checked offline instead")
            ->excludes(data);
    CLI::Option* key = app.add_option("--key", given->receipt.key, "the log's verifier key");
    receipt->needs(key);
    app.add_option("--entry", given->receipt.entry,
                   "the entry's bytes, for a receipt that does not hold them")
        ->needs(receipt);
    app.add_option("--witness", given->receipt.witnesses,
                   "the key of a witness that must have cosigned the receipt; may be repeated")
        ->needs(receipt);
    app.require_option(1, 0);
    return [given] {
        if (!given->receipt.receipt.empty())
            return storage::verify_receipt_command(given->receipt, std::cout);
        if (!given->url.empty()) {
            return mirror_command({given->url, given->data, given->receipt.key}, std::cout,
                                  terminal_or_nowhere(), std::cerr);
        }
        if (!given->receipt.key.empty()) {
            throw std::invalid_argument("--key goes with --url or --receipt");
        }
        return storage::verify_command(given->data, std::cout, &terminal_or_nowhere());
    };
}

std::function<int()> witness(CLI::App& app) {
    const auto options = std::make_shared<WitnessOptions>();
    app.add_option("--data", options->data, "the witness's own directory")->required();
    app.add_option("--log", options->logs, "verifier key of a log to follow; may be repeated")
        ->required()
        ->allow_extra_args(false)
        ->take_all();
    app.add_option("--name", options->name,
                   "its name for ever, like temoin.association.fr; needed at the first start only");
    app.add_option("--port", options->port, "TCP port; 0 takes a free one")->capture_default_str();
    app.add_option("--host", options->host, "address to listen at")->capture_default_str();
    return [options] { return run_witness(*options); };
}

std::function<int()> backup(CLI::App& app) {
    struct Given {
        storage::BackupOptions options;
        bool without_vault = false;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->options.data);
    app.add_option("--out", given->options.out, "the backup: a new directory")->required();
    CLI::Option* without = app.add_flag("--without-vault", given->without_vault,
                                        "only the log: nothing that is sealed can be read from it");
    app.add_flag("--with-keys", given->options.with_keys,
                 "the two keys as well; whoever has all parts can read everything")
        ->excludes(without);
    return [given] {
        given->options.with_vault = !given->without_vault;
        return storage::backup_command(given->options, std::cout, &terminal_or_nowhere());
    };
}

std::function<int()> restore(CLI::App& app) {
    const auto options = std::make_shared<storage::RestoreOptions>();
    app.add_option("--from", options->from, "the backup, or where its log part is")->required();
    add_data(app, options->data);
    app.add_option("--vault", options->vault,
                   "where the vault part is, if not beside the log part");
    app.add_option("--keys", options->keys,
                   "where signing.key and vault.key are, if neither beside the parts nor in DATA");
    app.add_option("--checkpoint", options->checkpoints,
                   "a signed checkpoint of the log that somebody kept; may be repeated");
    app.add_option("--erased", options->erased,
                   "the file `erased` of a later backup or another disk; may be repeated");
    app.add_option("--new-origin", options->new_origin,
                   "a name for a new log, to go behind what was signed, as ville.fr/log/2");
    return [options] {
        return commands::restore_command(*options, std::cout, &terminal_or_nowhere());
    };
}

std::function<int()> export_data(CLI::App& app) {
    struct Given {
        std::filesystem::path data;
        std::filesystem::path out;
    };
    const auto given = std::make_shared<Given>();
    add_data(app, given->data);
    app.add_option("--out", given->out, "a folder that is new or empty")->required();
    return [given] {
        return projections::export_command(given->data, given->out, std::cout,
                                           terminal_or_nowhere());
    };
}

}  // namespace imaginons::http::verbs
