#pragma once

#include <entralog/detail/config.hpp>

#include <string>
#include <string_view>

namespace entralog::detail
{

/// What the body of a failure says, of Graph or of the token endpoint; each part may be empty.
struct error_body
{
    error_body() = default;

    std::string code;    ///< error.code, or the OAuth error
    std::string message; ///< error.message, error_description, or an excerpt of whatever the body is
    std::string request_id;
    std::string client_request_id;
    bool oauth = false; ///< {"error": "invalid_client", ...} rather than {"error": {"code": ...}}
    long aadsts = 0;    ///< the number of Entra ID's "AADSTS..." error, if it is one
};

/// Reads {"error":{"code","message","innerError":{...}}}, with any part missing or of another type, the OAuth form, an
/// HTML page, or plain text. Of parts that are too long only the beginning is kept.
ENTRALOG_DECL error_body parse_error_body(std::string_view body);

} // namespace entralog::detail

#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#include <entralog/impl/error_body.ipp>
#endif
