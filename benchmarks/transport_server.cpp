// Our transport with nothing behind it: every request gets the same shared bytes, so that what the
// server itself costs can be set beside bare_server. Usage: transport_server --port 9002 --threads
// 1 --response FILE
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

#include "http/server.hpp"

namespace {

// The body of a saved response, as bare_server sends it.
std::shared_ptr<const std::string> read_body(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    const std::string all = text.str();
    const std::size_t end = all.find("\r\n\r\n");
    if (end == std::string::npos) throw std::runtime_error("not a saved response");
    return std::make_shared<const std::string>(all.substr(end + 4));
}

int serve(int count, char** values) {
    using namespace imaginons::http;
    ServerOptions options{.port = 9002, .threads = 1};
    std::shared_ptr<const std::string> body;
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = values[i];
        if (name == "--port") options.port = static_cast<std::uint16_t>(std::stoul(values[i + 1]));
        if (name == "--threads") options.threads = static_cast<unsigned>(std::stoul(values[i + 1]));
        if (name == "--response") body = read_body(values[i + 1]);
    }
    Server server(options, [&](const Request&) -> Reply {
        Response response;
        response.headers.emplace_back("Cache-Control", "no-cache");
        response.body = body;
        return response;
    });
    std::cout << "listening on 127.0.0.1:" << server.port() << std::endl;
    server.run_until_signal();
    return 0;
}

}  // namespace

int main(int count, char** values) {
    try {
        return serve(count, values);
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
