// SPDX-License-Identifier: Apache-2.0
// The authentication matrix: every kind of credential, by every way to a connection, before every verify mode and
// callback, in both versions and roles. A line a cell says what the judge's program is told of its peer at each visit.
//
//   matrix [--all] [WORD...]   without --all every ninth cell, among which is each pair of values; with words the
//                              cells of which each line's beginning has them all
//
// Exits with 1 when somebody was let in who should not have been, whichever library it runs on.
#include <stdio.h>
#include <string.h>

#include "outside_cache.h"
#include "policy.h"
#include "through_der.h"
#include "visit.h"

enum { kVisits = 3 };

static struct {
  int cells, visits, resumed, data, faults;
} count;

static int is_possible(enum role role, int version, enum way way) {
  if (way == kById) return version == TLS1_2_VERSION;
  if (way == kPostHandshake) return version == TLS1_3_VERSION && role == kJudgeServer;
  if (way == kStateful || way == kRetry || way == kEarlyData) return version == TLS1_3_VERSION;
  return 1;
}

// What is set at the name that is visited, and the name.
static struct policy policy_at(const struct cell *cell, int number) {
  // A callback, since SSL_set_verify leaves the one of the first name where it is given none.
  static const struct policy lax = {kModeNone, kPreverify}, strict = {kModeStrict, kPreverify};
  if (cell->way == kFromLax && number == 1) return lax;
  if (cell->way == kToStrict && number > 1) return strict;
  return cell->policy;
}

// After a failure the session says nothing but who is in it, where somebody is.
static void print_facts(const struct facts *facts, int finished) {
  printf("r=%ld p=%s", facts->result, credential_names[facts->peer]);
  if (facts->result_in_session >= 0 && (finished || facts->in_session != kNone))
    printf(" s=%s/%ld", credential_names[facts->in_session], facts->result_in_session);
}

static void print_outcome(const struct visit *visit, const struct outcome *out) {
  printf(" | %s", out->finished ? "ok" : "no");
  if (out->alert_sent != 0) printf(" sent=%d", out->alert_sent);
  if (out->alert_read != 0) printf(" read=%d", out->alert_read);
  if (out->asked != 0) printf(" asked=%d", out->asked);
  if (out->early > 0) {
    printf(" early(");
    print_facts(&out->at_early, 1);
    printf(")");
  }
  printf(" %s ", out->reused ? "resumed" : "full");
  print_facts(&out->at_end, out->finished);
  printf(" n=%s d=%d%s%s", out->peer_name[0] != 0 ? out->peer_name : "-", out->data,
         relying_lets_in(visit, out) ? "A" : "",
         out->data > 0 && looking_lets_in(visit, &out->at_end) ? "B" : "");
  const char *fault = fault_of(visit, out);
  if (fault != NULL) printf(" FAULT %s", fault);
  count.faults += fault != NULL;
  count.visits++;
  count.resumed += out->reused;
  count.data += out->data > 0;
}

static void print_cell(const struct cell *cell, char *line, size_t size) {
  snprintf(line, size, "%s %s %s %s %s %s", cell->role == kJudgeServer ? "server" : "client",
           cell->version == TLS1_3_VERSION ? "1.3" : "1.2", way_names[cell->way], credential_names[cell->credential],
           mode_names[cell->policy.mode], answer_names[cell->policy.answer]);
}

static void run(const struct cell *cell) {
  const struct contexts contexts = contexts_of(cell);
  SSL_SESSION *offer = NULL;
  const int visits = cell->way == kFull ? 1 : kVisits;
  count.cells++;
  for (int number = 1; number <= visits; number++) {
    const int at_first = has_two_names(cell->way) && number == 1;
    const struct visit visit = {cell, &contexts, number, policy_at(cell, number), at_first ? NAME_ELSEWHERE : NAME_PEER,
                                offer};
    SSL_CTX *judging = !at_first && cell->role == kJudgeServer && contexts.at_second != NULL ? contexts.at_second
                                                                                             : contexts.judge;
    apply_policy(judging, &visit.policy);
    const struct outcome out = make_visit(&visit);
    print_outcome(&visit, &out);
    SSL_SESSION_free(offer);
    offer = cell->way == kThroughDer ? through_der(out.session) : out.session;
  }
  SSL_SESSION_free(offer);
  forget_contexts_sessions(&contexts);
}

static int is_asked_for(const struct cell *cell, const char *line, int all, char **words) {
  if (!is_possible(cell->role, cell->version, cell->way)) return 0;
  for (; *words != NULL; words++)
    if (strstr(line, *words) == NULL) return 0;
  return all || (cell->way + cell->credential + cell->policy.mode + cell->policy.answer) % 9 == 0;
}

int main(int argc, char **argv) {
  const int all = argc > 1 && strcmp(argv[1], "--all") == 0;
  char line[256];
  for (int role = 0; role < kNumRoles; role++)
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++)
      for (int way = 0; way < kNumWays; way++)
        for (int credential = 0; credential < kNumCredentials; credential++)
          for (int mode = 0; mode < kNumModes; mode++)
            for (int answer = 0; answer < kNumAnswers; answer++) {
              const struct cell cell = {role, version, way, credential, {mode, answer}};
              print_cell(&cell, line, sizeof line);
              if (!is_asked_for(&cell, line, all, argv + 1 + all)) continue;
              printf("%s", line);
              fflush(stdout);
              run(&cell);
              printf("\n");
            }
  fprintf(stderr, "%d cells, %d visits, %d of them resumed, data reached a program in %d, faults %d\n", count.cells,
          count.visits, count.resumed, count.data, count.faults);
  return count.faults != 0;
}
