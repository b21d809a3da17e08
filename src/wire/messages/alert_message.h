// SPDX-License-Identifier: Apache-2.0
// An alert as it travels (RFC 8446, 6; RFC 5246, 7.2).
// Shape:  level[1] | description[1]
#pragma once

#include "base/error.h"
#include "base/bytes.h"
#include "base/result.h"
#include "wire/codec/writer.h"

namespace reprise::wire {

// Both values as they came: a peer may send numbers that have no name.
struct AlertMessage {
  AlertLevel level{};
  Alert description{};
};

// `fragment` is the whole content of the record. RFC 8446, 5.1: an alert is never split and never shares a record, so
// anything but two bytes is a decode_error.
Result<AlertMessage> read_alert(Bytes fragment);
void write_alert(Writer& out, const AlertMessage& message);

}  // namespace reprise::wire
