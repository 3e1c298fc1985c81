#pragma once

#include <mockserver/message.hpp>
#include <mockserver/text.hpp>

#include <string_view>

namespace graph_mock
{

/// What a client has sent to the identity platform: in the body, or its credentials as Basic (RFC 6749, section 2.3.1),
/// but not in both, and no parameter twice (section 3.2). All its functions throw oauth_error.
class token_form
{
public:
    explicit token_form(request const& r);

    /// Empty when it is missing.
    std::string_view find(std::string_view name) const;
    std::string_view require(std::string_view name) const;

    /// True for a request whose Authorization header is of the scheme Basic, whatever follows.
    static bool is_basic(request const& r) noexcept;

private:
    void add(std::string_view name, std::string value);
    void read_basic(request const& r);

    fields fields_;
};

} // namespace graph_mock
