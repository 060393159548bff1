// Answers every request with the same bytes: a saved response (`curl -si` writes one), head and
// body. The upper bound for our pages and JSON. Usage: bare_server --port 9000 --threads 1
// --response FILE
#include "benchmarks/bare_beast.hpp"

namespace imaginons::benchmarks {

namespace {

struct Respond {
    const Answer* answer;
    void operator()(const std::shared_ptr<Connection<Respond>>& connection) const {
        connection->write(*answer);
    }
};

int serve(const Options& options) {
    const Answer answer = read_answer(options.text("response"));
    const std::size_t threads = options.number("threads", 1);
    std::vector<Respond> responders(threads, Respond{&answer});
    BareServer<Respond> server(static_cast<std::uint16_t>(options.number("port", 9000)), threads,
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
