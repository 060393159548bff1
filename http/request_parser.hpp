// One HTTP/1 request out of bytes: Beast's basic_parser with the strictness that an open server
// needs on top (RFC 9112). It does no I/O and owns no bytes of the head; the session gives it a
// buffer that stays where it is.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace imaginons::http {

// Why a request is refused by the transport; the connection is closed after it.
struct Fault {
    unsigned status = 0;  // 0: none
    std::string_view detail;
};

class RequestParser final : private boost::beast::http::basic_parser<true> {
  public:
    enum class Progress : std::uint8_t { need_more, head, complete, failed };

    // Request::body will be lent from `body`, which is cleared. At most body_limit bytes of body
    // are taken.
    RequestParser(std::string& body, std::size_t body_limit);
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    // Takes what it can from bytes, which continue where the last call stopped taking, and adds to
    // `taken`. Stops once when the head is complete and a body follows (`head`). The bytes of the
    // head must stay in place from the first call until the request has been answered.
    Progress take(std::string_view bytes, std::size_t& taken);

    // Valid from `head` on; the body from `complete` on.
    const Request& request() const { return request_; }
    Request& request() { return request_; }
    bool http_1_1() const { return version_ == 11; }
    bool keeps_alive() const { return keep_alive(); }
    bool expects_continue() const { return expects_continue_; }
    std::uint64_t declared_body_bytes() const;  // 0 when chunked

    // Valid after `failed`.
    const Fault& fault() const { return fault_; }
    // What a head is refused with that fills the buffer: it depends on whether the request line was
    // whole.
    Fault too_large() const;

  private:
    using Error = boost::beast::error_code;
    using View = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb verb, View method, View target, int version,
                         Error& error) override;
    void on_response_impl(int, View, int, Error&) override {}
    void on_field_impl(boost::beast::http::field field, View name, View value,
                       Error& error) override;
    void on_header_impl(Error& error) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
    std::size_t on_body_impl(View bytes, Error& error) override;
    void on_chunk_header_impl(std::uint64_t size, View extensions, Error& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remaining, View bytes, Error& error) override;
    void on_finish_impl(Error&) override {}

    void refuse(Error& error, unsigned status, std::string_view detail);
    bool take_target(std::string_view target);
    bool take_absolute_target(std::string_view target);
    bool take_framing(boost::beast::http::field field, std::string_view value, Error& error);
    bool is_folded(std::string_view name, std::string_view value) const;
    void take_single(std::string_view Request::*slot, std::string_view value, Error& error);
    Fault explain(const Error& error, std::string_view bytes) const;

    std::string& body_;
    Request request_;
    Fault fault_;
    const char* end_ = nullptr;  // of the bytes that take() was given last
    std::size_t headers_ = 0;
    int version_ = 0;
    bool has_host_ = false;
    bool host_from_target_ = false;
    bool has_length_ = false;
    bool has_transfer_coding_ = false;
    bool expects_continue_ = false;
};

}  // namespace imaginons::http
