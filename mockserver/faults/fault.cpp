#include <mockserver/faults/fault.hpp>

namespace graph_mock
{

fault::fault(fault_kind k)
    : kind(k)
{
    using namespace std::chrono_literals;
    switch (k)
    {
    case fault_kind::html:
        status = 200;
        body = "<!DOCTYPE html><html><head><title>Sign in to your network</title></head><body>...</body></html>";
        break;
    case fault_kind::redirect:
        status = 302;
        break;
    case fault_kind::token_error: // as Entra ID is known to answer when it has troubles of its own
        error = "temporarily_unavailable";
        aadsts = 90033;
        message = "A transient error has occurred. Please try again.";
        break;
    case fault_kind::foreign_next_link:
        to = "https://graph.example";
        break;
    case fault_kind::date_skew:
        skew = 1h;
        break;
    case fault_kind::delay:
    case fault_kind::slow_first_byte:
        time = 1s;
        break;
    case fault_kind::dribble:
        time = 10ms;
        bytes = 1024;
        break;
    case fault_kind::close_at_byte:
        bytes = 100;
        break;
    case fault_kind::wrong_length:
        by = 10;
        break;
    case fault_kind::gzip_bomb:
        bytes = std::size_t{1} << 30;
        break;
    default:
        break;
    }
}

std::vector<fault_info> const& all_faults()
{
    using k = fault_kind;
    using s = fault_scope;
    static std::vector<fault_info> const all{
        {k::status, "status", s::any, {"status", "code", "message", "body", "retryAfter"}},
        {k::html, "html", s::any, {"status", "body"}},
        {k::redirect, "redirect", s::any, {"status", "to"}},
        {k::token_error, "tokenError", s::token, {"status", "error", "aadsts", "message", "retryAfter"}},
        {k::expired_skip_token, "expiredSkipToken", s::next_page, {}},
        {k::invalid_json, "invalidJson", s::page, {}},
        {k::truncated_json, "truncatedJson", s::page, {}},
        {k::error_in_value, "errorInValue", s::page, {"code", "message"}},
        {k::empty_page, "emptyPage", s::page, {}},
        {k::short_page, "shortPage", s::page, {"records"}},
        {k::repeated_page, "repeatedPage", s::page, {}},
        {k::next_link_loop, "nextLinkLoop", s::page, {"pages"}},
        {k::foreign_next_link, "foreignNextLink", s::page, {"to"}},
        {k::empty_skip_token, "emptySkipToken", s::page, {}},
        {k::date_skew, "dateSkew", s::any, {"seconds"}},
        {k::delay, "delay", s::any, {"milliseconds"}},
        {k::slow_first_byte, "slowFirstByte", s::any, {"milliseconds"}},
        {k::dribble, "dribble", s::any, {"bytes", "milliseconds"}},
        {k::reset, "reset", s::any, {"bytes"}},
        {k::close_before_head, "closeBeforeHead", s::any, {}},
        {k::close_after_head, "closeAfterHead", s::any, {}},
        {k::close_at_byte, "closeAtByte", s::any, {"bytes"}},
        {k::malformed_chunk, "malformedChunk", s::any, {}},
        {k::wrong_length, "wrongLength", s::any, {"by"}},
        {k::truncated_gzip, "truncatedGzip", s::any, {}},
        {k::bad_gzip, "badGzip", s::any, {}},
        {k::gzip_bomb, "gzipBomb", s::any, {"bytes"}},
        {k::no_close_notify, "noCloseNotify", s::any, {}},
        {k::wrong_certificate, "wrongCertificate", s::connection, {}},
    };
    return all;
}

fault_info const& info(fault_kind k)
{
    return all_faults().at(static_cast<std::size_t>(k));
}

} // namespace graph_mock
