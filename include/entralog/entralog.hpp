#pragma once

/// Everything. A unit pays for what it includes: <entralog/model.hpp> alone never sees Asio.
#include <entralog/authorize.hpp>
#include <entralog/backoff.hpp>
#include <entralog/client.hpp>
#include <entralog/clock.hpp>
#include <entralog/cloud.hpp>
#include <entralog/credential.hpp>
#include <entralog/decode.hpp>
#include <entralog/drift.hpp>
#include <entralog/encode.hpp>
#include <entralog/error.hpp>
#include <entralog/explain.hpp>
#include <entralog/fields.hpp>
#include <entralog/filter.hpp>
#include <entralog/guid.hpp>
#include <entralog/message.hpp>
#include <entralog/model.hpp>
#include <entralog/pages.hpp>
#include <entralog/query.hpp>
#include <entralog/report.hpp>
#include <entralog/retry.hpp>
#include <entralog/time.hpp>
#include <entralog/token_cache.hpp>
#include <entralog/transport.hpp>
#include <entralog/wire.hpp>
