#pragma once

/// The bodies of the library. For separate compilation: define ENTRALOG_SEPARATE_COMPILATION for every unit of the
/// program and include this header in exactly one of them. The CMake target entralog::compiled does both.
#if !defined(ENTRALOG_SEPARATE_COMPILATION)
#error "define ENTRALOG_SEPARATE_COMPILATION for the whole program, or leave out <entralog/src.hpp>"
#endif

#include <entralog/impl/aadsts.ipp>
#include <entralog/impl/authorize.ipp>
#include <entralog/impl/backoff.ipp>
#include <entralog/impl/budget.ipp>
#include <entralog/impl/challenge.ipp>
#include <entralog/impl/client.ipp>
#include <entralog/impl/client_assertion.ipp>
#include <entralog/impl/client_certificate.ipp>
#include <entralog/impl/clock.ipp>
#include <entralog/impl/credential.ipp>
#include <entralog/impl/credential_chain.ipp>
#include <entralog/impl/decode.ipp>
#include <entralog/impl/device_code.ipp>
#include <entralog/impl/diagnosis.ipp>
#include <entralog/impl/error.ipp>
#include <entralog/impl/error_body.ipp>
#include <entralog/impl/explain.ipp>
#include <entralog/impl/filter_text.ipp>
#include <entralog/impl/guid.ipp>
#include <entralog/impl/hints.ipp>
#include <entralog/impl/json_text.ipp>
#include <entralog/impl/limit.ipp>
#include <entralog/impl/limiter.ipp>
#include <entralog/impl/managed_identity.ipp>
#include <entralog/impl/message.ipp>
#include <entralog/impl/observe.ipp>
#include <entralog/impl/page_cursor.ipp>
#include <entralog/impl/page_splitter.ipp>
#include <entralog/impl/pages.ipp>
#include <entralog/impl/preflight.ipp>
#include <entralog/impl/printable.ipp>
#include <entralog/impl/query.ipp>
#include <entralog/impl/retry.ipp>
#include <entralog/impl/time.ipp>
#include <entralog/impl/token_cache.ipp>
#include <entralog/impl/token_claims.ipp>
#include <entralog/impl/token_endpoint.ipp>
#include <entralog/impl/type_info.ipp>
#include <entralog/impl/wire.ipp>
#include <entralog/impl/wire_body.ipp>
#include <entralog/impl/wire_connect.ipp>
#include <entralog/impl/wire_connection.ipp>
#include <entralog/impl/wire_conversation.ipp>
#include <entralog/impl/wire_coro.ipp>
#include <entralog/impl/wire_deadline.ipp>
#include <entralog/impl/wire_explain.ipp>
#include <entralog/impl/wire_gunzip.ipp>
#include <entralog/impl/wire_parser.ipp>
#include <entralog/impl/wire_pool.ipp>
#include <entralog/impl/wire_proxy.ipp>
#include <entralog/impl/wire_request.ipp>
#include <entralog/impl/wire_tls.ipp>
#include <entralog/impl/workload_identity.ipp>
