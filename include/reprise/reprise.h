// SPDX-License-Identifier: Apache-2.0
// The whole API.
#pragma once

#include "reprise/bytes.h"
#include "reprise/cache.h"
#include "reprise/config.h"
#include "reprise/connection.h"
#include "reprise/library.h"
#include "reprise/ref.h"
#include "reprise/result.h"
#include "reprise/session.h"
#include "reprise/ticket.h"
#include "reprise/version.h"
#include "reprise/why_not_resumed.h"
