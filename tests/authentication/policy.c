// SPDX-License-Identifier: Apache-2.0
#include "policy.h"

#include <string.h>

// Whether the credential is what it should be where it is shown.
static int is_good(const struct visit *visit) {
  const enum credential shown = visit->cell->credential;
  if (shown == kWrongName) return strcmp(visit->name, NAME_ELSEWHERE) == 0;
  return shown == kGood || shown == kResealed;
}

static int is_unproven(enum credential shown) { return shown == kNoProof || shown == kCut || shown == kWrongProof; }

// The program's callback takes the decision, and takes everybody.
static int takes_all(enum answer answer) { return answer == kAlways || answer == kCertAlways; }
static int takes_none(enum answer answer) {
  return answer == kNever || answer == kCertNever || answer == kAgainNever;
}

// Whether its mode makes the judge ask for a certificate at this visit and refuse bad ones.
static int mode_decides(const struct visit *visit, const struct outcome *outcome) {
  const int mode = modes[visit->policy.mode];
  const struct cell *cell = visit->cell;
  if ((mode & SSL_VERIFY_PEER) == 0 || takes_all(visit->policy.answer)) return 0;
  if (cell->role == kJudgeClient) return 1;
  if (cell->way == kPostHandshake) return outcome->asked == 1;
  return (mode & SSL_VERIFY_POST_HANDSHAKE) == 0 || cell->version != TLS1_3_VERSION;
}

static int wants_certificate(const struct visit *visit) {
  return visit->cell->role == kJudgeClient || (modes[visit->policy.mode] & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0;
}

int relying_lets_in(const struct visit *visit, const struct outcome *outcome) {
  return mode_decides(visit, outcome) && outcome->data > 0;
}

int looking_lets_in(const struct visit *visit, const struct facts *facts) {
  return visit->policy.answer != kCertAlways && facts->result == X509_V_OK && facts->peer != kNone;
}

static const char *fault_for_relying(const struct visit *visit, const struct outcome *outcome) {
  const enum credential shown = outcome->at_end.peer;
  if (!mode_decides(visit, outcome) || (!outcome->finished && outcome->data == 0)) return NULL;
  if (shown == kNone) return wants_certificate(visit) ? "let in without a certificate" : NULL;
  if (!is_good(visit)) return "let in by its mode";
  // A resumption asks no callback.
  return takes_none(visit->policy.answer) && !outcome->reused ? "let in though the callback takes nobody" : NULL;
}

static const char *fault_for_looking(const struct visit *visit, const struct outcome *outcome) {
  if (is_good(visit)) return NULL;
  if (outcome->early > 0 && looking_lets_in(visit, &outcome->at_early)) return "looks good at its early data";
  if (outcome->data > 0 && looking_lets_in(visit, &outcome->at_end)) return "looks good";
  return outcome->finished && looking_lets_in(visit, &outcome->at_end) ? "looks good, though it sent nothing" : NULL;
}

const char *fault_of(const struct visit *visit, const struct outcome *outcome) {
  const struct cell *cell = visit->cell;
  const char *fault = fault_for_relying(visit, outcome);
  if (fault == NULL) fault = fault_for_looking(visit, outcome);
  if (fault != NULL || !is_unproven(cell->credential)) return fault;
  if (cell->role == kJudgeClient && outcome->finished) return "finished without proof";
  if (cell->role == kJudgeClient && outcome->told_key) return "went on without proof";
  return (outcome->finished || outcome->data > 0) && outcome->at_end.peer != kNone ? "shown without proof" : NULL;
}
