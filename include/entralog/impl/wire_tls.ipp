#pragma once

#include <entralog/error.hpp>
#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_explain.ipp>
#include <entralog/wire.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <new>
#include <string>

namespace entralog::detail::net
{

/// What all connections of a wire share.
inline result<std::shared_ptr<asio::ssl::context>> make_tls_context(tls_options const& options)
{
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    auto* const native = context->native_handle();
    // Graph refuses anything older than TLS 1.2; so do we, whatever the system's policy says.
    ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    constexpr unsigned char only_http_1_1[] = "\x08http/1.1";
    ::SSL_CTX_set_alpn_protos(native, only_http_1_1, sizeof(only_http_1_1) - 1);
    if (options.verification == tls_verification::none_insecure_for_tests_only)
    {
        context->set_verify_mode(asio::ssl::verify_none);
        return context;
    }

    context->set_verify_mode(asio::ssl::verify_peer);
    error_code ec;
    context->set_default_verify_paths(ec); // a system without a store leaves it to ca_file and ca_pem
    if (!options.ca_file.empty())
    {
        context->load_verify_file(options.ca_file, ec);
        if (ec)
            return make_error(errc::invalid_argument,
                "the CA file '" + options.ca_file + "' cannot be used: " + ec.message(),
                "tls.ca_file must be a readable file of PEM certificates");
    }
    if (!options.ca_pem.empty())
    {
        auto const pem = asio::buffer(options.ca_pem);
        context->add_certificate_authority(pem, ec);
        if (ec)
            return make_error(errc::invalid_argument, "the CA in tls.ca_pem cannot be used: " + ec.message(),
                "tls.ca_pem must be the text of PEM certificates, beginning with -----BEGIN CERTIFICATE-----");
    }
    return context;
}

/// Whom we expect at the other end, for the server (SNI) and for the verification.
inline void expect_peer(SSL* ssl, std::string const& host)
{
    error_code is_name;
    asio::ip::make_address(host, is_name);
    auto* const rules = ::SSL_get0_param(ssl);
    if (!is_name)
    {
        // RFC 6066, section 3: no literal addresses in SNI.
        if (::X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) != 1)
            throw std::bad_alloc();
        return;
    }
    ::X509_VERIFY_PARAM_set_hostflags(
        rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (::X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) != 1 ||
        SSL_set_tlsext_host_name(ssl, host.c_str()) != 1)
        throw std::bad_alloc();
}

inline std::string hint_for(long verdict, std::string const& host)
{
    switch (verdict)
    {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return "the certificate must be renewed, or this machine's clock is wrong";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return "the certificate is for another name than " + host + ": check the URL";
    default:
        return "if the peer, or a proxy that inspects TLS, has a private CA, set tls.ca_file to that CA's certificate";
    }
}

inline error explain_handshake(error_code ec, SSL* ssl, std::string const& host, peer const& p)
{
    auto const verdict = ::SSL_get_verify_result(ssl);
    if (verdict != X509_V_OK && ::SSL_get_verify_mode(ssl) != SSL_VERIFY_NONE)
        return make_error(ec,
            "the certificate of " + p.name + " is not trusted: " + ::X509_verify_cert_error_string(verdict),
            hint_for(verdict, host));
    if (ec == asio::error::eof || ec == asio::ssl::error::stream_truncated || ec == asio::error::connection_reset)
        return make_error(
            ec, p.name + " closed the connection in the TLS handshake", "does it speak TLS 1.2 or newer on that port?");
    return make_error(ec, "the TLS handshake with " + p.name + " failed",
        "does it speak TLS 1.2 or newer on that port? an http URL must begin with http://");
}

} // namespace entralog::detail::net
