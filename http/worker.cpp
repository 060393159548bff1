// The io thread: takes connections over, keeps their deadlines, brings wakes to them in batches.
#include "http/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <cassert>
#include <exception>

#include "http/session.hpp"

namespace imaginons::http {

namespace {

using Error = boost::system::error_code;
namespace asio = boost::asio;

}  // namespace

Worker::Worker(std::shared_ptr<Shared> shared, std::size_t index)
    : shared_(std::move(shared)),
      metrics_(shared_->metrics.of_thread(index)),
      guard_(io_.get_executor()),
      timer_(io_) {
    const ServerOptions& options = shared_->options;
    const auto shortest =
        std::min({options.head_timeout, options.body_timeout, options.write_timeout,
                  options.idle_timeout, options.heartbeat, options.drain_timeout});
    tick_ = std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(500));
}

void Worker::run() {
    while (true) {
        try {
            io_.run();
            return;
        } catch (const std::exception& error) {
            // Out of memory, most likely: that connection ends at its deadline, the others go on.
            log_failure("connection", error.what());
        }
    }
}

void Worker::close_mailbox() {
    const std::lock_guard lock(mailbox_mutex_);
    mailbox_closed_ = true;
    mailbox_.clear();
}

void Worker::adopt(Socket socket, bool refused) {
    Error error;
    socket.non_blocking(true, error);
    if (!error) socket.set_option(asio::ip::tcp::no_delay(true), error);
    const auto peer = error ? asio::ip::tcp::endpoint() : socket.remote_endpoint(error);
    if (error || stopping_) {
        (refused ? shared_->refusals : shared_->connections).fetch_sub(1);
        return;
    }
    auto session = std::make_shared<Session>(shared_from_this(), std::move(socket),
                                             peer.address().to_string());
    session->refused = refused;
    session->slot = sessions_.size();
    sessions_.push_back(session);
    metrics_.opened.add();
    arm_timer();
    if (refused) {
        session->start_refused();
    } else {
        session->start();
    }
}

void Worker::forget(Session& session) {
    const std::size_t slot = session.slot;
    assert(slot < sessions_.size() && sessions_[slot].get() == &session);
    std::swap(sessions_[slot], sessions_.back());
    sessions_[slot]->slot = slot;
    sessions_.pop_back();
    metrics_.closed.add();
    (session.refused ? shared_->refusals : shared_->connections).fetch_sub(1);
    if (stopping_ && sessions_.empty()) timer_.cancel();
}

void Worker::begin_stop() {
    if (stopping_) return;
    stopping_ = true;
    drain_until_ = Clock::now() + shared_->options.drain_timeout;
    guard_.reset();
    for (std::size_t i = sessions_.size(); i-- > 0;) {
        const auto session = sessions_[i];
        session->stop_gracefully();
    }
    if (sessions_.empty()) timer_.cancel();
}

void Worker::arm_timer() {
    if (timer_armed_ || sessions_.empty()) return;
    timer_armed_ = true;
    timer_.expires_after(tick_);
    timer_.async_wait([this](const Error&) {
        timer_armed_ = false;
        arm_timer();
        tick();
    });
}

// From the last to the first, since closing one moves the last into its place.
void Worker::tick() {
    const auto now = Clock::now();
    for (std::size_t i = sessions_.size(); i-- > 0;) {
        const auto session = sessions_[i];
        if (now >= drain_until_) {
            session->close();
        } else {
            session->check_deadline(now);
        }
    }
}

void Worker::wake(std::shared_ptr<Session> session, std::uint64_t request) {
    const std::lock_guard lock(mailbox_mutex_);
    if (mailbox_closed_) return;
    const bool first = mailbox_.empty();
    mailbox_.emplace_back(std::move(session), request);
    if (first) asio::post(io_, [this] { deliver_wakes(); });
}

void Worker::deliver_wakes() {
    delivering_.clear();  // what an exception out of here may have left: nobody is woken twice
    {
        const std::lock_guard lock(mailbox_mutex_);
        delivering_.swap(mailbox_);
    }
    for (const auto& [session, request] : delivering_) {
        try {
            session->wake(request);
        } catch (const std::exception& error) {
            log_failure("connection", error.what());
            session->close();  // the others of the batch still get their answers
        }
    }
    delivering_.clear();
}

void Worker::poke_streams() {
    // Read by a read-modify-write, like stream_opened(): either this sees the new stream, or the
    // stream's first pull sees what this notification is about.
    if (streams_.fetch_add(0) == 0 || poked_.exchange(true)) return;
    asio::post(io_, [this] {
        poked_.exchange(false);  // reads what the notifier wrote, so the pulls see what it is about
        for (std::size_t i = sessions_.size(); i-- > 0;) {
            const auto session = sessions_[i];
            session->poke();
        }
    });
}

std::string_view Worker::date_header() {
    const std::time_t now = std::time(nullptr);
    if (now == date_second_) return date_header_;
    date_second_ = now;
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    date_header_ = fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n",
                               days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                               months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                               utc.tm_hour, utc.tm_min, utc.tm_sec);
    return date_header_;
}

}  // namespace imaginons::http
