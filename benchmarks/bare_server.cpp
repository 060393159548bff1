// Answers every request with the same bytes: a saved response (`curl -si` writes one), head and
// body. The upper bound for our pages and JSON. Usage: bare_server --port 9000 --threads 1
// --response FILE
#include <fstream>
#include <sstream>

#include "benchmarks/bare_beast.hpp"

namespace imaginons::benchmarks {

namespace {

Answer read_answer(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) throw std::runtime_error("cannot read " + path);
    beast::http::response_parser<beast::http::string_body> parser;
    parser.body_limit(64U << 20U);
    beast::error_code error;
    const std::string bytes = text.str();
    parser.eager(true);
    parser.put(asio::buffer(bytes), error);
    if (error) throw beast::system_error(error, path);
    return parser.release();
}

struct Respond {
    const Answer* answer;
    void operator()(const std::shared_ptr<Connection<Respond>>& connection) const {
        connection->write(*answer);
    }
};

int serve(const Arguments& arguments) {
    const Answer answer = read_answer(arguments.text("response", ""));
    const unsigned threads = arguments.number("threads", 1);
    std::vector<Respond> responders(threads, Respond{&answer});
    BareServer<Respond> server(static_cast<std::uint16_t>(arguments.number("port", 9000)), threads,
                               responders);
    server.run();
    return 0;
}

}  // namespace

}  // namespace imaginons::benchmarks

int main(int count, char** values) {
    try {
        return imaginons::benchmarks::serve({count, values});
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
}
