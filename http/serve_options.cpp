// The command line of serve, apart from serve.cpp because CLI11 is slow to compile.
#include <CLI/CLI.hpp>

#include "http/serve.hpp"

namespace imaginons::http {

void add_options(CLI::App& app, ServeOptions& options) {
    app.add_option("--port", options.port, "TCP port; 0 takes a free one")->capture_default_str();
    app.add_option("--host", options.host, "address to listen at")->capture_default_str();
    app.add_option("--threads", options.threads, "threads that answer; 0 is one less than the cores")
        ->capture_default_str()
        ->check(CLI::Range(0U, 256U));
    app.add_flag("--demo", options.demo, "fill a new log with a small French demo");
    app.add_option("--origin", options.origin,
                   "what people type to get here, as https://participation.ville.fr; otherwise http://HOST:PORT")
        ->check([](const std::string& origin) {
            const bool web = origin.starts_with("https://") || origin.starts_with("http://");
            const bool bare = origin.find('/', origin.find("//") + 2) == std::string::npos;
            return web && bare ? std::string() : std::string("must be a scheme and a host, without a path");
        });
    auto* smtp = app.add_option("--smtp", options.smtp_url, "smtp://HOST:PORT that sends mail; otherwise it stays in data/outbox");
    app.add_option("--mail-from", options.mail_from, "sender of mail, as \"Imaginons <participation@ville.fr>\"");
    smtp->needs("--mail-from");
    app.add_option("--pages", options.theme, "folder with pages, words or files that replace the built-in ones")
        ->check(CLI::ExistingDirectory);
    app.add_option("--city", options.city, "name of the city")->capture_default_str();
}

}  // namespace imaginons::http
